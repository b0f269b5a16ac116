package io.ft4j.core.sim.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.sim.history.Verdict.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories whose verdict is known, most of them from the papers. */
final class LinearizabilityTest {
    private static final long MAX_STEPS = 100_000;

    @Test
    void nothingIsLinearizable() {
        assertFits("");
    }

    @Test
    void aReadMayNotReturnWhatWasOverwrittenBeforeItBegan() {
        assertDoesNotFit(
                "0 invoke write x 1",
                "0 ok write x 1",
                "0 invoke write x 2",
                "0 ok write x 2",
                "1 invoke read x",
                "1 ok read x 1");
    }

    @Test
    void aReadMayReturnEitherValueWhileAWriteGoesOn() {
        assertFits(
                "0 invoke write x 1",
                "0 ok write x 1",
                "0 invoke write x 2",
                "1 invoke read x",
                "1 ok read x 1",
                "1 invoke read x",
                "1 ok read x 2",
                "0 ok write x 2");
    }

    /** Herlihy and Wing 1990, section 2.3: once a read has returned the new value, a later one may not go back. */
    @Test
    void readsOfDifferentProcessesMayNotGoBack() {
        assertDoesNotFit(
                "0 invoke write x 1",
                "0 ok write x 1",
                "0 invoke write x 2",
                "1 invoke read x",
                "1 ok read x 2",
                "2 invoke read x",
                "2 ok read x 1",
                "0 ok write x 2");
    }

    /** Herlihy and Wing 1990, figure 1 (a), with a register for each end of the queue: effect between call and return. */
    @Test
    void overlappingWritesMayTakeEffectInEitherOrder() {
        assertFits(
                "0 invoke write x 1",
                "1 invoke write x 2",
                "0 ok write x 1",
                "1 ok write x 2",
                "2 invoke read x",
                "2 ok read x 1");
        assertFits(
                "0 invoke write x 1",
                "1 invoke write x 2",
                "0 ok write x 1",
                "1 ok write x 2",
                "2 invoke read x",
                "2 ok read x 2");
    }

    /** Herlihy and Wing 1990, figure 1: FIFO queues, with a model of one's own. */
    @Test
    void queuesOfThePaper() {
        assertEquals(Kind.LINEARIZABLE, queue("0 +x", "1 +y", "1 .", "0 .", "0 -y", "1 -x", "0 .", "1 ."));
        assertEquals(Kind.NOT_LINEARIZABLE, queue("0 +x", "0 .", "1 +y", "1 .", "1 -y", "1 ."));
        assertEquals(Kind.LINEARIZABLE, queue("0 +x", "1 -x", "1 .", "0 ."));
        assertEquals(Kind.NOT_LINEARIZABLE, queue("0 +x", "1 +y", "0 .", "1 .", "0 -y", "1 -y", "0 .", "1 ."));
    }

    @Test
    void processesMayNotSeeWritesInDifferentOrders() {
        assertDoesNotFit(
                "0 invoke write x 1",
                "1 invoke write x 2",
                "2 invoke read x",
                "2 ok read x 1",
                "2 invoke read x",
                "2 ok read x 2",
                "3 invoke read x",
                "3 ok read x 2",
                "3 invoke read x",
                "3 ok read x 1",
                "0 ok write x 1",
                "1 ok write x 2");
    }

    @Test
    void twoCompareAndSetsOfTheSameValueLoseAnUpdate() {
        assertDoesNotFit("0 invoke cas x nil 1", "1 invoke cas x nil 2", "0 ok cas x nil 1", "1 ok cas x nil 2");
        assertFits(
                "0 invoke cas x nil 1", "1 invoke cas x nil 2", "0 ok cas x nil 1", "1 ok cas x nil 2 not-set was 1");
    }

    @Test
    void aCompareAndSetThatDidNotSetHasSeenAnotherValue() {
        assertDoesNotFit("0 invoke write x 1", "0 ok write x 1", "0 invoke cas x 1 2", "0 ok cas x 1 2 not-set");
        assertFits(
                "0 invoke write x 1",
                "0 ok write x 1",
                "0 invoke cas x 2 3",
                "0 ok cas x 2 3 not-set",
                "0 invoke read x",
                "0 ok read x 1");
    }

