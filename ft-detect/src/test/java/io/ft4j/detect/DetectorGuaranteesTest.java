package io.ft4j.detect;

import static io.ft4j.detect.DetectorHands.MS;
import static io.ft4j.detect.DetectorWorld.START_NS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each class keeps its promise where its assumption holds, over random delays; the seed is the parameter. */
final class DetectorGuaranteesTest {
    private static final int PROCESSES = 5;
    private static final int CRASHED = 0;
    private static final long SECOND = 1_000 * MS;

    /** A delay above every first time-out, that nobody was told. */
    private static final long REAL_DELAY_NS = 900 * MS;

    /** Until every time-out has grown above it. */
    private static final long MOST_MISTAKES = (REAL_DELAY_NS / (100 * MS) + 1) * PROCESSES * PROCESSES;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void eventuallyPerfectOnceDelaysAreBounded(long seed) {
        DetectorWorld world = new DetectorWorld(TestDetector.config().build(), PROCESSES, seed);
        runUnsteadily(world);
        assertTrue(world.mistakes > 0, "the first minute was meant to be hard");
        long before = world.mistakes;
        world.runUntil(START_NS + 3_600 * SECOND);
        assertTrue(world.lastMistakeNs < START_NS + 120 * SECOND, "last mistake at " + world.lastMistakeNs);
        assertTrue(world.mistakes - before <= MOST_MISTAKES, "mistakes=" + (world.mistakes - before));
        for (int id = 1; id < PROCESSES; id++) {
            assertEquals(ProcessSet.of(CRASHED), world.suspects(id));
            assertEquals(1, world.leaders[id].leaderId());
        }
    }

    /** What a cap below the real delay means: the crash is still seen by all, but the mistakes never end. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void notEventuallyPerfectWithACapBelowTheRealDelay(long seed) {
        HeartbeatConfig config = TestDetector.config().maxTimeoutNs(300 * MS).build();
        DetectorWorld world = new DetectorWorld(config, PROCESSES, seed);
        runUnsteadily(world);
        world.runUntil(START_NS + 3_600 * SECOND);
        assertTrue(world.lastMistakeNs > START_NS + 3_590 * SECOND, "last mistake at " + world.lastMistakeNs);
        for (int id = 1; id < PROCESSES; id++) {
            assertTrue(world.detectors[id].isSuspected(CRASHED));
        }
    }

    /** Even where two processes never hear each other, as long as a third one hears both. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void probesAreEventuallyPerfectThroughHelpers(long seed) {
        DetectorWorld world = new DetectorWorld(TestProber.config().build(), PROCESSES, seed);
        world.cut(2, 3);
        runUnsteadily(world);
        assertTrue(world.mistakes > 0, "the first minute was meant to be hard");
        world.runUntil(START_NS + 900 * SECOND);
        assertTrue(world.lastMistakeNs < START_NS + 180 * SECOND, "last mistake at " + world.lastMistakeNs);
        for (int id = 1; id < PROCESSES; id++) {
            assertEquals(ProcessSet.of(CRASHED), world.suspects(id));
            assertEquals(1, world.leaders[id].leaderId());
        }
    }

    /** What helpers are for: with heartbeats, the two suspect each other for ever. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void heartbeatsAreNotEventuallyPerfectWherePathsAreCutForGood(long seed) {
        DetectorWorld world = new DetectorWorld(TestDetector.config().build(), PROCESSES, seed);
        world.cut(2, 3);
        runUnsteadily(world);
        world.runUntil(START_NS + 900 * SECOND);
        assertEquals(ProcessSet.of(CRASHED) | ProcessSet.of(3), world.suspects(2));
        assertEquals(ProcessSet.of(CRASHED) | ProcessSet.of(2), world.suspects(3));
    }

    /** Processes come and go, a part of all frames is lost; when that ends, so do the mistakes, and nobody stays suspected. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void afterCrashesAndRestartsThoseThatAreDownAreSuspectedAndNobodyElse(long seed) {
        for (DetectorWorld world : new DetectorWorld[] {
            new DetectorWorld(TestProber.config().build(), PROCESSES, seed),
            new DetectorWorld(TestDetector.config().build(), PROCESSES, seed)
        }) {
            Prng prng = new Prng(seed).fork("crashes");
            world.maxDelayNs = 400 * MS;
            world.lossPercent = 20;
            world.start();
            for (int i = 1; i <= 60; i++) {
                world.runUntil(START_NS + i * 2 * SECOND);
                int id = prng.nextInt(PROCESSES);
                if (world.isUp(id)) {
                    world.crash(id);
                } else {
                    world.restart(id);
                }
            }
            steady(world);
            long before = world.mistakes;
            world.runUntil(world.nowNs + 600 * SECOND);
            assertTrue(world.mistakes - before <= MOST_MISTAKES, "mistakes=" + (world.mistakes - before));
            for (int id = 0; id < PROCESSES; id++) {
                if (world.isUp(id)) {
                    assertEquals(world.crashed, world.suspects(id), "suspected by " + id);
                }
            }
        }
    }

    /** A minute without any bound, and a crash. */
    private static void runUnsteadily(DetectorWorld world) {
        world.maxDelayNs = 5 * SECOND;
        world.lossPercent = 30;
        world.start();
        world.runUntil(START_NS + 30 * SECOND);
        world.crash(CRASHED);
        world.runUntil(START_NS + 60 * SECOND);
        steady(world);
    }

    /** Bounded from now on, by a bound that is reached again and again. */
    private static void steady(DetectorWorld world) {
        world.maxDelayNs = 50 * MS;
        world.stallNs = REAL_DELAY_NS;
        world.lossPercent = 0;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void perfectWhereTheBoundHolds(long seed) {
        long intervalNs = 100 * MS;
        long boundNs = 70 * MS;
        DetectorWorld world = new DetectorWorld(HeartbeatConfig.synchronous(intervalNs, boundNs), PROCESSES, seed);
        world.maxDelayNs = boundNs;
        world.start();
        world.runUntil(START_NS + 600 * SECOND + seed * 13 * MS);
        assertEquals(0, world.mistakes);
        world.crash(CRASHED);
        world.runUntil(world.nowNs + intervalNs + 2 * boundNs + 1);
        for (int id = 1; id < PROCESSES; id++) {
            assertTrue(world.detectors[id].isSuspected(CRASHED), id + " suspects " + CRASHED);
        }
        world.runUntil(world.nowNs + 600 * SECOND);
        assertEquals(0, world.mistakes);
        for (int id = 1; id < PROCESSES; id++) {
            assertEquals(ProcessSet.of(CRASHED), world.suspects(id));
        }
    }
}
