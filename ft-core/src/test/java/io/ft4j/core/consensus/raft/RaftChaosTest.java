package io.ft4j.core.consensus.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ft4j.core.scenario.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Many short runs of whole groups under faults of every kind, each from one seed, each event followed by every check.
 *
 * <p>{@code -Dft4j.seed=N} runs one seed and prints all of its trace; {@code -Dft4j.seeds=N} runs so many instead of
 * {@value #SEED_COUNT}. In all of them together every rare situation has to occur.
 */
final class RaftChaosTest {
    private static final int SEED_COUNT = 800;
    private static final int STEPS_PER_SEED = 2_000;

    @Test
    void keepsEveryPromiseUnderFaults() {
        Long only = Long.getLong("ft4j.seed");
        if (only != null) {
            Trace trace = new Trace(true);
            try {
                RaftChaos.run(only, STEPS_PER_SEED, trace, new RaftTally());
            } finally {
                trace.take().forEach(System.out::println);
            }
            return;
        }
        RaftTally tally = new RaftTally();
        long begin = System.nanoTime();
        for (long seed : RaftChaos.FAILED_ONCE) {
            runOrExplain(seed, tally);
        }
        int count = Integer.getInteger("ft4j.seeds", SEED_COUNT);
        for (long seed = 1; seed <= count; seed++) {
            runOrExplain(seed, tally);
        }
        System.out.println(tally.summary(System.nanoTime() - begin));
        if (count >= SEED_COUNT) {
            assertEquals(List.of(), tally.neverHappened());
        }
    }

    @Test
    void runsTheSameUnderTheSameSeed() {
        for (long seed = 1; seed <= 3; seed++) {
            long digest = RaftChaos.run(seed, STEPS_PER_SEED, new Trace(false), new RaftTally());
            assertEquals(
                    digest,
                    RaftChaos.run(seed, STEPS_PER_SEED, new Trace(true), new RaftTally()),
                    "seed " + seed + " with and without a trace");
        }
    }

    private static void runOrExplain(long seed, RaftTally tally) {
        try {
            RaftChaos.run(seed, STEPS_PER_SEED, new Trace(false), tally);
        } catch (RuntimeException e) {
            throw RaftChaos.explain(seed, STEPS_PER_SEED, e);
        }
    }
}
