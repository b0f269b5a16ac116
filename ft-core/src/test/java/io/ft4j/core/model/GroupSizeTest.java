package io.ft4j.core.model;

import static io.ft4j.core.model.FailureClass.ARBITRARY;
import static io.ft4j.core.model.FailureClass.CRASH;
import static io.ft4j.core.model.FailureClass.OMISSION;
import static io.ft4j.core.model.FailureClass.RESPONSE;
import static io.ft4j.core.model.FailureClass.TIMING;
import static io.ft4j.core.model.Synchrony.ASYNCHRONOUS;
import static io.ft4j.core.model.Synchrony.PARTIALLY_SYNCHRONOUS;
import static io.ft4j.core.model.Synchrony.SYNCHRONOUS;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class GroupSizeTest {
    @ParameterizedTest
    @CsvSource({"CRASH,2", "OMISSION,2", "TIMING,2", "RESPONSE,3", "ARBITRARY,3"})
    void maskingTakesOneRightAnswerOrAMajorityOfThem(FailureClass failureClass, int perFirstFault) {
        assertEquals(1, GroupSize.masking(failureClass, 0));
        assertEquals(perFirstFault, GroupSize.masking(failureClass, 1));
        assertEquals(10 * (perFirstFault - 1) + 1, GroupSize.masking(failureClass, 10));
    }

    @ParameterizedTest
    @CsvSource({
        "CRASH, SYNCHRONOUS, 2",
        "OMISSION, SYNCHRONOUS, 3",
        "TIMING, SYNCHRONOUS, 3",
        "RESPONSE, SYNCHRONOUS, 4",
        "ARBITRARY, SYNCHRONOUS, 4",
        "CRASH, PARTIALLY_SYNCHRONOUS, 3",
        "OMISSION, PARTIALLY_SYNCHRONOUS, 3",
        "TIMING, PARTIALLY_SYNCHRONOUS, 3",
        "RESPONSE, PARTIALLY_SYNCHRONOUS, 4",
        "ARBITRARY, PARTIALLY_SYNCHRONOUS, 4",
    })
    void consensusTakesAsManyAsTheLiteratureSays(FailureClass failureClass, Synchrony synchrony, int forOneFault) {
        for (int faults = 0; faults <= 15; faults++) {
            assertEquals((forOneFault - 1) * faults + 1, GroupSize.consensus(failureClass, synchrony, faults));
        }
    }

    @ParameterizedTest
    @EnumSource(FailureClass.class)
    void anAsynchronousSystemWithFaultsIsRefused(FailureClass failureClass) {
        String message = refusal(() -> GroupSize.consensus(failureClass, ASYNCHRONOUS, 1));
        assertEquals(
                "synchrony=ASYNCHRONOUS: no deterministic consensus terminates when 1 process(es) may fail;"
                        + " declare PARTIALLY_SYNCHRONOUS",
                message);
        assertEquals(1, GroupSize.consensus(failureClass, ASYNCHRONOUS, 0));
    }

    @Test
    void aGroupThatIsTooSmallIsRefusedWithTheNumberItTakes() {
        assertEquals(
                "processCount=2 cannot survive faults=1 of class CRASH in a PARTIALLY_SYNCHRONOUS system: it takes 3",
                refusal(() -> GroupSize.requireConsensus(2, CRASH, PARTIALLY_SYNCHRONOUS, 1)));
        assertEquals(
                "processCount=3 cannot survive faults=1 of class ARBITRARY in a SYNCHRONOUS system: it takes 4",
                refusal(() -> GroupSize.requireConsensus(3, ARBITRARY, SYNCHRONOUS, 1)));
        assertDoesNotThrow(() -> GroupSize.requireConsensus(3, CRASH, PARTIALLY_SYNCHRONOUS, 1));
        assertDoesNotThrow(() -> GroupSize.requireConsensus(5, CRASH, PARTIALLY_SYNCHRONOUS, 1));
        assertDoesNotThrow(() -> GroupSize.requireConsensus(4, ARBITRARY, PARTIALLY_SYNCHRONOUS, 1));
    }

    @Test
    void negativeFaultsAreRefused() {
        assertEquals("faults=-1 must not be negative", refusal(() -> GroupSize.masking(CRASH, -1)));
        assertEquals("faults=-1 must not be negative", refusal(() -> GroupSize.consensus(CRASH, SYNCHRONOUS, -1)));
        assertEquals("faults=-1 must not be negative", refusal(() -> GroupSize.consensus(CRASH, ASYNCHRONOUS, -1)));
    }

    @Test
    void aGroupBeyondTheSlotsIsRefused() {
        assertEquals(64, GroupSize.masking(CRASH, 63));
        assertEquals("a group of 65 exceeds the limit of 64 processes", refusal(() -> GroupSize.masking(CRASH, 64)));
        assertEquals(64, GroupSize.consensus(ARBITRARY, PARTIALLY_SYNCHRONOUS, 21));
        assertEquals(
                "a group of 67 exceeds the limit of 64 processes",
                refusal(() -> GroupSize.consensus(ARBITRARY, PARTIALLY_SYNCHRONOUS, 22)));
        assertEquals(
                "a group of 6442450942 exceeds the limit of 64 processes",
                refusal(() -> GroupSize.consensus(ARBITRARY, SYNCHRONOUS, Integer.MAX_VALUE)));
    }

    @Test
    void eachFailureClassIncludesTheMilderOnes() {
        FailureClass[] fromMildest = {CRASH, OMISSION, TIMING, RESPONSE, ARBITRARY};
        for (int i = 0; i < fromMildest.length; i++) {
            for (int j = 0; j < fromMildest.length; j++) {
                assertEquals(i >= j, fromMildest[i].includes(fromMildest[j]));
            }
        }
    }

    @Test
    void aBrokenInvariantSaysWhichAndWithWhat() {
        Invariant.check(true, "X1 never");
        Invariant.check(true, "X1 never", 1, 2);
        Invariant.Violation plain =
                assertThrows(Invariant.Violation.class, () -> Invariant.check(false, "X1 match < next"));
        assertEquals("invariant broken: X1 match < next", plain.getMessage());
        Invariant.Violation operands =
                assertThrows(Invariant.Violation.class, () -> Invariant.check(false, "X1 match < next", 7, 6));
        assertEquals("invariant broken: X1 match < next (7, 6)", operands.getMessage());
    }

    private static String refusal(Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertFalse(message.isBlank());
        assertTrue(message.length() < 200);
        return message;
    }
}
