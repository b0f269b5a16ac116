package io.ft4j.detect.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.detect.quality.SuspicionRule.Accrual;
import io.ft4j.detect.quality.SuspicionRule.Fixed;
import io.ft4j.detect.quality.SuspicionRule.Growing;
import org.junit.jupiter.api.Test;

final class DetectionSimulationTest {
    private static final long MS = 1_000_000;
    private static final HeartbeatLink LOSSY =
            new HeartbeatLink(0.1, DelayDistribution.shiftedExponential(MS, 20 * MS));

    @Test
    void equalSeedsGiveEqualFigures() {
        for (SuspicionRule rule : new SuspicionRule[] {
            new Fixed(150 * MS), new Growing(150 * MS, MS, 400 * MS), new Accrual(3, 100, MS, 0)
        }) {
            assertEquals(run(rule, 53, 20_000), run(rule, 53, 20_000));
            assertNotEquals(run(rule, 53, 20_000), run(rule, 54, 20_000));
        }
    }

    /** Without loss a time-out above interval and spread is never wrong again: mistakes die out on the way there. */
    @Test
    void aGrowingTimeoutStopsMistakingOnceItExceedsTheRealSilences() {
        HeartbeatLink link = new HeartbeatLink(0, DelayDistribution.uniform(0, 90 * MS));
        DetectionSimulation simulation =
                new DetectionSimulation(100 * MS, link, new Growing(60 * MS, MS, 1_000 * MS), new Prng(59));
        double before = 0;
        for (int i = 0; i < 4; i++) {
            DetectionFigures figures = simulation.run(50 << (3 * i));
            assertTrue(figures.mistakeRecurrenceNs() > before, figures.toString());
            before = figures.mistakeRecurrenceNs();
        }
        simulation.run(2_000_000);
        DetectionFigures end = simulation.run(50_000);
        assertTrue(end.mistakeRecurrenceNs() > 1_000 * 100.0 * MS, end.toString());
        assertTrue(end.detectionNs() > 160 * MS && end.detectionBoundNs() <= (190 + 90) * MS, end.toString());
    }

    @Test
    void aCapBelowTheRealSilencesEndsAsAFixedTimeout() {
        DetectionSimulation simulation =
                new DetectionSimulation(100 * MS, LOSSY, new Growing(110 * MS, 10 * MS, 150 * MS), new Prng(61));
        simulation.run(10_000);
        DetectionFigures seen = simulation.run(1_000_000);
        DetectionFigures expected = SilenceDetector.expected(100 * MS, 150 * MS, LOSSY);
        assertEquals(expected.mistakeRecurrenceNs(), seen.mistakeRecurrenceNs(), 0.02 * expected.mistakeRecurrenceNs());
        assertEquals(expected.detectionNs(), seen.detectionNs(), 0.02 * expected.detectionNs());
    }

    /** Silences that never vary leave the least deviation, so that φ is a fixed time-out. */
    @Test
    void withoutVariationPhiIsAFixedTimeout() {
        HeartbeatLink link = new HeartbeatLink(0, DelayDistribution.constant(7 * MS));
        Accrual rule = new Accrual(8, 10, 10 * MS, 50 * MS);
        DetectionSimulation simulation = new DetectionSimulation(100 * MS, link, rule, new Prng(67));
        simulation.run(100);
        DetectionFigures seen = simulation.run(400_000);
        double timeoutNs = 150 * MS + 5.612_001 * 10 * MS;
        assertEquals(timeoutNs + 7 * MS - 50 * MS, seen.detectionNs(), 0.005 * seen.detectionNs());
        assertEquals(timeoutNs + 7 * MS, seen.detectionBoundNs(), 0.1 * MS);
        assertEquals(1, seen.queryAccuracy());
    }

    @Test
    void aHigherThresholdMistakesLessAndDetectsLater() {
        DetectionFigures before = run(new Accrual(1, 200, MS, 0), 71, 50_000);
        for (int phi = 2; phi <= 8; phi += 2) {
            DetectionFigures figures = run(new Accrual(phi, 200, MS, 0), 71, 50_000);
            assertTrue(figures.mistakeRecurrenceNs() > before.mistakeRecurrenceNs(), "phi=" + phi + " " + figures);
            assertTrue(figures.detectionNs() > before.detectionNs(), "phi=" + phi + " " + figures);
            before = figures;
        }
    }