    @Test
    void aWriteTellsWhatItHasOverwritten() {
        assertFits("0 invoke write x 1", "1 invoke write x 2", "0 ok write x 1 was 2", "1 ok write x 2 was nil");
        assertDoesNotFit("0 invoke write x 1", "1 invoke write x 2", "0 ok write x 1 was 2", "1 ok write x 2 was 1");
    }

    @Test
    void anUnknownWriteMayTakeEffectLate() {
        assertFits(
                "0 invoke write x 1",
                "0 info write x 1",
                "1 invoke read x",
                "1 ok read x nil",
                "1 invoke write x 2",
                "1 ok write x 2",
                "1 invoke read x",
                "1 ok read x 1");
    }

    @Test
    void anUnknownWriteTakesEffectOnceAtMost() {
        assertDoesNotFit(
                "0 invoke write x 1",
                "0 info write x 1",
                "1 invoke read x",
                "1 ok read x 1",
                "1 invoke write x 2",
                "1 ok write x 2",
                "1 invoke read x",
                "1 ok read x 1");
    }

    @Test
    void anUnknownWriteMayNeverTakeEffectAndNotBeforeItIsInvoked() {
        assertFits("0 invoke write x 1", "1 invoke read x", "1 ok read x nil");
        assertDoesNotFit("1 invoke read x", "1 ok read x 1", "0 invoke write x 1");
    }

    /** So that unknown writes which nobody reads may not be dropped. */
    @Test
    void anUnknownWriteMayExplainThatACompareAndSetDidNotSet() {
        assertFits(
                "0 invoke write x 1",
                "0 ok write x 1",
                "1 invoke write x 7",
                "1 info write x 7",
                "0 invoke cas x 1 2",
                "0 ok cas x 1 2 not-set");
    }

    @Test
    void unknownCompareAndSetsMayFollowEachOther() {
        String[] unknown = {
            "0 invoke cas x nil 1",
            "0 info cas x nil 1",
            "1 invoke cas x 2 3",
            "1 info cas x 2 3",
            "2 invoke cas x 1 2",
            "2 info cas x 1 2",
            "3 invoke read x",
            "3 ok read x 3"
        };
        assertFits(unknown);
        unknown[4] = "2 invoke cas x 0 2";
        unknown[5] = "2 info cas x 0 2";
        assertDoesNotFit(unknown);
    }

    @Test
    void equalUnknownWritesTakeEffectAsOftenAsTheyWereInvoked() {
        String two = "0 invoke write x 1\n1 invoke write x 1\n";
        String onceMore = "2 invoke write x 5\n2 ok write x 5\n2 invoke read x\n2 ok read x 1\n";
        assertEquals(Kind.LINEARIZABLE, kind(two + onceMore + onceMore));
        assertEquals(Kind.NOT_LINEARIZABLE, kind(two + onceMore + onceMore + onceMore));
    }

    @Test
    void whatHasFailedIsNeverSeen() {
        assertDoesNotFit("0 invoke write x 1", "0 fail write x 1", "1 invoke read x", "1 ok read x 1");
        assertFits("0 invoke write x 1", "0 fail write x 1", "1 invoke read x", "1 ok read x nil");
    }

    @Test
    void keysHaveNothingToDoWithEachOther() {
        assertFits(
                "0 invoke write x 1",
                "1 invoke write y 2",
                "0 ok write x 1 was nil",
                "1 ok write y 2 was nil",
                "0 invoke read x",
                "0 ok read x 1",
                "0 invoke read y",
                "0 ok read y 2");
        assertDoesNotFit("0 invoke write x 1", "0 ok write x 1", "0 invoke read y", "0 ok read y 1");
    }

