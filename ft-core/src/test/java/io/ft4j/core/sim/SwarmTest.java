package io.ft4j.core.sim;

import org.junit.jupiter.api.Test;

/**
 * Whole groups under many seeds. {@code -Dft4j.seed=N} runs one and prints its last events, {@code -Dft4j.seeds=N} so many
 * from {@code -Dft4j.first=N} on.
 */
class SwarmTest {
    private static final int SEED_COUNT = 50;
    private static final int EXPLAINED_EVENTS = 100;

    @Test
    void keepsEveryPromiseUnderFaults() {
        Long only = Long.getLong("ft4j.seed");
        if (only != null) {
            explain(only);
            return;
        }
        SimTally tally = new SimTally();
        long first = Long.getLong("ft4j.first", 1);
        int count = Integer.getInteger("ft4j.seeds", SEED_COUNT);
        for (long seed = first; seed < first + count; seed++) {
            tally.add(Simulator.keyValue().run(seed).requireSuccess().tally());
        }
        System.out.println(tally);
    }

    private static void explain(long seed) {
        SimReport report = Simulator.keyValue().run(seed, null, 0);
        int size = report.events().size();
        int count = Math.min(size, Integer.getInteger("ft4j.lines", EXPLAINED_EVENTS));
        report.events().subList(size - count, size).forEach(System.out::println);
        report.requireSuccess();
    }
}
