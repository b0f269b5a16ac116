package io.ft4j.detect.quality;

/**
 * When a silence is too long. For the fixed time-out there are formulas ({@link SilenceDetector}); for the others there
 * are none, since the time-out depends on all that happened before: {@link DetectionSimulation} gives their figures.
 * Immutable.
 */
public sealed interface SuspicionRule {
    /** The silence may last as long as this, always. */
    record Fixed(long timeoutNs) implements SuspicionRule {
        public Fixed {
            Require.range("timeoutNs", timeoutNs, 1, Require.MAX_NS);
        }
    }

    /** The time-out grows with every mistake, up to a cap. */
    record Growing(long firstTimeoutNs, long incrementNs, long capNs) implements SuspicionRule {
        public Growing {
            Require.range("firstTimeoutNs", firstTimeoutNs, 1, Require.MAX_NS);
            Require.range("incrementNs", incrementNs, 1, Require.MAX_NS);
            Require.range("capNs", capNs, firstTimeoutNs, Require.MAX_NS);
        }
    }

    /**
     * φ accrual (Hayashibara et al. 2004): suspected once φ = −log₁₀ P(a longer silence) exceeds the threshold, where
     * silences are taken as normal, with mean and deviation of the newest ones. It is the exact normal tail, not the
     * logistic approximation that toolkits use. Before the first silence has ended, the interval is the mean and a
     * quarter of it the deviation. Every silence enters the window, the long ones too.
     *
     * @param threshold         φ above which it is suspected.
     * @param windowCount       silences that are kept.
     * @param minDeviationNs    the deviation is taken to be at least this.
     * @param acceptablePauseNs added to the mean.
     */
    record Accrual(double threshold, int windowCount, long minDeviationNs, long acceptablePauseNs)
            implements SuspicionRule {
        /** Below, φ would suspect at a silence of about the mean; above, no double holds 1 − P. */
        private static final double MIN_THRESHOLD = 0.5;

        private static final double MAX_THRESHOLD = 16;
        private static final int MAX_WINDOW_COUNT = 1 << 16;

        public Accrual {
            Require.range("threshold", threshold, MIN_THRESHOLD, MAX_THRESHOLD);
            Require.range("windowCount", windowCount, 1, MAX_WINDOW_COUNT);
            Require.range("minDeviationNs", minDeviationNs, 1, Require.MAX_NS);
            Require.range("acceptablePauseNs", acceptablePauseNs, 0, Require.MAX_NS);
        }
    }
}
