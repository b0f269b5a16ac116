package io.ft4j.log.line;

import static io.ft4j.log.line.RecoveryLine.CURRENT;
import static io.ft4j.log.line.RecoveryLine.INITIAL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.ProcessSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The situations of the books, by hand. Each is compared with the search over all cuts as well. */
class TextbookTest {
    private static final long P = ProcessSet.of(0);
    private static final long Q = ProcessSet.of(1);

    private Execution run;

    private void processes(int count) {
        run = new Execution(count);
    }

    @AfterEach
    void agreesWithAllCuts() {
        new ExecutionCheck().check(run, "by hand");
    }

    private void assertLine(RecoveryLine line, long... states) {
        for (int id = 0; id < states.length; id++) {
            assertEquals(states[id], line.state(id), line::toString);
        }
    }

    private static List<String> words(List<?> list) {
        return list.stream().map(Object::toString).collect(Collectors.toList());
    }

    /**
     * Randell 1975, figure 2, with two processes: each checkpoint follows a message that was sent after the last
     * checkpoint of the other. One failure takes both back to their beginning.
     */
    @Test
    void dominoEffect() {
        processes(2);
        run.pass(1, 0);
        run.checkpoint(0);
        run.pass(0, 1);
        run.checkpoint(1);
        run.pass(1, 0);
        run.checkpoint(0);
        run.pass(0, 1);
        run.checkpoint(1);

        RecoveryLine line = RecoveryLine.of(run.graph(), P);

        assertLine(line, INITIAL, INITIAL);
        assertEquals(
                List.of(
                        "process 0 from its current state to checkpoint 2: it failed",
                        "process 1 from its current state to checkpoint 1: would have received"
                                + " m4 from process 0 in interval 3 to process 1 in interval 2",
                        "process 0 from checkpoint 2 to checkpoint 1: would have received"
                                + " m3 from process 1 in interval 2 to process 0 in interval 2",
                        "process 1 from checkpoint 1 to its initial state: would have received"
                                + " m2 from process 0 in interval 2 to process 1 in interval 1",
                        "process 0 from checkpoint 1 to its initial state: would have received"
                                + " m1 from process 1 in interval 1 to process 0 in interval 1"),
                words(line.cascade()));
        assertEquals("process 0: its initial state, process 1: its initial state", line.toString());
        assertEquals(List.of(), line.inTransit());
        assertLine(RecoveryLine.of(run.graph(), Q), CURRENT, 2);
    }

    /** The same messages, but each process takes its checkpoint when it has sent: nothing spreads. */
    @Test
    void noDominoEffectWhenCheckpointsFollowSends() {
        processes(2);
        for (int round = 0; round < 2; round++) {
            int fromQ = run.send(1, 0);
            run.checkpoint(1);
            run.receive(fromQ);
            int fromP = run.send(0, 1);
            run.checkpoint(0);
            run.receive(fromP);
        }
        assertLine(RecoveryLine.of(run.graph(), P), 2, CURRENT);
        assertLine(RecoveryLine.of(run.graph(), P | Q), 2, 2);
    }

    @Test
    void messageInTransitAcrossTheLine() {
        processes(2);
        int sent = run.send(0, 1);
        run.checkpoint(0);
        run.checkpoint(1);
        run.receive(sent);
        int underWay = run.send(0, 1);
        run.checkpoint(0);

        RecoveryLine line = RecoveryLine.of(run.graph(), Q);

        assertLine(line, CURRENT, 1);
        assertEquals(
                List.of(
                        "m1 from process 0 in interval 1 to process 1 in interval 2",
                        "m2 from process 0 in interval 2 to process 1, not received"),
                words(line.inTransit()));
        assertEquals(2, underWay);
    }

    @Test
    void orphanTakesItsReceiverBack() {
        processes(2);
        run.checkpoint(0);
        run.checkpoint(1);
        int orphan = run.pass(0, 1);
        run.checkpoint(1);

        RecoveryLine line = RecoveryLine.of(run.graph(), P);

        assertLine(line, 1, 1);
        assertNull(line.cascade().get(0).cause());
        assertEquals(orphan, line.cascade().get(1).cause().id());
        assertEquals(List.of(), line.inTransit());
    }

    /** m2 was not logged, so what came of it is an orphan: its receiver goes back, and with it the sender of m2. */
    @Test
    void orphanWhenM2WasNotLogged() {
        processes(3);
        run.pass(0, 1);
        run.pass(2, 1);
        run.pass(1, 2);

        RecoveryLine line = RecoveryLine.of(run.graph(), Q);

        assertLine(line, CURRENT, INITIAL, INITIAL);
        assertEquals(1, line.inTransit().size());
        assertEquals(1, line.inTransit().get(0).id());
    }

    /** Netzer, Xu 1995: q sends m2 behind C, p receives it in the interval in which it sent m1, which q has before C. */
    @Test
    void uselessCheckpoint() {
        processes(2);
        run.pass(0, 1);
        run.checkpoint(1);
        run.pass(1, 0);
        run.checkpoint(0);
        run.checkpoint(1);

        assertEquals(List.of(new Checkpoint(1, 1)), CheckpointGarbage.useless(run.graph()));
        assertTrue(CheckpointGarbage.obsolete(run.graph()).contains(new Checkpoint(1, 1)));
    }

    /** A checkpoint of p between its two messages would have made it useful. */
    @Test
    void noCheckpointIsUselessWhereNoZigzagComesBack() {
        processes(2);
        run.pass(0, 1);
        run.checkpoint(0);
        run.checkpoint(1);
        run.pass(1, 0);
        run.checkpoint(0);
        run.checkpoint(1);

        assertEquals(List.of(), CheckpointGarbage.useless(run.graph()));
    }

    @Test
    void checkpointsBeforeTheLineAreObsolete() {
        processes(2);
        run.checkpoint(0);
        run.checkpoint(1);
        run.checkpoint(0);
        run.checkpoint(1);
        run.pass(0, 1);
        run.checkpoint(1);

        assertEquals(
                List.of("checkpoint 1 of process 0", "checkpoint 1 of process 1"),
                words(CheckpointGarbage.obsolete(run.graph())));
    }

    /** Also behind the line of all: what two failures name, 1 and 3, leaves out 2. */
    @Test
    void checkpointsBehindTheLineMayBeObsolete() {
        processes(2);
        run.checkpoint(1);
        run.pass(0, 1);
        run.checkpoint(1);
        run.pass(0, 1);
        run.checkpoint(1);

        assertLine(RecoveryLine.of(run.graph(), P | Q), INITIAL, 1);
        assertEquals(List.of("checkpoint 2 of process 1"), words(CheckpointGarbage.obsolete(run.graph())));
    }

    @Test
    void nobodyFailedNothingIsUndone() {
        processes(2);
        run.pass(0, 1);
        RecoveryLine line = RecoveryLine.of(run.graph(), ProcessSet.EMPTY);
        assertLine(line, CURRENT, CURRENT);
        assertEquals(List.of(), line.cascade());
    }
}
