package io.ft4j.log.line;

import static io.ft4j.log.line.RecoveryLine.CURRENT;
import static io.ft4j.log.line.RecoveryLine.INITIAL;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