    @Test
    void onePartitionThatDoesNotFitOutweighsOneThatIsUndecided() {
        StringBuilder text = new StringBuilder();
        for (int process = 0; process < 12; process++) {
            text.append(process).append(" invoke write x ").append(process).append('\n');
        }
        for (int process = 0; process < 12; process++) {
            text.append(process).append(" ok write x ").append(process).append('\n');
        }
        text.append("0 invoke read x\n0 ok read x 99\n");
        assertEquals(Kind.UNDECIDED, check(text.toString(), 50).kind());
        text.append("0 invoke read y\n0 ok read y 1\n");
        assertEquals(Kind.NOT_LINEARIZABLE, check(text.toString(), 50).kind());
    }

    @Test
    void saysAfterHowManyStepsItGaveUp() {
        Verdict verdict = check("0 invoke write x 1\n0 ok write x 1\n0 invoke read x\n0 ok read x 1\n", 1);
        assertEquals("undecided after 1 steps", verdict.toString());
        assertThrows(IllegalArgumentException.class, () -> check("", 0));
    }

    @Test
    void theCounterExampleTellsTheStoryAndNoMore() {
        Verdict verdict = check("""
                0 invoke write x 1
                1 invoke write y 5
                0 ok write x 1
                2 invoke read x
                2 ok read x 1
                1 ok write y 5
                0 invoke write x 2
                0 ok write x 2
                1 invoke read x
                2 invoke read x
                2 ok read x 2
                1 ok read x 1
                0 invoke write x 3
                0 ok write x 3
                """, MAX_STEPS);
        assertEquals("""
                not linearizable: no order fits 3 of 6 operations, whatever the others did
                  [4..5] process 2: read x 1
                  [7..8] process 0: write x 2
                  [9..12] process 1: read x 1
                the longest order that fits: write x 1 (unknown), read x 1, write x 2""", verdict.toString());
        assertEquals(
                List.of(2, 3, 4),
                verdict.conflict().stream().map(Operation::number).toList());
    }

    @Test
    void aValueThatNobodyHasWrittenIsACounterExampleOfItsOwn() {
        Verdict verdict = check(
                "0 invoke write x 1\n0 ok write x 1\n1 invoke read x\n1 ok read x 9\n0 invoke read x\n0 ok read x 1\n",
                MAX_STEPS);
        assertTrue(
                verdict.toString()
                        .contains(
                                "no order fits 1 of 3 operations, whatever the others did\n  [3..4] process 1: read x 9"),
                verdict::toString);
    }

    private static void assertFits(String... lines) {
        assertEquals(Kind.LINEARIZABLE, kind(String.join("\n", lines)));
    }

    private static void assertDoesNotFit(String... lines) {
        assertEquals(Kind.NOT_LINEARIZABLE, kind(String.join("\n", lines)));
    }

    private static Kind kind(String text) {
        return check(text, MAX_STEPS).kind();
    }

    private static Verdict check(String text, long maxSteps) {
        return Linearizability.check(HistoryText.parse("test", text), new KeyValueModel(), maxSteps);
    }

    /** {@code "0 +x"}: process 0 begins to enqueue x; {@code "0 -x"}: to dequeue and gets x; {@code "0 ."}: ends. */
    private static Kind queue(String... events) {
        History history = new History();
        int[] open = new int[2];
        long[] results = new long[2];
        for (String event : events) {
            int process = event.charAt(0) - '0';
            char type = event.charAt(2);
            if (type == '.') {
                history.ok(open[process], true, results[process]);
            } else {
                char item = event.charAt(3);
                open[process] = history.invoke(
                        process,
                        type == '+' ? "enqueue" : "dequeue",
                        "queue",
                        type == '+' ? item : Operation.NOTHING,
                        Operation.NOTHING);
                results[process] = type == '+' ? Operation.NOTHING : item;
            }
        }
        return Linearizability.check(history, new Queue(), MAX_STEPS).kind();
    }

    private static final class Queue implements SequentialModel<String> {
        @Override
        public String initial() {
            return "";
        }

        @Override
        public String step(String state, Operation operation) {
            if (operation.function().equals("enqueue")) {
                return state + (char) operation.argument();
            }
            boolean fits = !state.isEmpty() && (operation.isUnknown() || state.charAt(0) == operation.result());
            return fits ? state.substring(1) : null;
        }
    }
}
