package io.ft4j.core.dependability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EstimateTest {
    private static final int RUNS = 4_000;
    private static final double LEVEL = 0.95;

    /** Ten failures in 1000 hours, the test ended by the tenth: 2000/34.170 to 2000/9.5908 (table of χ² with 20). */
    @Test
    void endedByAFailure() {
        Estimate mttf = Estimate.ofMeanNs(1000, 10, false, LEVEL);
        assertEquals(100, mttf.point().orElseThrow());
        assertEquals(2000 / 34.170, mttf.lower(), 0.001);
        assertEquals(2000 / 9.5908, mttf.upper().orElseThrow(), 0.001);
        assertEquals(10, mttf.eventCount());
    }

    /** Ended by the clock: the lower limit has two degrees of freedom more (36.781). */
    @Test
    void endedByTheClock() {
        Estimate mttf = Estimate.ofMeanNs(1000, 10, true, LEVEL);
        assertEquals(2000 / 36.781, mttf.lower(), 0.001);
        assertEquals(2000 / 9.5908, mttf.upper().orElseThrow(), 0.001);
    }

    @Test
    void oneFailure() {
        Estimate mttf = Estimate.ofMeanNs(1000, 1, false, LEVEL);
        assertEquals(1000 / -Math.log(0.025), mttf.lower(), 1e-9);
        assertEquals(1000 / -Math.log(0.975), mttf.upper().orElseThrow(), 1e-7);
    }

    /** No failure in n leaves at most 3/n, at 95 % on one side: 90 % on two. */
    @Test
    void withoutAFailureTheRuleOfThree() {
        Estimate mttf = Estimate.ofMeanNs(3000, 0, true, 0.90);
        assertEquals(OptionalDouble.empty(), mttf.point());
        assertEquals(OptionalDouble.empty(), mttf.upper());
        assertEquals(3000 / -Math.log(0.05), mttf.lower(), 1e-9);
        assertEquals(1000, mttf.lower(), 2);
    }

    /** F(0.975; 10, 10) = 3.7168. */
    @Test
    void availabilityByTheFDistribution() {
        Estimate availability = Estimate.ofAvailability(995, 5, 5, 5, false, LEVEL);
        double ratio = 5.0 / 995;
        assertEquals(1 / (1 + ratio * 3.7168), availability.lower(), 1e-7);
        Estimate ended = Estimate.ofAvailability(995, 5, 5, 5, true, LEVEL);
        assertEquals(1 / (1 + ratio / 3.7168), ended.upper().orElseThrow(), 1e-7);
        assertEquals(0.995, ended.point().orElseThrow(), 1e-15);
    }

    @Test
    void mtbfIsTheSumOfBoth() {
        Estimate mtbf = Estimate.ofMtbfNs(990, 10, 10, 10, true, 0.9);
        Estimate mttf = Estimate.ofMeanNs(990, 10, true, 0.95);
        Estimate mttr = Estimate.ofMeanNs(10, 10, false, 0.95);
        assertEquals(100, mtbf.point().orElseThrow());
        assertEquals(mttf.lower() + mttr.lower(), mtbf.lower(), 1e-9);
        assertEquals(
                mttf.upper().orElseThrow() + mttr.upper().orElseThrow(),
                mtbf.upper().orElseThrow(),
                1e-9);
        assertEquals(0.9, mtbf.confidence());
    }

    @Test
    void withoutTimeOrEventsNothingIsClaimed() {
        assertEquals(nothing(OptionalDouble.empty()), Estimate.ofMeanNs(0, 0, true, LEVEL));
        assertEquals(nothing(OptionalDouble.of(1)), Estimate.ofAvailability(0, 0, 5, 0, false, LEVEL));
        assertEquals(nothing(OptionalDouble.of(1)), Estimate.ofAvailability(5, 0, 0, 0, true, LEVEL));
        Estimate oneFailure = Estimate.ofAvailability(5, 1, 2, 0, false, LEVEL);
        assertEquals(0, oneFailure.lower());
        assertEquals(OptionalDouble.empty(), oneFailure.point());
        assertTrue(oneFailure.upper().orElseThrow() < 1);
    }

    /** Looked at after the fifth repair: intervals that are exact cover the truth in 95 % of all runs. */
    @ParameterizedTest
    @CsvSource({"121,1e9,1e7,1", "122,1e9,1e9,3", "123,1e6,3e8,5"})
    void exactIntervalsCoverAsOftenAsTheySay(long seed, double mttf, double mttr, int repairs) {
        Prng prng = new Prng(seed);
        int[] covered = new int[3];
        double availability = Availability.longRun(mttf, mttr);
        for (int run = 0; run < RUNS; run++) {
            double up = 0;
            double down = 0;
            for (int i = 0; i < repairs; i++) {
                up += Draws.exponential(prng, mttf);
                down += Draws.exponential(prng, mttr);
            }
            covered[0] += covers(Estimate.ofMeanNs(up, repairs, false, LEVEL), mttf);
            covered[1] += covers(Estimate.ofMeanNs(down, repairs, false, LEVEL), mttr);
            covered[2] += covers(Estimate.ofMtbfNs(up, repairs, down, repairs, true, LEVEL), mttf + mttr);
        }
        assertBetween(0.93, 0.97, covered[0], "MTTF seed=" + seed);
        assertBetween(0.93, 0.97, covered[1], "MTTR seed=" + seed);
        assertBetween(0.93, 1, covered[2], "MTBF seed=" + seed + " of " + availability);
    }

    /** Looked at by the clock, at any number of failures, none included: never below what is promised. */
    @ParameterizedTest
    @CsvSource({
        "131,1e9,1e8,1e9",
        "132,1e9,1e8,3e9",
        "133,1e9,1e9,3e9",
        "134,1e9,1e9,1e10",
        "135,1e9,5e9,2e10",
        "136,1e9,1e8,5e10"
    })
    void censoredIntervalsCoverAtLeastAsOftenAsTheySay(long seed, double mttf, double mttr, double lookNs) {
        Prng prng = new Prng(seed);
        double availability = Availability.longRun(mttf, mttr);
        int[] covered = new int[4];
        for (int run = 0; run < RUNS; run++) {
            UpDownHistory history = history(prng, mttf, mttr, (long) lookNs);
            long nowNs = (long) lookNs;
            covered[0] += covers(history.mttfNs(nowNs, LEVEL), mttf);
            covered[1] += covers(history.mttrNs(nowNs, LEVEL), mttr);
            covered[2] += covers(history.mtbfNs(nowNs, LEVEL), mttf + mttr);
            covered[3] += covers(history.availability(nowNs, LEVEL), availability);
        }
        for (int i = 0; i < covered.length; i++) {
            assertBetween(0.94, 1, covered[i], "estimate " + i + " seed=" + seed);
        }
    }

    /** After the repair that ends the n-th cycle, with the next time up of no length, F(2n, 2n) is exact. */
    @ParameterizedTest
    @CsvSource({"141,2", "142,5", "143,20"})
    void availabilityCoversAsOftenAsItSays(long seed, int repairs) {
        Prng prng = new Prng(seed);
        int lower = 0;
        int upper = 0;
        double truth = Availability.longRun(10, 3);
        for (int run = 0; run < RUNS; run++) {
            double up = 0;
            double down = 0;
            for (int i = 0; i < repairs; i++) {
                up += Draws.exponential(prng, 10);
                down += Draws.exponential(prng, 3);
            }
            lower += Estimate.ofAvailability(up, repairs, down, repairs, false, LEVEL)
                                    .lower()
                            <= truth
                    ? 1
                    : 0;
            upper += Estimate.ofAvailability(up, repairs, down, repairs, true, LEVEL)
                                    .upper()
                                    .orElseThrow()
                            >= truth
                    ? 1
                    : 0;
        }
        assertBetween(0.965, 0.985, lower, "lower seed=" + seed);
        assertBetween(0.965, 0.985, upper, "upper seed=" + seed);
    }

    @Test
    void manyEventsNarrowTheInterval() {
        Estimate mttf = Estimate.ofMeanNs(1e15, 1_000_000, true, LEVEL);
        assertEquals(1e9, mttf.lower(), 2.1e6);
        assertEquals(1e9, mttf.upper().orElseThrow(), 2.1e6);
        Estimate availability = Estimate.ofAvailability(9e15, 1_000_000, 1e15, 1_000_000, true, LEVEL);
        assertEquals(0.9, availability.lower(), 3e-4);
        assertEquals(0.9, availability.upper().orElseThrow(), 3e-4);
    }

    /** 1.959964 standard deviations, each 1/√n of the mean. */
    @Test
    void asManyEventsAsThereMayBe() {
        Estimate mttf = Estimate.ofMeanNs(1e18, Estimate.MAX_EVENTS, false, LEVEL);
        double halfWidth = 1e9 * 1.959964 / Math.sqrt(1e9);
        assertEquals(1e9 - halfWidth, mttf.lower(), halfWidth * 1e-3);
        assertEquals(1e9 + halfWidth, mttf.upper().orElseThrow(), halfWidth * 1e-3);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.49, 1, 2, -1, Double.NaN})
    void aConfidenceThatIsNoneIsRefused(double confidence) {
        assertThrows(IllegalArgumentException.class, () -> Estimate.ofMeanNs(1, 1, true, confidence));
        assertThrows(IllegalArgumentException.class, () -> Estimate.ofMtbfNs(1, 1, 1, 1, true, confidence));
        assertThrows(IllegalArgumentException.class, () -> Estimate.ofAvailability(1, 1, 1, 1, true, confidence));
    }

    @Test
    void nonsenseIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Estimate.ofMeanNs(-1, 1, true, LEVEL));
        assertThrows(IllegalArgumentException.class, () -> Estimate.ofMeanNs(Double.NaN, 1, true, LEVEL));
        assertThrows(IllegalArgumentException.class, () -> Estimate.ofMeanNs(1, -1, true, LEVEL));
        assertThrows(IllegalArgumentException.class, () -> Estimate.ofMeanNs(1, Long.MAX_VALUE, true, LEVEL));
        assertThrows(IllegalArgumentException.class, () -> Estimate.ofAvailability(1, 3, 1, 1, true, LEVEL));
        assertThrows(IllegalArgumentException.class, () -> Estimate.ofAvailability(1, 1, 1, 3, true, LEVEL));
        assertThrows(IllegalArgumentException.class, () -> Estimate.ofMtbfNs(1, 1, -1, 1, true, LEVEL));
        assertThrows(IllegalArgumentException.class, () -> Estimate.ofMtbfNs(1, -1, 1, 0, true, LEVEL));
    }

    private static Estimate nothing(OptionalDouble upper) {
        return new Estimate(OptionalDouble.empty(), 0, upper, LEVEL, 0);
    }

    private static UpDownHistory history(Prng prng, double mttf, double mttr, long lookNs) {
        UpDownHistory history = new UpDownHistory(1);
        boolean up = true;
        for (long nowNs = 0; nowNs <= lookNs; up = !up) {
            if (up) {
                history.onUp(nowNs);
            } else {
                history.onDown(nowNs);
            }
            nowNs += Draws.exponentialNs(prng, up ? mttf : mttr);
        }
        return history;
    }

    private static int covers(Estimate estimate, double truth) {
        boolean below = estimate.upper().isPresent() && estimate.upper().getAsDouble() < truth;
        return estimate.lower() <= truth && !below ? 1 : 0;
    }

    private static void assertBetween(double low, double high, int covered, String what) {
        double share = covered / (double) RUNS;
        assertTrue(share >= low && share <= high, what + " covered=" + share);
    }
}
