package io.ft4j.log.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines, cascades and garbage agree with a search over all cuts. */
class BruteForceTest {
    @Test
    void agreesOnRandomExecutions() {
        long seed = Long.getLong("ft4j.seed", System.nanoTime());
        System.out.println("BruteForceTest seed " + seed);
        ExecutionCheck check = new ExecutionCheck();
        Prng prng = new Prng(seed);
        for (int i = 0; i < 100_000; i++) {
            check.run(prng.nextLong());
        }
        System.out.println("BruteForceTest: " + check);
        assertTrue(check.dominoCount() > 1000, () -> "hardly ever a domino effect: " + check);
        assertTrue(check.longestCascade() > 5, () -> "no long cascade: " + check);
        assertTrue(check.uselessCount() > 1000, () -> "hardly ever a useless checkpoint: " + check);
        assertTrue(check.obsoleteAfterLineCount() > 100, () -> "nothing behind the line was obsolete: " + check);
        assertTrue(check.inTransitCount() > 1000, () -> "hardly ever a message in transit: " + check);
    }

    /** The metadata know the newest message of each pair only, and nothing of current states: enough if all failed. */
    @Test
    void metadataGiveTheSameLineWhenAllFail() {
        long seed = Long.getLong("ft4j.seed", System.nanoTime());
        System.out.println("BruteForceTest seed " + seed);
        Prng prng = new Prng(seed);
        int deletedCount = 0;
        for (int i = 0; i < 50_000; i++) {
            long executionSeed = prng.nextLong();
            Execution execution = Execution.random(new Prng(executionSeed), 12);
            long all = ProcessSet.firstN(execution.processCount());
            int deleted = i % 2;
            CheckpointGraph known = execution.graphOfMetadata(deleted);
            RecoveryLine line = RecoveryLine.of(known, all);
            long[] expected = execution.latest(execution.consistentCuts(deleted), all);
            for (int id = 0; id < expected.length; id++) {
                assertEquals(expected[id], line.state(id), "execution " + executionSeed + " process " + id);
            }
            if (deleted == 0) {
                CheckpointGraph graph = execution.graph();
                assertTrue(
                        CheckpointGarbage.obsolete(graph).containsAll(CheckpointGarbage.obsolete(known))
                                && CheckpointGarbage.useless(graph).containsAll(CheckpointGarbage.useless(known)),
                        "execution " + executionSeed);
            }
            deletedCount += Arrays.stream(expected).sum() > 0 ? deleted : 0;
        }
        assertTrue(deletedCount > 1000, "deleted=" + deletedCount);
    }

    /** Whatever happens afterwards: no line, after whatever failures, names a checkpoint that was obsolete once. */
    @Test
    void obsoleteCheckpointsStayObsolete() {
        long seed = Long.getLong("ft4j.seed", System.nanoTime());
        System.out.println("BruteForceTest seed " + seed);
        Prng prng = new Prng(seed);
        long checked = 0;
        for (int i = 0; i < 10_000; i++) {
            long executionSeed = prng.nextLong();
            Prng events = new Prng(executionSeed);
            Execution execution = Execution.random(events, 8);
            List<Checkpoint> obsolete = CheckpointGarbage.obsolete(execution.graph());
            for (int event = 0; event < 20 && !obsolete.isEmpty(); event++) {
                execution.randomEvent(events, 14);
                CheckpointGraph later = execution.graph();
                for (long failed = 0; failed <= ProcessSet.firstN(execution.processCount()); failed++) {
                    RecoveryLine line = RecoveryLine.of(later, failed);
                    for (Checkpoint checkpoint : obsolete) {
                        assertTrue(
                                line.state(checkpoint.processId()) != checkpoint.number(),
                                () -> "execution " + executionSeed + ": " + checkpoint + " in " + line);
                        checked++;
                    }
                }
            }
        }
        assertTrue(checked > 100_000, "checked=" + checked);
    }
}
