package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.ProcessSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Optimistic logging in a small world: every crash, with every loss. */
final class OptimisticSmallWorldTest {
    private static final int FIRST_CRASH = SmallWorld.FIRST_INPUT;
    private static final int LAST_CRASH = FIRST_CRASH + 8;
    private static final int MAX_ROUNDS = 100;

    /**
     * Two inputs, each passed on twice, so that there are four messages, on all routes but for names; each process crashes at
     * each of its duty cycles, and finds each prefix of what was not forced.
     */
    @Test
    void exactlyThoseRollBackThatDependOnALostEvent() {
        int runs = 0;
        int rollbacks = 0;
        for (int[] route : new int[][] {{1, 0}, {1, 2}}) {
            for (int secondId = 0; secondId < SmallWorld.SIZE; secondId++) {
                for (int[] secondRoute : routes(secondId)) {
                    for (int crashed = 0; crashed < SmallWorld.SIZE; crashed++) {
                        for (int round = FIRST_CRASH; round <= LAST_CRASH; round++) {
                            int unforced;
                            int kept = 0;
                            do {
                                SmallWorld world = OptimisticWorlds.of(route, secondId, secondRoute);
                                unforced = OptimisticWorlds.crashOnce(world, crashed, round, kept);
                                rollbacks += world.rollbackCount();
                                runs++;
                                kept++;
                            } while (kept <= unforced);
                        }
                    }
                }
            }
        }
        System.out.println("OptimisticSmallWorldTest: one crash, runs=" + runs + ", rollbacks=" + rollbacks);
        assertTrue(rollbacks > runs / 10, "too few rollbacks: " + rollbacks);
    }

    private static List<int[]> routes(int from) {
        List<int[]> all = new ArrayList<>();
        for (int first = 0; first < SmallWorld.SIZE; first++) {
            for (int second = 0; second < SmallWorld.SIZE; second++) {
                if (first != from && second != first) {
                    all.add(new int[] {first, second});
                }
            }
        }
        return all;
    }

    /** Any two crashes: whatever they bring about comes to an end. */
    @Test
    void nobodyStaysAnOrphanAfterTwoCrashes() {
        int runs = 0;
        int rollbacks = 0;
        for (int first = 0; first < SmallWorld.SIZE; first++) {
            for (int round = FIRST_CRASH; round <= LAST_CRASH; round++) {
                for (int second = 0; second < SmallWorld.SIZE; second++) {
                    for (int secondRound = round; secondRound <= LAST_CRASH + 4; secondRound++) {
                        rollbacks += OptimisticWorlds.crashTwice(first, round, second, secondRound);
                        runs++;
                    }
                }
            }
        }
        System.out.println("OptimisticSmallWorldTest: two crashes, runs=" + runs + ", rollbacks=" + rollbacks);
        assertTrue(rollbacks > runs / 10, "too few rollbacks: " + rollbacks);
    }

    /** Q is told m1 and m2 and sends m3 to R; m2 is not on stable storage, and Q crashes: R is an orphan. */
    @Test
    void theReceiverOfWhatAnUnloggedMessageCausedIsAnOrphan() {
        SmallWorld world = lecture();
        assertEquals(ProcessSet.of(2), world.crash(1, 0));
        world.finish();
        assertEquals(1, world.rollbacks(2));
        assertEquals(1, world.rollbackCount());
        assertEquals(2, world.answerCount());
    }

    /** The same, but m2 is on stable storage. */
    @Test
    void nobodyIsAnOrphanOfWhatWasLogged() {
        SmallWorld world = lecture();
        assertEquals(ProcessSet.EMPTY, world.crash(1, world.unforced(1)));
        world.finish();
        assertEquals(0, world.rollbackCount());
        assertEquals(2, world.answerCount());
    }

    @Test
    void whatIsLeftOfAFrameIsCountedAndChangesNothing() {
        SmallWorld world = new SmallWorld();
        world.cutFrames();
        OptimisticWorlds.runUntil(world, SmallWorld.FIRST_INPUT);
        world.input(0, 1, 2);
        runUntilTold(world, 2, 1);
        assertEquals(ProcessSet.of(2), world.crash(1, 0));
        world.finish();
        assertEquals(1, world.rollbackCount());
        assertEquals(1, world.answerCount());
        assertTrue(world.count(MessageLogCounter.FRAME_UNREADABLE) > 0);
        assertTrue(world.count(MessageLogCounter.MESSAGE_MALFORMED) > 0);
    }

    /** P = 0, Q = 1, R = 2. */
    private static SmallWorld lecture() {
        SmallWorld world = new SmallWorld();
        OptimisticWorlds.runUntil(world, SmallWorld.FIRST_INPUT);
        world.input(0, 1);
        runUntilTold(world, 1, 1);
        world.force(1);
        world.input(2, 1, 2);
        runUntilTold(world, 1, 2);
        runUntilTold(world, 2, 2);
        return world;
    }

    private static void runUntilTold(SmallWorld world, int id, int count) {
        for (int i = 0; i < MAX_ROUNDS && world.toldCount(id) < count; i++) {
            world.force(0);
            world.force(2);
            world.round();
        }
        assertEquals(count, world.toldCount(id));
    }
}
