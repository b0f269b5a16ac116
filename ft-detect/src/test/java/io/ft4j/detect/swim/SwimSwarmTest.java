package io.ft4j.detect.swim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Small systems of all kinds under all troubles, one after the other. {@code -Dft4j.swim.seeds=N} runs more of them. */
final class SwimSwarmTest {
    private static final int SEEDS = Integer.getInteger("ft4j.swim.seeds", 20);

    /** What only damage does, or numbers that no run uses up. */
    private static final Set<SwimCounter> NEVER = EnumSet.of(
            SwimCounter.INCARNATION_JUMP,
            SwimCounter.INCARNATION_EXHAUSTED,
            SwimCounter.SENDER_UNKNOWN,
            SwimCounter.MESSAGE_UNREADABLE,
            SwimCounter.MESSAGE_IMPLAUSIBLE,
            SwimCounter.CLOCK_WENT_BACK);

    @Test
    void everyPropertyHoldsUnderEverySeed() {
        long[] sums = new long[SwimCounter.values().length];
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                SwimSwarm swarm = SwimSwarm.run(seed);
                for (SwimCounter counter : SwimCounter.values()) {
                    sums[counter.ordinal()] += swarm.world.sum(counter);
                }
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        for (SwimCounter counter : EnumSet.complementOf(EnumSet.copyOf(NEVER))) {
            assertTrue(sums[counter.ordinal()] > 0, counter + " was never reached");
        }
    }
}
