package io.ft4j.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Whole groups under many seeds: nothing may break, and every rare situation has to occur. {@code -Dft4j.seeds=N} runs so
 * many from {@code -Dft4j.first=N} on; with fewer than {@value #SEED_COUNT} no situation is demanded.
 */
class SwarmTest {
    private static final int SEED_COUNT = 3_000;
    private static final double MIN_HOURS = 70;
    private static final int PROGRESS_EVERY = 500;

    @Test
    void keepsEveryPromiseUnderFaults() {
        long first = Long.getLong("ft4j.first", 1);
        int count = Integer.getInteger("ft4j.seeds", SEED_COUNT);
        AtomicInteger done = new AtomicInteger();
        SimTally tally = LongStream.range(first, first + count)
                .parallel()
                .mapToObj(seed -> {
                    SimTally one =
                            Simulator.keyValue().run(seed).requireSuccess().tally();
                    if (done.incrementAndGet() % PROGRESS_EVERY == 0) {
                        System.out.println(done + " of " + count + " seeds");
                    }
                    return one;
                })
                .reduce(new SimTally(), SimTally::plus);
        System.out.println(tally);
        if (count >= SEED_COUNT) {
            assertEquals(List.of(), tally.neverMet());
            assertTrue(tally.virtualNs() / 3.6e12 >= MIN_HOURS, tally::toString);
        }
    }
}
