package io.ft4j.detect.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.model.Prng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DetectorQualityTest {
    @Test
    void mistakesAreCountedFromTheirBeginning() {
        DetectorQuality quality = DetectorQuality.withKnownCrashes();
        quality.onTrust(0);
        quality.onSuspect(100);
        assertEquals(1, quality.mistakeCount());
        assertEquals(100.0 / 110, quality.queryAccuracy(110));
        assertTrue(Double.isNaN(quality.mistakeDurationNs()));
        quality.onTrust(120);
        quality.onSuspect(300);
        quality.onTrust(340);
        quality.onSuspect(400);
        assertTrue(quality.isSuspected());
        assertEquals(3, quality.mistakeCount());
        assertEquals(30, quality.mistakeDurationNs());
        assertEquals(40, quality.maxMistakeDurationNs());
        assertEquals(150, quality.mistakeRecurrenceNs());
        assertEquals(200, quality.maxMistakeRecurrenceNs());
        assertEquals(340.0 / 500, quality.queryAccuracy(500));
        assertEquals(3 / 500e-9, quality.mistakesPerS(500), 1);
    }

    @Test
    void theDetectionTimeRunsFromTheCrashToTheLastSuspicion() {
        DetectorQuality quality = DetectorQuality.withKnownCrashes();
        quality.onTrust(0);
        quality.onCrash(100);
        assertTrue(Double.isNaN(quality.detectionNs()));
        quality.onSuspect(130);
        assertEquals(30, quality.detectionNs());
        quality.onTrust(140);
        assertTrue(Double.isNaN(quality.detectionNs()), "a late heartbeat came: not detected yet");
        quality.onSuspect(190);
        quality.onRecovery(300);
        assertEquals(90, quality.detectionNs());
        assertEquals(0, quality.mistakeCount());
        assertEquals(1, quality.queryAccuracy(300));
        quality.onTrust(310);
        assertEquals(100.0 / 110, quality.queryAccuracy(310));
        assertEquals(0, quality.mistakeCount(), "what stands at the recovery was right");
        quality.onCrash(350);
        quality.onSuspect(380);
        assertEquals(60, quality.detectionNs());
        assertEquals(90, quality.maxDetectionNs());
    }

    @Test
    void aSuspicionBeforeTheCrashDetectsItAtOnceAndIsAMistakeOfUnknownLength() {
        DetectorQuality quality = DetectorQuality.withKnownCrashes();
        quality.onTrust(0);
        quality.onSuspect(60);
        quality.onCrash(100);
        assertEquals(0, quality.detectionNs());
        quality.onTrust(110);
        quality.onSuspect(120);
        quality.onRecovery(130);
        assertEquals(20, quality.detectionNs());
        assertEquals(1, quality.mistakeCount());
        assertTrue(Double.isNaN(quality.mistakeDurationNs()));
        assertEquals(0.6, quality.queryAccuracy(130));
    }

    @Test
    void aCrashThatNobodySawIsMissed() {
        DetectorQuality quality = DetectorQuality.withKnownCrashes();
        quality.onTrust(0);
        quality.onCrash(10);
        quality.onRecovery(20);
        assertEquals(1, quality.missedCount());
        assertEquals(0, quality.rightCount());
        assertEquals(0, quality.maxDetectionNs());
    }

    @Test
    void fromTransitionsAloneTrustDecidesWhatWasAMistake() {
        DetectorQuality quality = DetectorQuality.fromTransitions();
        quality.onTrust(0);
        quality.onSuspect(100);
        assertEquals(0, quality.mistakeCount());
        assertEquals(1, quality.queryAccuracy(1_000), "undecided");
        quality.onTrust(120);
        assertEquals(1, quality.mistakeCount());
        assertEquals(100.0 / 120, quality.queryAccuracy(120));
        quality.onSuspect(200);
        quality.onRecovery(900);
        quality.onTrust(900);
        assertEquals(1, quality.mistakeCount());
        assertEquals(1, quality.rightCount());
        assertEquals(180.0 / 200, quality.queryAccuracy(900));
        assertTrue(Double.isNaN(quality.detectionNs()));
        assertThrows(IllegalStateException.class, () -> quality.onCrash(1_000));
    }

    @Test
    void nothingIsKnownBeforeTheFirstEvent() {
        for (DetectorQuality quality :
                new DetectorQuality[] {DetectorQuality.withKnownCrashes(), DetectorQuality.fromTransitions()}) {
            assertFalse(quality.isSuspected());
            assertTrue(Double.isNaN(quality.queryAccuracy(500)));
            assertTrue(Double.isNaN(quality.mistakesPerS(500)));
            assertTrue(Double.isNaN(quality.mistakeRecurrenceNs()));
            assertEquals(0, quality.maxMistakeRecurrenceNs());
        }
    }

    @Test
    void timeThatGoesBackIsIgnoredAndCounted() {
        DetectorQuality quality = DetectorQuality.withKnownCrashes();
        quality.onTrust(-1);
        quality.onTrust(100);
        quality.onSuspect(99);
        quality.onCrash(Long.MIN_VALUE);
        assertFalse(quality.isSuspected());
        quality.onTrust(200);
        quality.onSuspect(150);
        assertFalse(quality.isSuspected(), "a repeat moves time on too");
        assertEquals(4, quality.refusedCount());
        assertEquals(1, quality.repeatCount());
        assertEquals(1, quality.queryAccuracy(120));
        quality.onSuspect(Long.MAX_VALUE);
        assertEquals(1, quality.queryAccuracy(0));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void figuresAgreeWithALookAtEveryInstant(long seed) {
        for (boolean crashesKnown : new boolean[] {true, false}) {
            TickedRun run = new TickedRun(crashesKnown, new Prng(seed));
            run.play(400);
            DetectorQuality quality = run.quality;
            String which = "seed=" + seed + " crashesKnown=" + crashesKnown;
            TickedRun.Figures figures = run.figures();
            assertEquals(figures.mistakeCount, quality.mistakeCount(), which);
            assertEquals(TickedRun.mean(figures.durations), quality.mistakeDurationNs(), 1e-9, which);
            assertEquals(TickedRun.max(figures.durations), quality.maxMistakeDurationNs(), which);
            assertEquals(TickedRun.mean(figures.recurrences), quality.mistakeRecurrenceNs(), 1e-9, which);
            assertEquals(TickedRun.max(figures.recurrences), quality.maxMistakeRecurrenceNs(), which);
            assertEquals(TickedRun.mean(figures.detections), quality.detectionNs(), 1e-9, which);
            assertEquals(TickedRun.max(figures.detections), quality.maxDetectionNs(), which);
            double up = figures.rightTicks + figures.wrongTicks;
            assertEquals(figures.rightTicks / up, quality.queryAccuracy(run.nowNs()), 1e-12, which);
            assertEquals(figures.mistakeCount / up * 1e9, quality.mistakesPerS(run.nowNs()), 1e-3, which);
            assertTrue(figures.mistakeCount > 3 && quality.repeatCount() > 3, which);
        }
    }

    @Test
    void feedingAndReadingAllocateNothing() {
        DetectorQuality quality = DetectorQuality.withKnownCrashes();
        Prng prng = new Prng(79);
        long[] nowNs = {0};
        double[] sink = {0};
        long bytes = AllocationMeter.leastBytesPerRound(() -> {
            for (int i = 0; i < 100_000; i++) {
                nowNs[0] += prng.nextInt(10) - 1;
                TickedRun.event(quality, prng.nextInt(TickedRun.KINDS), nowNs[0]);
                sink[0] += quality.queryAccuracy(nowNs[0]) + quality.mistakesPerS(nowNs[0]) + quality.detectionNs();
                sink[0] += quality.mistakeDurationNs() + quality.mistakeRecurrenceNs();
            }
        });
        assertEquals(0, bytes);
        assertTrue(quality.mistakeCount() > 0 && quality.repeatCount() > 0 && quality.refusedCount() > 0);
        assertTrue(quality.rightCount() > 0 && quality.missedCount() > 0);
    }
}
