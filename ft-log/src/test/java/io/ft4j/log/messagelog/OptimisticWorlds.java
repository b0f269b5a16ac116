package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.ProcessSet;

/** What happens in a {@link SmallWorld}, and what must come of it. */
final class OptimisticWorlds {
    private OptimisticWorlds() {}

    /** Two inputs: one comes in at process 0, one elsewhere. */
    static SmallWorld of(int[] route, int secondId, int... secondRoute) {
        SmallWorld world = new SmallWorld();
        world.input(0, route);
        world.input(secondId, secondRoute);
        return world;
    }

    /** Returns how many blocks of the process were not forced when it crashed. */
    static int crashOnce(SmallWorld world, int crashed, int round, int kept) {
        runUntil(world, round);
        int unforced = world.unforced(crashed);
        long orphans = world.crash(crashed, kept);
        world.finish();
        for (int id = 0; id < SmallWorld.SIZE; id++) {
            if (ProcessSet.contains(orphans, id)) {
                assertEquals(1, world.rollbacks(id), "process " + id + " was an orphan");
            }
            assertTrue(world.rollbacks(id) <= 1, "process " + id + " rolls back twice for one crash");
        }
        assertEquals(0, world.rollbacks(crashed), "the process that crashed rolls back");
        return unforced;
    }

    /** All that was not forced is lost. Returns how often processes rolled back. */
    static int crashTwice(int first, int firstRound, int second, int secondRound) {
        SmallWorld world = of(new int[] {1, 2}, 1, 2, 0);
        runUntil(world, firstRound);
        world.crash(first, 0);
        runUntil(world, secondRound);
        world.crash(second, 0);
        world.finish();
        return world.rollbackCount();
    }

    static void runUntil(SmallWorld world, int round) {
        while (world.roundNumber() < round) {
            world.roundWithForces();
        }
    }
}
