package io.ft4j.core.dependability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReliabilityTest {
    @Test
    void reliabilityDecaysWithTheMttf() {
        assertEquals(1, Reliability.at(0, 1000));
        assertEquals(0.36787944117144233, Reliability.at(1000, 1000), 1e-16);
        assertEquals(0.9048374180359595, Reliability.at(100, 1000), 1e-15);
        assertEquals(0, Reliability.at(1e30, 1));
    }

    /** A pair lasts 3/2, triple modular redundancy 5/6 of the mean life of one (Trivedi 2002, ch. 3). */
    @ParameterizedTest
    @CsvSource({"1,1,1", "1,2,1.5", "2,3,0.8333333333333333", "3,3,0.3333333333333333", "1,3,1.8333333333333333"})
    void withoutRepairTheMttfIsAHarmonicSum(int needed, int count, double expected) {
        assertEquals(expected * 1000, Reliability.kOfNMttfNs(needed, count, 1000), 1e-9);
    }

    /** A pair: (3λ + μ) / 2λ²; two of three: (5λ + μ) / 6λ². */
    @Test
    void withRepairTheTextbookFormulasHold() {
        double lambda = 1.0 / 700;
        double mu = 1.0 / 3;
        assertEquals((3 * lambda + mu) / (2 * lambda * lambda), Reliability.kOfNMttfNs(1, 2, 700, 3), 1e-6);
        assertEquals((5 * lambda + mu) / (6 * lambda * lambda), Reliability.kOfNMttfNs(2, 3, 700, 3), 1e-6);
        assertEquals(700.0 / 4, Reliability.kOfNMttfNs(4, 4, 700, 3), 1e-9);
    }

    @Test
    void slowRepairIsNoRepair() {
        assertEquals(Reliability.kOfNMttfNs(3, 5, 700), Reliability.kOfNMttfNs(3, 5, 700, 1e20), 1e-9);
    }

    @ParameterizedTest
    @CsvSource({"2,3,5,1,91", "3,5,4,1,92", "1,2,3,2,93"})
    void timeToTheFirstFailureAsSimulated(int needed, int count, double mttf, double mttr, long seed) {
        Prng prng = new Prng(seed);
        int runs = 20_000;
        double sum = 0;
        double squares = 0;
        for (int run = 0; run < runs; run++) {
            double t = firstFailure(prng, needed, count, mttf, mttr);
            sum += t;
            squares += t * t;
        }
        double mean = sum / runs;
        double error = Math.sqrt((squares / runs - mean * mean) / runs);
        double expected = Reliability.kOfNMttfNs(needed, count, mttf, mttr);
        assertTrue(Math.abs(mean - expected) < 4 * error, "seed=" + seed + " mean=" + mean + " not " + expected);
    }

    @Test
    void moreThanADoubleHoldsIsNotReturned() {
        assertThrows(ArithmeticException.class, () -> Reliability.kOfNMttfNs(1, 64, 1e18, 1));
        assertTrue(Double.isFinite(Reliability.kOfNMttfNs(33, 64, 1e12, 1e9)));
    }

    @ParameterizedTest
    @CsvSource({"0,1", "2,1", "-1,3", "1,0", "1,257", "1,-1"})
    void countsThatDoNotFitAreRefused(int needed, int count) {
        assertThrows(IllegalArgumentException.class, () -> Reliability.kOfNMttfNs(needed, count, 1));
        assertThrows(IllegalArgumentException.class, () -> Reliability.kOfNMttfNs(needed, count, 1, 1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY, Double.MAX_VALUE})
    void nonsenseIsRefused(double value) {
        assertThrows(IllegalArgumentException.class, () -> Reliability.at(value, 1));
        assertThrows(IllegalArgumentException.class, () -> Reliability.at(1, value));
        assertThrows(IllegalArgumentException.class, () -> Reliability.kOfNMttfNs(1, 2, value));
        assertThrows(IllegalArgumentException.class, () -> Reliability.kOfNMttfNs(1, 2, 1, value));
    }

    @Test
    void aMeanTimeOfZeroIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Reliability.at(1, 0));
        assertThrows(IllegalArgumentException.class, () -> Reliability.kOfNMttfNs(1, 2, 1, 0));
    }

    /** The number of failed components as a random walk: the next event is a failure or a repair. */
    private static double firstFailure(Prng prng, int needed, int count, double mttf, double mttr) {
        double t = 0;
        int working = count;
        while (working >= needed) {
            double failures = working / mttf;
            double repairs = (count - working) / mttr;
            t += Draws.exponential(prng, 1 / (failures + repairs));
            working += prng.chance(failures / (failures + repairs)) ? -1 : 1;
        }
        return t;
    }
}
