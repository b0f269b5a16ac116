package io.ft4j.detect.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DelayDistributionTest {
    @ParameterizedTest
    @ValueSource(strings = {"constant 3", "uniform 2 7", "exponential 1 4", "empirical 5 1 1 9"})
    void samplesFollowTheDistribution(String text) {
        DelayDistribution delay = Delays.parse(text);
        Prng prng = new Prng(41);
        int count = 200_000;
        double[] limitsNs = {1e6, 1.5e6, 3e6, 4.2e6, 5e6, 8.9e6, 20e6};
        int[] within = new int[limitsNs.length];
        double sumNs = 0;
        for (int i = 0; i < count; i++) {
            long sampleNs = delay.sampleNs(prng);
            assertTrue(sampleNs >= delay.minNs() && sampleNs <= delay.maxNs(), text);
            sumNs += sampleNs;
            for (int j = 0; j < limitsNs.length; j++) {
                within[j] += sampleNs <= limitsNs[j] ? 1 : 0;
            }
        }
        assertEquals(delay.meanNs(), sumNs / count, 0.01 * delay.meanNs());
        assertEquals(delay.meanNs(), delay.mean(x -> x), 1e-9 * delay.meanNs());
        for (int j = 0; j < limitsNs.length; j++) {
            assertEquals(delay.cdf(limitsNs[j]), within[j] / (double) count, 0.006, text + " at " + limitsNs[j]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"constant 3", "uniform 2 7", "exponential 1 4", "empirical 5 1 1 9"})
    void theQuantileIsTheFirstThatReachesTheProbability(String text) {
        DelayDistribution delay = Delays.parse(text);
        for (double probability = 0.05; probability < 1; probability += 0.05) {
            double quantileNs = delay.quantileNs(probability);
            assertTrue(delay.cdf(quantileNs) >= probability - 1e-12, text + " at " + probability);
            assertTrue(delay.cdf(quantileNs - 1) < probability, text + " at " + probability);
        }
        assertEquals(delay.minNs(), delay.quantileNs(0));
        assertEquals(delay.maxNs(), delay.quantileNs(1));
    }

    @Test
    void theTailKeepsItsDigits() {
        DelayDistribution delay = DelayDistribution.shiftedExponential(10, 100);
        assertEquals(Math.exp(-50), delay.survival(5_010), 1e-35);
        assertEquals(1, delay.survival(0));
    }

    @Test
    void nonsenseIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> DelayDistribution.constant(-1));
        assertThrows(IllegalArgumentException.class, () -> DelayDistribution.constant(Long.MAX_VALUE));
        assertThrows(IllegalArgumentException.class, () -> DelayDistribution.uniform(-1, 5));
        assertThrows(IllegalArgumentException.class, () -> DelayDistribution.uniform(5, 5));
        assertThrows(IllegalArgumentException.class, () -> DelayDistribution.uniform(Long.MAX_VALUE, Long.MIN_VALUE));
        assertThrows(IllegalArgumentException.class, () -> DelayDistribution.shiftedExponential(-1, 5));
        assertThrows(IllegalArgumentException.class, () -> DelayDistribution.shiftedExponential(1, 0));
        assertThrows(IllegalArgumentException.class, () -> DelayDistribution.shiftedExponential(1, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> DelayDistribution.shiftedExponential(1, 1e300));
        assertThrows(IllegalArgumentException.class, () -> DelayDistribution.empirical());
        assertThrows(IllegalArgumentException.class, () -> DelayDistribution.empirical(3, -1));
        assertThrows(IllegalArgumentException.class, () -> DelayDistribution.empirical(new long[5_000]));
        DelayDistribution delay = DelayDistribution.uniform(1, 2);
        assertThrows(IllegalArgumentException.class, () -> delay.quantileNs(-0.1));
        assertThrows(IllegalArgumentException.class, () -> delay.quantileNs(Double.NaN));
    }
}
