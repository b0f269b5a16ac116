package io.ft4j.detect.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SilenceDetectorTest {
    private static final long MS = 1_000_000;
    private static final double WITHIN = 0.02;

    /** Spreads below the interval and far above it, time-outs below the interval and of many, no loss and much. */
    @ParameterizedTest
    @CsvSource({
        "1, 100,  250, 0.20, constant 30",
        "2, 100,  200, 0.30, constant 30",
        "3, 100,  199, 0.10, constant 0",
        "4, 100,   40, 0.10, constant 30",
        "5, 100,  230, 0.20, uniform 0 100",
        "6, 100,  130, 0.01, uniform 5 95",
        "7, 100,  420, 0.40, uniform 10 60",
        "8, 100,  120, 0.00, uniform 0 400",
        "9, 100,  250, 0.20, uniform 0 1000",
        "10, 100,  90, 0.05, exponential 10 20",
        "11, 100, 250, 0.05, exponential 10 150",
        "12, 100, 200, 0.00, exponential 0 400",
        "13, 100, 320, 0.30, exponential 1 50",
        "14, 100, 210, 0.20, empirical 5 7 9 60 99",
        "15, 100, 150, 0.10, empirical 0 300 310"
    })
    void simulatedFiguresAgreeWithTheFormulas(long seed, long intervalMs, long timeoutMs, double loss, String delay) {
        HeartbeatLink link = new HeartbeatLink(loss, Delays.parse(delay));
        DetectionFigures expected = SilenceDetector.expected(intervalMs * MS, timeoutMs * MS, link);
        DetectionSimulation simulation =
                new DetectionSimulation(intervalMs * MS, link, new SuspicionRule.Fixed(timeoutMs * MS), new Prng(seed));
        simulation.run(1_000);
        DetectionFigures seen = simulation.run(2_000_000);
        String both = "seed=" + seed + " " + link + " expected " + expected + " but saw " + seen;
        agree(expected.detectionNs(), seen.detectionNs(), both);
        agree(expected.mistakeRecurrenceNs(), seen.mistakeRecurrenceNs(), both);
        agree(expected.mistakeDurationNs(), seen.mistakeDurationNs(), both);
        agree(expected.queryInaccuracy(), seen.queryInaccuracy(), both);
        agree(expected.queryAccuracy(), seen.queryAccuracy(), both);
        assertTrue(seen.detectionBoundNs() <= expected.detectionBoundNs(), both);
    }

    /** With a constant delay, silences are whole intervals, geometrically many: a mistake is n losses in a row. */
    @ParameterizedTest
    @CsvSource({"100,250,0.2", "100,200,0.2", "100,199,0.01", "7,50,0.5", "100,10,0.3", "100,100,0.999"})
    void constantDelaysHaveAFormulaOfTheirOwn(long intervalNs, long timeoutNs, double loss) {
        HeartbeatLink link = new HeartbeatLink(loss, DelayDistribution.constant(3));
        DetectionFigures figures = SilenceDetector.expected(intervalNs, timeoutNs, link);
        long n = timeoutNs / intervalNs;
        double q = 1 - loss;
        assertEquals(
                intervalNs / (q * Math.pow(loss, n)),
                figures.mistakeRecurrenceNs(),
                1e-9 * figures.mistakeRecurrenceNs());
        assertEquals((n + 1) * intervalNs - timeoutNs + intervalNs * loss / q, figures.mistakeDurationNs(), 1e-6);
        assertEquals(timeoutNs + 3, figures.detectionBoundNs());
        assertEquals(detectionByHand(intervalNs, timeoutNs + 3, loss), figures.detectionNs(), 1e-3 * intervalNs);
    }

    /** The crash at every thousandth of an interval, after every number of losses. */
    private static double detectionByHand(long intervalNs, long boundNs, double loss) {
        int steps = 1_000;
        double sum = 0;
        double probability = 1 - loss;
        for (int lost = 0; (long) lost * intervalNs <= boundNs; lost++) {
            for (int i = 0; i < steps; i++) {
                sum += probability * Math.max(0, boundNs - (lost + (i + 0.5) / steps) * intervalNs) / steps;
            }
            probability *= loss;
        }
        return sum;
    }

    /** Where nothing overtakes, a silence is kη + D′ − D with k − 1 losses in between: figures by counting pairs. */
    @ParameterizedTest
    @ValueSource(longs = {40, 95, 100, 101, 199, 260, 300, 333})
    void withoutReorderingSilencesCanBeCounted(long timeoutNs) {
        long[] delaysNs = {3, 10, 11, 50, 99, 102};
        double loss = 0.15;
        double mistakes = 0;
        double wrongNs = 0;
        double probability = 1 - loss;
        for (int k = 1; k < 40; k++) {
            for (long firstNs : delaysNs) {
                for (long secondNs : delaysNs) {
                    long wrong = k * 100 + secondNs - firstNs - timeoutNs;
                    mistakes += wrong > 0 ? probability / 36 : 0;
                    wrongNs += Math.max(0, wrong) * probability / 36;
                }
            }
            probability *= loss;
        }
        HeartbeatLink link = new HeartbeatLink(loss, DelayDistribution.empirical(delaysNs));
        DetectionFigures figures = SilenceDetector.expected(100, timeoutNs, link);
        assertEquals(wrongNs / mistakes, figures.mistakeDurationNs(), 1e-9 * figures.mistakeDurationNs());
        double recurrenceNs = 100 / (1 - loss) / mistakes;
        assertEquals(recurrenceNs, figures.mistakeRecurrenceNs(), 1e-9 * recurrenceNs);
        assertEquals(1 - wrongNs * (1 - loss) / 100, figures.queryAccuracy(), 1e-12);
    }

    @Test
    void noMistakeWhereNothingIsLostAndTheTimeoutCoversTheSpread() {
        HeartbeatLink link = new HeartbeatLink(0, DelayDistribution.uniform(10, 60));
        DetectionFigures figures = SilenceDetector.expected(100, 150, link);
        assertEquals(Double.POSITIVE_INFINITY, figures.mistakeRecurrenceNs());
        assertEquals(0, figures.mistakesPerS());
        assertEquals(0, figures.mistakeDurationNs());
        assertEquals(1, figures.queryAccuracy());
        assertEquals(35 + 150 - 50, figures.detectionNs(), 1e-9);
        assertTrue(SilenceDetector.expected(100, 149, link).mistakeRecurrenceNs() < 1e12);
    }

    /** Two ways to the same law: atoms are summed, densities integrated. Time-outs fall between the atoms, not on them. */
    @Test
    void manyAtomsApproachTheDensity() {
        long[] atomsNs = new long[2_000];
        for (int i = 0; i < atomsNs.length; i++) {
            atomsNs[i] = 100_000 + 100 * i + 50;
        }
        for (long timeoutNs : new long[] {50_050, 130_050, 260_050}) {
            DetectionFigures atoms = SilenceDetector.expected(
                    100_000, timeoutNs, new HeartbeatLink(0.1, DelayDistribution.empirical(atomsNs)));
            DetectionFigures density = SilenceDetector.expected(
                    100_000, timeoutNs, new HeartbeatLink(0.1, DelayDistribution.uniform(100_000, 300_000)));
            assertEquals(
                    density.mistakeRecurrenceNs(), atoms.mistakeRecurrenceNs(), 1e-3 * density.mistakeRecurrenceNs());
            assertEquals(density.mistakeDurationNs(), atoms.mistakeDurationNs(), 1e-3 * density.mistakeDurationNs());
            assertEquals(density.detectionNs(), atoms.detectionNs(), 1e-6 * density.detectionNs());
        }
    }

    @Test
    void rareMistakesKeepTheirDigits() {
        HeartbeatLink link = new HeartbeatLink(1e-3, DelayDistribution.constant(1));
        DetectionFigures figures = SilenceDetector.expected(100, 2_000, link);
        assertEquals(1e60 * 100 / 0.999, figures.mistakeRecurrenceNs(), 1e53);
        assertTrue(figures.queryInaccuracy() > 1e-62);
    }

    @Test
    void aLongerTimeoutMistakesLessAndDetectsLater() {
        HeartbeatLink link = new HeartbeatLink(0.1, DelayDistribution.shiftedExponential(5, 80));
        for (long timeoutNs = 20; timeoutNs < 900; timeoutNs += 35) {
            DetectionFigures one = SilenceDetector.expected(100, timeoutNs, link);
            DetectionFigures next = SilenceDetector.expected(100, timeoutNs + 35, link);
            assertTrue(next.mistakeRecurrenceNs() > one.mistakeRecurrenceNs(), "timeoutNs=" + timeoutNs);
            assertTrue(next.queryInaccuracy() < one.queryInaccuracy(), "timeoutNs=" + timeoutNs);
            assertTrue(next.detectionNs() > one.detectionNs(), "timeoutNs=" + timeoutNs);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
    void nonsenseIsRefused(long value) {
        HeartbeatLink link = new HeartbeatLink(0.1, DelayDistribution.constant(1));
        assertThrows(IllegalArgumentException.class, () -> SilenceDetector.expected(value, 100, link));
        assertThrows(IllegalArgumentException.class, () -> SilenceDetector.expected(100, value, link));
    }

    @Test
    void tooManyIntervalsInTheTimeoutOrTheSpreadAreRefused() {
        HeartbeatLink link = new HeartbeatLink(0.1, DelayDistribution.constant(1));
        HeartbeatLink spread = new HeartbeatLink(0.1, DelayDistribution.uniform(0, SilenceDetector.MAX_INTERVALS));
        assertThrows(IllegalArgumentException.class, () -> SilenceDetector.expected(1, 10, spread));
        SilenceDetector.expected(2, 10, spread);
        SilenceDetector.expected(1, SilenceDetector.MAX_INTERVALS, link);
        assertThrows(
                IllegalArgumentException.class,
                () -> SilenceDetector.expected(1, SilenceDetector.MAX_INTERVALS + 1, link));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1, 1.5, Double.NaN, Double.NEGATIVE_INFINITY})
    void aLossThatIsNoneIsRefused(double loss) {
        DelayDistribution delay = DelayDistribution.constant(1);
        assertThrows(IllegalArgumentException.class, () -> new HeartbeatLink(loss, delay));
        assertThrows(IllegalArgumentException.class, () -> new HeartbeatLink(0.1, null));
    }

    private static void agree(double expected, double seen, String both) {
        assertEquals(expected, seen, WITHIN * expected, both);
    }
}
