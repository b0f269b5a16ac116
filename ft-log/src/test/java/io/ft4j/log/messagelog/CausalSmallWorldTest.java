package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.ProcessSet;
import org.junit.jupiter.api.Test;

/**
 * Causal logging in small worlds: whatever crashes, and whatever comes late, nobody is an orphan, everything is told exactly once,
 * and nobody begins again who has not crashed.
 */
final class CausalSmallWorldTest {
    /** 1: in each round. */
    private static final int STEP = Integer.getInteger("ft4j.causal.step", 5);

    private static final int SEEDS = Integer.getInteger("ft4j.causal.seeds", 500);
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
    void nobodyIsAnOrphanWhoForgetsWhomItHasAnswered() {
        CausalWorlds worlds = new CausalWorlds();
        worlds.runLateFrames();
        print("late frames", worlds);
    }

    @Test
    void nobodyIsAnOrphanUnderAnySeed() {
        CausalWorlds worlds = new CausalWorlds();
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            worlds.runSeed(seed);
        }
        print("seeds " + FIRST + ".." + (FIRST + SEEDS - 1), worlds);
    }

    @Test
    void whatIsLeftOfAFrameIsCountedAndChangesNothing() {
        CausalWorld world = new CausalWorld(CausalWorlds.memories());
        world.cutFrames();
        world.input(0, 1, 2, 0);
        world.input(1, 2, 0);
        world.runUntil(9);
        world.crash(1, 0, 0);
        world.finish();
        assertTrue(world.count(MessageLogCounter.FRAME_UNREADABLE) > 0);
        assertTrue(world.count(MessageLogCounter.MESSAGE_MALFORMED) > 0);
        assertTrue(world.count(MessageLogCounter.EVENT_RECOVERED) > 0);
    }

    @Test
    void whoComesBackWaitsForAllOthersUntilTheyAreForgotten() {
        CausalWorld world = new CausalWorld(CausalWorlds.memories());
        world.crash(2, 0, 1_000);
        world.crash(1, 0, 0);
        world.runUntil(9);
        assertTrue(world.node(1).isReplaying());
        assertEquals(ProcessSet.of(2), world.node(1).replayPeers());
        world.node(1).forget(2);
        world.runUntil(20);
        assertFalse(world.node(1).isReplaying());
        assertEquals(ProcessSet.EMPTY, world.node(1).replayPeers());
    }

    private static void print(String what, CausalWorlds worlds) {
        System.out.println("CausalSmallWorldTest: " + what + ", runs=" + worlds.runs() + ", events recovered="
                + worlds.recovered() + ", determinants refused=" + worlds.refused());
        assertTrue(worlds.recovered() > 0, "no event was recovered");
    }
}
