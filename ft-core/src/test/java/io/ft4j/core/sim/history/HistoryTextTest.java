package io.ft4j.core.sim.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The grammar of histories: what is written is read back, and what is malformed is refused with line and reason. */
final class HistoryTextTest {
    private static final String EVERYTHING = """
            0 invoke write x 7
            1 invoke read y.a_b:/-1
            0 ok write x 7
            1 ok read y.a_b:/-1 nil
            0 invoke write x -1000000000000000000
            1 invoke cas x nil 9
            2 invoke cas x 4 8
            3 invoke cas x 4 9
            0 ok write x -1000000000000000000 was 7
            1 fail cas x nil 9
            2 ok cas x 4 8 not-set was 7
            3 ok cas x 4 9 was 4
            999999999 invoke read x
            2 invoke cas x 4 8
            2 ok cas x 4 8
            3 invoke cas x 4 8
            3 ok cas x 4 8 not-set
            """;

    @Test
    void whatIsReadIsWrittenAsItWas() {
        assertEquals(EVERYTHING, HistoryText.format(HistoryText.parse("test", EVERYTHING)));
    }

    @Test
    void commentsBlanksAndWhatIsUnknownTakeNoPlaceInTime() {
        History history = HistoryText.parse(
                "test",
                "# a history\r\n\n  0\tinvoke  write x 1 # at once\r\n0 info write x 1\n1 invoke read x\n1 ok read x 1");
        assertEquals("0 invoke write x 1\n1 invoke read x\n1 ok read x 1\n", HistoryText.format(history));
        assertTrue(history.operation(0).isUnknown());
        assertEquals(3, history.eventCount());
    }

    @Test
    void whatIsWrittenIsReadBack() {
        int read = 0;
        for (long seed = 1; seed <= 2_000; seed++) {
            History history = RandomHistory.draw(new Prng(seed), 12, 5, 0.2);
            if (hasOneProcessPerUnknown(history.operations())) {
                History again = HistoryText.parse("seed" + seed, HistoryText.format(history));
                assertEquals(history.operations(), again.operations(), "seed=" + seed);
                read++;
            }
        }
        assertTrue(read > 50, "read " + read);
    }

    private static boolean hasOneProcessPerUnknown(List<Operation> operations) {
        Set<Integer> givenUp = new HashSet<>();
        for (Operation operation : operations) {
            if (givenUp.contains(operation.process())) {
                return false;
            }
            if (operation.isUnknown()) {
                givenUp.add(operation.process());
            }
        }
        return true;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x invoke read x                            | 1: 'x' is not a process",
                "-1 invoke read x                           | 1: '-1' is not a process",
                "1000000000 invoke read x                   | 1: '1000000000' is not a process",
                "0                                          | 1: invoke, ok, fail or info is missing",
                "0 begin read x                             | 1: 'begin' is not invoke, ok, fail or info",
                "0 invoke                                   | 1: read, write or cas is missing",
                "0 invoke append x 1                        | 1: 'append' is not read, write or cas",
                "0 invoke read                              | 1: a key is missing",
                "0 invoke read x,y                          | 1: 'x,y' is not a key",
                "0 invoke read x 1                          | 1: '1' is too much",
                "0 invoke write x                           | 1: a number is missing",
                "0 invoke write x nil                       | 1: 'nil' is not a number",
                "0 invoke write x 1.5                       | 1: '1.5' is not a number",
                "0 invoke write x 1000000000000000001       | 1: 1000000000000000001 is outside -10^18..10^18",
                "0 invoke write x -9999999999999999999      | 1: -9999999999999999999 is outside -10^18..10^18",
                "0 invoke write x 12345678901234567890      | 1: '12345678901234567890' is not a number",
                "0 invoke cas x 1                           | 1: a number is missing",
                "0 invoke cas x 1 2 3                       | 1: '3' is too much",
                "0 ok read x 1                              | 1: process 0 has no operation that could end",
                "0 invoke read x;1 ok read x 1              | 2: process 1 has no operation that could end",
                "0 invoke read x;0 invoke read y            | 2: process 0 has an operation that has not ended: 'read x'",
                "0 invoke read x;0 ok read y 1              | 2: process 0 has asked for 'read x'",
                "0 invoke write x 1;;0 ok write x 2         | 3: process 0 has asked for 'write x 1'",
                "0 invoke cas x 1 2;0 ok cas x 1 3          | 2: process 0 has asked for 'cas x 1 2'",
                "0 invoke read x;0 ok read x                | 2: a number is missing",
                "0 invoke read x;0 ok read x 1 2            | 2: '2' is too much",
                "0 invoke write x 1;0 ok write x 1 not-set  | 2: 'not-set' is too much",
                "0 invoke write x 1;0 ok write x 1 was      | 2: a number is missing",
                "0 invoke read x;0 fail read x 1            | 2: '1' is too much",
                "0 invoke read x;0 ok read x 1;0 ok read x 1| 3: process 0 has no operation that could end",
                "0 invoke read x;0 info read x;0 invoke read x | 3: process 0 has an operation of unknown outcome; it goes on under another number",
            })
    void refusesWithLineAndReason(String lines, String reason) {
        String text = lines.replace(';', '\n');
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> HistoryText.parse("file", text));
        assertEquals("file:" + reason, refusal.getMessage());
    }

    @Test
    void aHistoryOfOneRegisterHasOneKey() {
        String text = "0 invoke read x\n0 ok read x 1\n0 invoke read y\n";
        assertEquals(2, HistoryText.parse("file", text).size());
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> HistoryText.parseRegister("file", text));
        assertEquals("file:3: 'y' is a second key, and this is a history of one register", refusal.getMessage());
    }
}
