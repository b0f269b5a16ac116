package io.ft4j.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The detectors among all faults of the simulator, seed by seed; a failure names its seed. {@code -Dft4j.detector.seeds=N} runs
 * N of each kind, {@code -Dft4j.first=N} begins there.
 */
final class DetectorSwarmTest {
    private static final int SEEDS = Integer.getInteger("ft4j.detector.seeds", 100);
    private static final long FIRST = Long.getLong("ft4j.first", 1);

    @ParameterizedTest
    @EnumSource
    void knowsInTheEndWhoIsUp(DetectorKind kind) {
        DetectorSwarm swarm = new DetectorSwarm(kind);
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            swarm.run(seed).requireSuccess();
        }
        DetectorTally tally = swarm.tally;
        System.out.println(kind + ": seeds " + FIRST + ".." + (FIRST + SEEDS - 1) + " " + tally);
        assertTrue(tally.crashes > SEEDS && tally.detections > tally.crashes, "the runs were meant to be hard");
        if (kind == DetectorKind.PERFECT) {
            assertEquals(0, tally.mistakes);
        } else {
            assertTrue(tally.mistakes > SEEDS, "the runs were meant to be hard");
        }
        assertEquals(List.of(), tally.neverMet(kind.counted()), "situations that were never met");
    }

    @Test
    void everyCounterIsCountedBySomebodyOrKnownToBeOutOfReach() {
        Set<DetectorCounter> known = EnumSet.copyOf(DetectorKind.OUT_OF_REACH);
        for (DetectorKind kind : DetectorKind.values()) {
            known.addAll(kind.counted());
        }
        assertEquals(EnumSet.allOf(DetectorCounter.class), known);
    }

    @ParameterizedTest
    @EnumSource
    void aSeedIsOneRun(DetectorKind kind) {
        DetectorSwarm one = new DetectorSwarm(kind);
        DetectorSwarm other = new DetectorSwarm(kind);
        assertEquals(one.run(3).sha256(), other.run(3).sha256());
        assertEquals(one.tally.toString(), other.tally.toString());
    }
}
