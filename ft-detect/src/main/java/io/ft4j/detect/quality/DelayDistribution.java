package io.ft4j.detect.quality;

import io.ft4j.core.model.Prng;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * How long a heartbeat travels, if it is not lost. Delays of different heartbeats are independent of each other.
 * Immutable.
 */
public sealed interface DelayDistribution {
    /** P(D > x). */
    double survival(double xNs);

    /**
     * The smallest x with P(D ≤ x) ≥ probability.
     *
     * @param probability between 0 and 1, both included.
     * @return infinite at 1, where delays have no bound.
     */
    double quantileNs(double probability);

    /** One delay, in whole nanoseconds. */
    long sampleNs(Prng prng);

    double meanNs();

    long minNs();

    /** The bound on delays, or infinite. */
    double maxNs();

    /** The mean of f(D). By quadrature where delays are continuous: f is smooth between the kinks. */
    double mean(DoubleUnaryOperator f, double... kinks);

    /** Where {@link #survival} jumps or bends. */
    double[] kinks();

    /** P(D ≤ x). */
    default double cdf(double xNs) {
        return 1 - survival(xNs);
    }

    static DelayDistribution constant(long delayNs) {
        return new Constant(delayNs);
    }

    static DelayDistribution uniform(long minNs, long maxNs) {
        return new Uniform(minNs, maxNs);
    }

    static DelayDistribution shiftedExponential(long minNs, double meanExtraNs) {
        return new ShiftedExponential(minNs, meanExtraNs);
    }

    static DelayDistribution empirical(long... samplesNs) {
        return new Empirical(samplesNs);
    }

    /** Every heartbeat travels equally long. */
    record Constant(long delayNs) implements DelayDistribution {
        public Constant {
            Require.range("delayNs", delayNs, 0, Require.MAX_NS);
        }

        @Override
        public double survival(double xNs) {
            return xNs < delayNs ? 1 : 0;
        }

        @Override
        public double quantileNs(double probability) {
            Require.range("probability", probability, 0, 1);
            return delayNs;
        }

        @Override
        public long sampleNs(Prng prng) {
            return delayNs;
        }

        @Override
        public double meanNs() {
            return delayNs;
        }

        @Override
        public long minNs() {
            return delayNs;
        }

        @Override
        public double maxNs() {
            return delayNs;
        }

        @Override
        public double mean(DoubleUnaryOperator f, double... kinks) {
            return f.applyAsDouble(delayNs);
        }

        @Override
        public double[] kinks() {
            return new double[] {delayNs};
        }
    }

    /** All delays between two limits are equally likely. */
    record Uniform(long minNs, long upToNs) implements DelayDistribution {
        public Uniform {
            Require.range("minNs", minNs, 0, Require.MAX_NS - 1);
            Require.range("upToNs", upToNs, minNs + 1, Require.MAX_NS);
        }

        @Override
        public double survival(double xNs) {
            return Math.min(1, Math.max(0, (upToNs - xNs) / (upToNs - minNs)));
        }

        @Override
        public double quantileNs(double probability) {
            return minNs + Require.range("probability", probability, 0, 1) * (upToNs - minNs);
        }

        @Override
        public long sampleNs(Prng prng) {
            return Math.round(quantileNs(prng.nextDouble()));
        }

        @Override
        public double meanNs() {
            return (minNs + upToNs) / 2.0;
        }

        @Override
        public double maxNs() {
            return upToNs;
        }

        @Override
        public double mean(DoubleUnaryOperator f, double... kinks) {
            return Quadrature.integral(f, minNs, upToNs, kinks) / (upToNs - minNs);
        }

        @Override
        public double[] kinks() {
            return new double[] {minNs, upToNs};
        }
    }

    /**
     * A least delay and an exponential time on top: no bound.
     *
     * @param meanExtraNs mean of what comes on top.
     */
    record ShiftedExponential(long minNs, double meanExtraNs) implements DelayDistribution {
        /** Of means. What lies beyond has a probability of 4·10⁻¹⁸. */
        private static final double QUADRATURE_LIMIT = 40;

        public ShiftedExponential {
            Require.range("minNs", minNs, 0, Require.MAX_NS);
            Require.range("meanExtraNs", meanExtraNs, 1, Require.MAX_NS / (2 * QUADRATURE_LIMIT));
        }

        @Override
        public double survival(double xNs) {
            return Math.exp(-Math.max(0, xNs - minNs) / meanExtraNs);
        }

        @Override
        public double quantileNs(double probability) {
            return minNs - meanExtraNs * Math.log1p(-Require.range("probability", probability, 0, 1));
        }

        @Override
        public long sampleNs(Prng prng) {
            return Math.round(quantileNs(prng.nextDouble()));
        }

        @Override
        public double meanNs() {
            return minNs + meanExtraNs;
        }

        @Override
        public double maxNs() {
            return Double.POSITIVE_INFINITY;
        }

        @Override
        public double mean(DoubleUnaryOperator f, double... kinks) {
            double limit = minNs + QUADRATURE_LIMIT * meanExtraNs;
            return Quadrature.integral(x -> f.applyAsDouble(x) * survival(x), minNs, limit, kinks) / meanExtraNs;
        }

        @Override
        public double[] kinks() {
            return new double[] {minNs};
        }
    }

    /** Delays as they were measured, each equally likely. */
    final class Empirical implements DelayDistribution {
        /** Whoever has more takes every n-th of the sorted ones. */
        public static final int MAX_SAMPLES = 1 << 12;

        private final double[] sortedNs;
        private final double meanNs;

        Empirical(long[] samplesNs) {
            Require.range("samplesNs.length", samplesNs.length, 1, MAX_SAMPLES);
            for (long sampleNs : samplesNs) {
                Require.range("sampleNs", sampleNs, 0, Require.MAX_NS);
            }
            sortedNs = Arrays.stream(samplesNs).asDoubleStream().sorted().toArray();
            meanNs = mean(x -> x);
        }

        @Override
        public double survival(double xNs) {
            int low = 0;
            int high = sortedNs.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (sortedNs[middle] <= xNs) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return (sortedNs.length - low) / (double) sortedNs.length;
        }

        @Override
        public double quantileNs(double probability) {
            double rank = Math.ceil(Require.range("probability", probability, 0, 1) * sortedNs.length);
            return sortedNs[Math.max(0, (int) rank - 1)];
        }

        @Override
        public long sampleNs(Prng prng) {
            return (long) sortedNs[prng.nextInt(sortedNs.length)];
        }

        @Override
        public double meanNs() {
            return meanNs;
        }

        @Override
        public long minNs() {
            return (long) sortedNs[0];
        }

        @Override
        public double maxNs() {
            return sortedNs[sortedNs.length - 1];
        }

        @Override
        public double mean(DoubleUnaryOperator f, double... kinks) {
            double sum = 0;
            for (double sampleNs : sortedNs) {
                sum += f.applyAsDouble(sampleNs);
            }
            return sum / sortedNs.length;
        }

        @Override
        public double[] kinks() {
            return Arrays.stream(sortedNs).distinct().toArray();
        }

        @Override
        public String toString() {
            return "Empirical[count=" + sortedNs.length + ", minNs=" + minNs() + ", meanNs=" + meanNs + ", maxNs="
                    + maxNs() + "]";
        }
    }
}
