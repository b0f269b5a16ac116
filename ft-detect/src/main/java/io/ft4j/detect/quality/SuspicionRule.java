package io.ft4j.detect.quality;

import io.ft4j.detect.arrival.PhiEstimator;

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
     * φ accrual by the formula of the detector ({@link PhiEstimator}): suspected once φ exceeds the threshold. A silence that
     * was suspected lets the acceptable pause grow, and is left out of the window.
     *
     * @param threshold         φ above which it is suspected.
     * @param windowCount       silences that are kept.
     * @param minDeviationNs    the deviation is taken to be at least this.
     * @param maxSampleNs       a longer silence is kept as this.
     * @param acceptablePauseNs added to the mean at first.
     * @param incrementNs       what each mistake adds to that; 0 for φ alone.
     */
    record Accrual(
            double threshold,
            int windowCount,
            long minDeviationNs,
            long maxSampleNs,
            long acceptablePauseNs,
            long incrementNs)
            implements SuspicionRule {
        public Accrual {
            Require.range("threshold", threshold, PhiEstimator.MIN_THRESHOLD, PhiEstimator.MAX_THRESHOLD);
            Require.range("windowCount", windowCount, PhiEstimator.MIN_WINDOW_COUNT, PhiEstimator.MAX_WINDOW_COUNT);
            Require.range("minDeviationNs", minDeviationNs, 1, PhiEstimator.MAX_NS);
            Require.range("maxSampleNs", maxSampleNs, 2, PhiEstimator.MAX_NS);
            Require.range("acceptablePauseNs", acceptablePauseNs, 0, Require.MAX_NS);
            Require.range("incrementNs", incrementNs, 0, Require.MAX_NS);
        }

        /** With a pause that does not grow, and samples of any length that the estimator takes. */
        public Accrual(double threshold, int windowCount, long minDeviationNs, long acceptablePauseNs) {
            this(threshold, windowCount, minDeviationNs, PhiEstimator.MAX_NS, acceptablePauseNs, 0);
        }
    }
}
