package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * Causal logging in small worlds: whatever crashes, and whatever comes late, nobody is an orphan, everything is told exactly once,
 * and nobody begins again who has not crashed.
 */
final class CausalSmallWorldTest {
    /** 1: in each round. */
    private static final int STEP = Integer.getInteger("ft4j.causal.step", 5);

    private static final int SEEDS = Integer.getInteger("ft4j.causal.seeds", 1_000);
    private static final long FIRST = Long.getLong("ft4j.first", 1);

    @Test
    void nobodyIsAnOrphanAfterOneCrash() {
        CausalWorlds worlds = new CausalWorlds();
        worlds.runSingles();
        print("one crash", worlds);
    }

    @Test
    void nobodyIsAnOrphanAfterTwoCrashes() {
        CausalWorlds worlds = new CausalWorlds();
        worlds.runPairs(STEP);
        print("two crashes", worlds);
        assertTrue(worlds.refused() > 0, "no determinant came too late");
    }

    @Test
    void nobodyIsAnOrphanUnderAnySeed() {
        CausalWorlds worlds = new CausalWorlds();
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            worlds.runSeed(seed);
        }
        print("seeds " + FIRST + ".." + (FIRST + SEEDS - 1), worlds);
    }

    private static void print(String what, CausalWorlds worlds) {
        System.out.println("CausalSmallWorldTest: " + what + ", runs=" + worlds.runs() + ", events recovered="
                + worlds.recovered() + ", determinants refused=" + worlds.refused());
        assertTrue(worlds.recovered() > 0, "no event was recovered");
    }
}
