package io.ft4j.detect.swim;

import static io.ft4j.detect.swim.SwimWorld.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Three members: every loss of one message, of two, every crash, and every crash with every loss. */
final class SwimSmallWorldTest {
    private static final int N = 3;
    private static final int PERIODS = 4;
    private static final SwimConfig CONFIG = SwimConfig.builder(N).build();

    /** What is done to a world, by the number of a frame or an event. */
    private static SwimWorld world(long lostFrame, long otherLostFrame) {
        SwimWorld world = new SwimWorld(CONFIG, N, 3);
        world.minDelayNs = 10 * MS;
        world.maxDelayNs = 10 * MS;
        world.lostFrame = lostFrame;
        world.otherLostFrame = otherLostFrame;
        return world.startAll();
    }

    private static long framesOf(SwimWorld world) {
        world.runPeriods(PERIODS);
        return world.framesSent;
    }

    @Test
    void noLossOfOneOrTwoMessagesMakesAFailure() {
        long frames = framesOf(world(-1, -1));
        assertTrue(frames >= 2 * N * PERIODS, "frames " + frames);
        long suspicions = 0;
        for (long lost = 0; lost < frames; lost++) {
            for (long other = lost; other < frames; other++) {
                SwimWorld world = world(lost, other);
                world.runPeriods(PERIODS);
                double periods =
                        world.periodsUntil(world::isConverged, 6, "convergence without " + lost + ", " + other);
                world.checkInvariants();
                suspicions += world.sum(SwimCounter.SUSPECTED);
                assertEquals(0, world.sum(SwimCounter.DECLARED_FAILED), "lost " + lost + ", " + other);
                assertTrue(periods <= 6);
            }
        }
        assertTrue(suspicions > 0, "no loss came so far that somebody was suspected");
    }

    @Test
    void everyCrashIsDeclaredByBothOthersWhateverMessageIsLost() {
        long[] events = {0};
        SwimWorld whole = world(-1, -1);
        whole.beforeEvent = number -> events[0]++;
        long frames = framesOf(whole);
        for (int crashed = 0; crashed < N; crashed++) {
            for (long at = 0; at < events[0]; at++) {
                for (long lost = -1; lost < frames; lost++) {
                    crash(crashed, at, lost);
                }
            }
        }
    }

    private static void crash(int crashed, long at, long lost) {
        SwimWorld world = world(lost, -1);
        long[] events = {0};
        world.beforeEvent = number -> {
            if (events[0]++ == at) {
                world.crash(crashed);
            }
        };
        String what = crashed + " crashes before event " + at + ", frame " + lost + " is lost: ";
        world.runPeriods(PERIODS);
        world.periodsUntil(
                () -> world.allHold(crashed, MemberState.FAILED), Bounds.ownDetectionPeriods(CONFIG, N), what);
        world.periodsUntil(world::isConverged, 6, what);
        world.requireAccuracy();
        world.checkInvariants();
    }
}
