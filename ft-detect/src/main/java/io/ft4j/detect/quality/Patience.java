package io.ft4j.detect.quality;

import io.ft4j.detect.quality.SuspicionRule.Accrual;
import io.ft4j.detect.quality.SuspicionRule.Fixed;
import io.ft4j.detect.quality.SuspicionRule.Growing;

/** How long a silence a rule bears now, given the silences so far. */
abstract class Patience {
    private static final double STANDARD_DENSITY = 1 / Math.sqrt(2 * Math.PI);

    /** A continued fraction of this length has converged for z ≥ 0.3. */
    private static final int FRACTION_TERMS = 1_000;

    private static final int BISECTIONS = 60;

    static Patience of(SuspicionRule rule, long intervalNs) {
        if (rule instanceof Fixed fixed) {
            return new Stepped(fixed.timeoutNs(), 0, fixed.timeoutNs());
        }
        if (rule instanceof Growing growing) {
            return new Stepped(growing.firstTimeoutNs(), growing.incrementNs(), growing.capNs());
        }
        return new Window((Accrual) rule, intervalNs);
    }

    /** The longest silence that raises no suspicion. */
    abstract long silenceNs();

    abstract void onSilenceEnd(long silenceNs, boolean wasSuspected);

    abstract Patience copy();

    /** z with P(Z > z) = 10^−φ for a standard normal Z. */
    static double normalDeviate(double phi) {
        double probability = Math.pow(10, -phi);
        double low = 0.3;
        double high = 10;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (normalTail(middle) > probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** P(Z > z) by Laplace's continued fraction. */
    private static double normalTail(double z) {
        double fraction = z;
        for (int term = FRACTION_TERMS; term > 0; term--) {
            fraction = z + term / fraction;
        }
        return STANDARD_DENSITY * Math.exp(-z * z / 2) / fraction;
    }

    private static final class Stepped extends Patience {
        private final long incrementNs;
        private final long capNs;
        private long timeoutNs;

        Stepped(long timeoutNs, long incrementNs, long capNs) {
            this.timeoutNs = timeoutNs;
            this.incrementNs = incrementNs;
            this.capNs = capNs;
        }

        @Override
        long silenceNs() {
            return timeoutNs;
        }

        @Override
        void onSilenceEnd(long silenceNs, boolean wasSuspected) {
            if (wasSuspected) {
                timeoutNs = Math.min(capNs, timeoutNs + incrementNs);
            }
        }

        @Override
        Patience copy() {
            return new Stepped(timeoutNs, incrementNs, capNs);
        }
    }

    private static final class Window extends Patience {
        private final Accrual rule;
        private final double deviate;
        private final long intervalNs;
        private final double[] excessNs;
        private long count;
        private double sum;
        private double squares;

        Window(Accrual rule, long intervalNs) {
            this.rule = rule;
            this.intervalNs = intervalNs;
            deviate = normalDeviate(rule.threshold());
            excessNs = new double[rule.windowCount()];
        }

        private Window(Window other) {
            rule = other.rule;
            deviate = other.deviate;
            intervalNs = other.intervalNs;
            excessNs = other.excessNs.clone();
            count = other.count;
            sum = other.sum;
            squares = other.squares;
        }

        @Override
        long silenceNs() {
            long kept = Math.min(count, excessNs.length);
            double meanNs = kept == 0 ? 0 : sum / kept;
            double variance = kept == 0 ? intervalNs / 4.0 * intervalNs / 4.0 : squares / kept - meanNs * meanNs;
            double deviationNs = Math.max(rule.minDeviationNs(), Math.sqrt(Math.max(0, variance)));
            return (long) (intervalNs + meanNs + rule.acceptablePauseNs() + deviate * deviationNs);
        }

        /** Silences are kept as what exceeds the interval: the squares stay small, and their sums exact. */
        @Override
        void onSilenceEnd(long silenceNs, boolean wasSuspected) {
            int slot = (int) (count++ % excessNs.length);
            double old = excessNs[slot];
            double now = silenceNs - intervalNs;
            excessNs[slot] = now;
            sum += now - old;
            squares += now * now - old * old;
        }

        @Override
        Patience copy() {
            return new Window(this);
        }
    }
}
