package io.ft4j.log.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.ProcessSet;
import org.junit.jupiter.api.Test;

class CheckpointGraphTest {
    private final CheckpointGraph.Builder builder =
            CheckpointGraph.builder(ProcessSet.add(ProcessSet.of(2), 40)).checkpoint(2, 4);

    private static String refusal(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }

    @Test
    void goesBackToWhatIsThere() {
        CheckpointGraph graph = builder.checkpoint(2, 7).build();
        assertEquals(7, graph.checkpointBefore(2, RecoveryLine.CURRENT));
        assertEquals(7, graph.checkpointBefore(2, 8));
        assertEquals(4, graph.checkpointBefore(2, 7));
        assertEquals(4, graph.checkpointBefore(2, 6));
        assertEquals(RecoveryLine.INITIAL, graph.checkpointBefore(2, 4));
        assertEquals(RecoveryLine.INITIAL, graph.checkpointBefore(40, RecoveryLine.CURRENT));
    }

    @Test
    void whatCannotBeIsRefused() {
        assertEquals("number=4 of process 2 must be greater than 4", refusal(() -> builder.checkpoint(2, 4)));
        assertTrue(refusal(() -> builder.checkpoint(3, 1)).startsWith("processId=3 is none of"));
        assertTrue(refusal(() -> builder.checkpoint(40, 0)).startsWith("interval=0 is outside"));
        assertTrue(refusal(() -> CheckpointGraph.builder(ProcessSet.EMPTY)).startsWith("processes must not be empty"));
        builder.message(new Message(1, 2, 1, 40, 1));
        assertEquals("message id=1 twice", refusal(() -> builder.message(new Message(1, 2, 1, 40, 1))));
        assertTrue(refusal(() -> builder.message(new Message(2, 2, 1, 41, 1))).startsWith("processId=41"));
        assertTrue(refusal(() -> new Message(1, 2, 1, 2, 1)).contains("no peer of itself"));
        assertTrue(refusal(() -> new Message(1, 2, 0, 3, 1)).startsWith("interval=0"));
        assertTrue(refusal(() -> new Message(1, 2, 1, 64, 1)).contains("64"));
        CheckpointGraph graph = builder.build();
        assertTrue(refusal(() -> RecoveryLine.of(graph, ProcessSet.of(1))).startsWith("failed="));
        assertTrue(
                refusal(() -> RecoveryLine.of(graph, ProcessSet.EMPTY).state(1)).startsWith("processId=1"));
    }

    @Test
    void thereAreLimits() {
        for (int number = 5; number < 4 + CheckpointGraph.MAX_CHECKPOINTS; number++) {
            builder.checkpoint(2, number);
        }
        assertEquals("more than 65536 checkpoints", refusal(() -> builder.checkpoint(40, 1)));
    }

    /** A chain as long as it gets: every checkpoint of both falls, in two lists of messages that are each read once. */
    @Test
    void aLongCascadeIsLinear() {
        int rounds = CheckpointGraph.MAX_CHECKPOINTS / 2;
        CheckpointGraph.Builder chain = CheckpointGraph.builder(ProcessSet.firstN(2));
        for (int round = 1; round <= rounds; round++) {
            chain.message(new Message(2L * round - 1, 1, round, 0, round)).checkpoint(0, round);
            chain.message(new Message(2L * round, 0, round + 1, 1, round)).checkpoint(1, round);
        }
        RecoveryLine line = RecoveryLine.of(chain.build(), ProcessSet.of(0));
        assertEquals(RecoveryLine.INITIAL, line.state(0));
        assertEquals(RecoveryLine.INITIAL, line.state(1));
        assertEquals(2 * rounds + 1, line.cascade().size());
    }

    /** Each was received before the other one was sent. */
    @Test
    void aCircleIsOfNoRun() {
        CheckpointGraph.Builder circle = CheckpointGraph.builder(ProcessSet.firstN(2));
        circle.checkpoint(0, 1).checkpoint(0, 2).checkpoint(1, 1).checkpoint(1, 2);
        circle.message(new Message(1, 0, 2, 1, 1));
        assertTrue(circle.build().isOfOneRun());
        circle.message(new Message(2, 1, 1, 0, 1));
        assertTrue(circle.build().isOfOneRun());
        circle.message(new Message(3, 1, 2, 0, 1));
        assertFalse(circle.build().isOfOneRun());
    }
}
