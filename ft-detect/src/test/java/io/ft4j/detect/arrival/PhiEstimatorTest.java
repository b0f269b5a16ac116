package io.ft4j.detect.arrival;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.detect.arrival.PhiEstimator.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PhiEstimatorTest {
    private static final long MS = 1_000_000;
    private static final double Z_OF_8 = 5.612_001_244_174_789;

    @Test
    void theFirstEstimateIsTheIntervalAndAQuarterOfIt() {
        PhiEstimator estimator = new PhiEstimator(100 * MS, 8, 200, 10 * MS, 1_000 * MS);
        assertEquals(100 * MS, estimator.meanNs());
        assertEquals(25 * MS, estimator.deviationNs());
        assertEquals((long) (400 * MS + Z_OF_8 * 25 * MS), estimator.longestSilenceNs(300 * MS));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 3, 8, 16, 100, 300})
    void phiExceedsTheThresholdJustWhereTheSilenceIsTooLong(double threshold) {
        Prng prng = new Prng(83);
        PhiEstimator estimator = new PhiEstimator(100 * MS, threshold, 50, MS, 1_000 * MS);
        for (int i = 0; i < 1_000; i++) {
            estimator.add(80 * MS + prng.nextLong(60 * MS));
            long longestNs = estimator.longestSilenceNs(i * MS);
            assertTrue(estimator.phi(longestNs - 1, i * MS) < threshold, "i=" + i);
            assertTrue(estimator.phi(longestNs + 2, i * MS) > threshold, "i=" + i);
            assertTrue(longestNs >= estimator.leastSilenceNs(i * MS));
        }
    }

    /** The example of the formula: mean 110, deviation 20, pause 50; 220 is three deviations off. */
    @Test
    void phiIsTheTailOfASilenceInDeviations() {
        PhiEstimator estimator = new PhiEstimator(100, 8, 2, 1, 1_000);
        estimator.add(90);
        estimator.add(130);
        assertEquals(110, estimator.meanNs());
        assertEquals(20, estimator.deviationNs());
        assertEquals(2.869_699_035_929_369, estimator.phi(220, 50), 1e-14);
        assertEquals(0.301_029_995_663_981_2, estimator.phi(160, 50), 1e-14);
    }

    @Test
    void perfectRegularityLeavesTheLeastDeviation() {
        PhiEstimator estimator = new PhiEstimator(100 * MS, 8, 10, 2 * MS, 1_000 * MS);
        for (int i = 0; i < 10; i++) {
            estimator.add(100 * MS);
        }
        assertEquals(2 * MS, estimator.deviationNs());
        assertEquals(estimator.leastSilenceNs(0), estimator.longestSilenceNs(0));
    }

    @Test
    void aFloodShortensTheWaitToTheLeastOnly() {
        PhiEstimator estimator = new PhiEstimator(100 * MS, 8, 200, 10 * MS, 1_000 * MS);
        for (int i = 0; i < 100_000; i++) {
            estimator.add(MS);
        }
        assertEquals(100 * MS, estimator.meanNs());
        assertEquals(estimator.leastSilenceNs(0), estimator.longestSilenceNs(0));
    }

    @Test
    void aSilenceAboveTheCapIsKeptAsTheCap() {
        PhiEstimator estimator = new PhiEstimator(100, 8, 3, 1, 1_000);
        assertEquals(Sample.KEPT, estimator.add(1_000));
        assertEquals(Sample.CLAMPED, estimator.add(Long.MAX_VALUE));
        assertEquals(Sample.CLAMPED, estimator.add(1_001));
        assertEquals(1_000, estimator.meanNs());
    }

    @Test
    void theBacklogOfASilenceThatIsLeftOutIsLeftOutToo() {
        PhiEstimator estimator = new PhiEstimator(100, 8, 4, 1, 1_000);
        estimator.leaveOut();
        assertEquals(Sample.LEFT_OUT, estimator.add(0));
        assertEquals(Sample.LEFT_OUT, estimator.add(49));
        PhiEstimator copy = estimator.copy();
        assertEquals(25, estimator.deviationNs());
        assertEquals(Sample.KEPT, estimator.add(50));
        assertEquals(Sample.KEPT, estimator.add(0), "the backlog is through: this one counts");
        assertEquals(Sample.LEFT_OUT, copy.add(0), "a copy knows the same, and goes its own way");
    }

    /** A process that gets slower and slower, always just in time: without a cap it would be waited for ever longer. */
    @Test
    void noSilenceIsBorneForLongerThanTheCapAllows() {
        PhiEstimator estimator = new PhiEstimator(100 * MS, 8, 50, 10 * MS, 1_000 * MS);
        long longestNs = 0;
        for (int i = 0; i < 10_000; i++) {
            longestNs = Math.max(longestNs, estimator.longestSilenceNs(0));
            estimator.add(i % 3 == 0 ? estimator.longestSilenceNs(0) : 100 * MS);
        }
        assertTrue(longestNs > 1_000 * MS, "longestNs=" + longestNs);
        assertTrue(longestNs <= 1_000 * MS * (1 + Z_OF_8 / 2), "longestNs=" + longestNs);
    }

    /** Intervals of a nanosecond and of hours, σ = 0, silences of no time, of centuries and of negative length. */
    @ParameterizedTest
    @CsvSource({
        "1, 0.5, 2, 1, 2, 0",
        "1, 300, 65536, 1, 70368744177664, 0",
        "1, 8, 1000, 1, 70368744177664, 1125899906842624",
        "100000000, 8, 200, 10000000, 1000000000, 0",
        "35184372088832, 300, 2, 70368744177664, 70368744177664, 1125899906842624"
    })
    void extremesGiveNoNonsenseAndPhiNeverFalls(
            long intervalNs, double threshold, int windowCount, long minDeviationNs, long maxSampleNs, long pauseNs) {
        PhiEstimator estimator = new PhiEstimator(intervalNs, threshold, windowCount, minDeviationNs, maxSampleNs);
        long[] samplesNs = {intervalNs, 0, 1, Long.MAX_VALUE, Long.MIN_VALUE, -1, maxSampleNs, intervalNs, intervalNs};
        for (int round = 0; round < 20; round++) {
            for (long sampleNs : samplesNs) {
                estimator.add(sampleNs);
                double before = 0;
                for (double silenceNs = -1e18; silenceNs < 9.2e18; silenceNs += 1e17) {
                    double phi = estimator.phi((long) silenceNs, pauseNs);
                    assertTrue(phi >= before && phi < Double.POSITIVE_INFINITY, "phi=" + phi + " at " + silenceNs);
                    before = phi;
                }
                for (long silenceNs = 0; silenceNs < 1_000; silenceNs++) {
                    assertTrue(estimator.phi(silenceNs + 1, pauseNs) >= estimator.phi(silenceNs, pauseNs));
                }
                long longestNs = estimator.longestSilenceNs(pauseNs);
                assertTrue(longestNs >= intervalNs && longestNs <= 1L << 52, "longestNs=" + longestNs);
            }
        }
    }

    @Test
    void nonsenseIsRefused() {
        assertRefused("intervalNs=0 is outside 1..35184372088832", 0, 8, 10, 1, 100);
        assertRefused("threshold=0.49 is outside 0.5..300.0", 10, 0.49, 10, 1, 100);
        assertRefused("threshold=NaN is outside 0.5..300.0", 10, Double.NaN, 10, 1, 100);
        assertRefused("windowCount=1 is outside 2..65536", 10, 8, 1, 1, 100);
        assertRefused("minDeviationNs=0 is outside 1..70368744177664", 10, 8, 10, 0, 100);
        assertRefused("maxSampleNs=19 is outside 20..70368744177664", 10, 8, 10, 1, 19);
    }

    private static void assertRefused(
            String message, long intervalNs, double threshold, int windowCount, long minDeviationNs, long maxSampleNs) {
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new PhiEstimator(intervalNs, threshold, windowCount, minDeviationNs, maxSampleNs))
                        .getMessage());
    }
}