    /** The column of the design note: normal silences would be mistaken once in 1,000, these are once in 54. */
    @Test
    void phiIsNoProbability() {
        HeartbeatLink link = new HeartbeatLink(0.01, DelayDistribution.shiftedExponential(MS, 20 * MS));
        DetectionSimulation simulation =
                new DetectionSimulation(100 * MS, link, new Accrual(3, 1_000, MS, 0), new Prng(101));
        simulation.run(10_000);
        DetectionFigures seen = simulation.run(500_000);
        assertEquals(5.4e9, seen.mistakeRecurrenceNs(), 0.05 * 5.4e9);
        assertEquals(147.0 * MS, seen.detectionNs(), 0.02 * 147 * MS);
        assertEquals(4.2e-3, seen.queryInaccuracy(), 0.1 * 4.2e-3);
        DetectionFigures fixed = SilenceDetector.expected(100 * MS, 177 * MS, link);
        assertEquals(fixed.detectionNs(), seen.detectionNs(), 0.02 * fixed.detectionNs());
        assertEquals(fixed.mistakeRecurrenceNs(), seen.mistakeRecurrenceNs(), 0.05 * fixed.mistakeRecurrenceNs());
    }

    @Test
    void aSilenceThatWasSuspectedStaysOutOfTheWindowAndLetsThePauseGrow() {
        for (long incrementNs : new long[] {0, 30 * MS}) {
            Patience patience = Patience.of(new Accrual(8, 10, MS, 1_000 * MS, 50 * MS, incrementNs), 100 * MS);
            for (int i = 0; i < 10; i++) {
                patience.onSilenceEnd(100 * MS, false);
            }
            long silenceNs = patience.silenceNs();
            assertEquals(155_612_001, silenceNs);
            patience.onSilenceEnd(3_600_000 * MS, true);
            assertEquals(silenceNs + incrementNs, patience.silenceNs());
            patience.onSilenceEnd(150 * MS, false);
            assertTrue(patience.silenceNs() > silenceNs + incrementNs);
        }
    }

    /** Without an increment the same rule mistakes for ever. */
    @Test
    void aPauseThatGrowsStopsMistakingOnceItExceedsTheRealSilences() {
        HeartbeatLink link = new HeartbeatLink(0, DelayDistribution.empirical(1, 1, 1, 1, 1, 1, 1, 1, 1, 90 * MS));
        for (long incrementNs : new long[] {0, MS}) {
            DetectionSimulation simulation = new DetectionSimulation(
                    100 * MS, link, new Accrual(2, 5, MS, 1_000 * MS, 0, incrementNs), new Prng(103));
            simulation.run(200_000);
            DetectionFigures end = simulation.run(200_000);
            assertEquals(incrementNs == 0, Double.isFinite(end.mistakeRecurrenceNs()), end.toString());
        }
    }

    @Test
    void onlyArrivalsThatNothingOvertookAreFresh() {
        Prng prng = new Prng(73);
        for (int round = 0; round < 200; round++) {
            int count = 1 + prng.nextInt(60);
            long[] arrivalNs = new long[count];
            FreshArrivals fresh = new FreshArrivals();
            for (int i = 0; i < count; i++) {
                arrivalNs[i] = 10 * i + prng.nextInt(200);
                fresh.add(arrivalNs[i]);
            }
            int found = 0;
            for (int i = 0; i < count; i++) {
                boolean overtaken = false;
                for (int later = i + 1; later < count; later++) {
                    overtaken |= arrivalNs[later] <= arrivalNs[i];
                }
                if (!overtaken) {
                    assertEquals(arrivalNs[i], fresh.atNs(0));
                    fresh.removeFirst();
                    found++;
                }
            }
            assertTrue(found > 0 && fresh.size() == 0);
        }
    }

    @Test
    void nonsenseIsRefused() {
        Prng prng = new Prng(1);
        assertThrows(IllegalArgumentException.class, () -> new DetectionSimulation(0, LOSSY, new Fixed(1), prng));
        DetectionSimulation simulation = new DetectionSimulation(1, LOSSY, new Fixed(1), prng);
        assertThrows(IllegalArgumentException.class, () -> simulation.run(0));
        assertThrows(IllegalArgumentException.class, () -> simulation.run(Long.MAX_VALUE));
        assertThrows(IllegalArgumentException.class, () -> new Fixed(0));
        assertThrows(IllegalArgumentException.class, () -> new Growing(0, 1, 5));
        assertThrows(IllegalArgumentException.class, () -> new Growing(5, 0, 5));
        assertThrows(IllegalArgumentException.class, () -> new Growing(5, 1, 4));
        assertThrows(IllegalArgumentException.class, () -> new Accrual(Double.NaN, 10, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Accrual(0.1, 10, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Accrual(301, 10, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Accrual(8, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Accrual(8, 10, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Accrual(8, 10, 1, -1));
        assertThrows(IllegalArgumentException.class, () -> new Accrual(8, 10, 1, 1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Accrual(8, 10, 1, 2, 0, -1));
    }

    private static DetectionFigures run(SuspicionRule rule, long seed, long heartbeatCount) {
        return new DetectionSimulation(100 * MS, LOSSY, rule, new Prng(seed)).run(heartbeatCount);
    }
}
