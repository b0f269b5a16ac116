package io.ft4j.core.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultPlanTest {
    @Test
    void readsWhatTheDocumentationShows() {
        FaultPlan plan = FaultPlan.parse("plan", """
                processes 5    # a comment
                at 0s    for 60s   LOSS       {0,1,2,3,4} 2%

                at 1.5s  for 300ms PARTITION  {0,3}
                at 2s    for 1s    CRASH      {1}
                at 3s    for 0s    CLOCK_JUMP {2} -250ms
                """);
        assertEquals(5, plan.processCount());
        assertEquals(
                List.of(
                        new Fault(FaultKind.LOSS, 0, 60_000_000_000L, 0b11111, 20_000),
                        new Fault(FaultKind.PARTITION, 1_500_000_000, 300_000_000, 0b01001, 0),
                        new Fault(FaultKind.CRASH, 2_000_000_000, 1_000_000_000, 0b00010, 0),
                        new Fault(FaultKind.CLOCK_JUMP, 3_000_000_000L, 0, 0b00100, -250_000_000)),
                plan.faults());
    }

    @Test
    void readsWhatItWrites() {
        for (long seed = 1; seed <= 200; seed++) {
            FaultPlan plan = Swarm.draw(new Prng(seed), 1 + 2 * (int) (seed % 4), 60_000_000_000L, 300_000_000);
            assertEquals(plan, FaultPlan.parse("seed " + seed, plan.toText()));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "at 0s for 1s LOSS {0} 1%                      | p:1: 'processes N' must come first",
                "processes 0                                   | p:1: processCount=0 is outside 1..64",
                "processes 65                                  | p:1: processCount=65 is outside 1..64",
                "processes x                                   | p:1: 'x' is no count",
                "# nothing                                     | p: 'processes N' is missing",
                "processes 3;at 0s for 1s LOST {0} 1%          | p:2: 'LOST' is no kind of fault",
                "processes 3;at 0s for 1s LOSS {3} 1%          | p:2: process 3 is outside 0..2",
                "processes 3;at 0s for 1s LOSS {} 1%           | p:2: '' is no count",
                "processes 3;at 0s for 1s LOSS {0}             | p:2: LOSS needs a value, a RATE",
                "processes 3;at 0s for 1s CRASH {0} 1%         | p:2: CRASH takes no value, but has '1%'",
                "processes 3;at 0s for 1s LOSS {0} 2           | p:2: '2' is not a rate, like 2.5%",
                "processes 3;at 0s for 1s LOSS {0} 101%        | p:2: value=1010000 is outside 0..1000000",
                "processes 3;at 0 for 1s CRASH {0}             | p:2: '0' is not a time, like 1.5s or 20ms",
                "processes 3;at -1s for 1s CRASH {0}           | p:2: atNs=-1000000000 is outside 0..31536000000000000",
                "processes 3;at 99999999s for 1s CRASH {0}     | p:2: '99999999s' is longer than a year",
                "processes 3;;crash 0                          | p:3: 'crash 0' is not 'at TIME for TIME KIND {PROCESSES} [VALUE]'"
            })
    void refusesWhatItCannotReadWithLineAndReason(String text, String message) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> FaultPlan.parse("p", text.replace(';', '\n')));
        assertEquals(message, refusal.getMessage());
    }

    @Test
    void refusesFaultsOfProcessesThatThereAreNot() {
        Fault fault = new Fault(FaultKind.CRASH, 0, 1, ProcessSet.of(3), 0);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new FaultPlan(3, List.of(fault)))
                .getMessage()
                .contains("exceed processCount=3"));
    }
}
