package io.ft4j.detect;

import static io.ft4j.detect.ConfigChecks.require;
import static io.ft4j.detect.ConfigChecks.requireAtLeast;
import static io.ft4j.detect.ConfigChecks.requireAtMost;

import io.ft4j.detect.arrival.PhiEstimator;

/**
 * Settings of a {@link PhiAccrualDetector}; equal in all members of a group. Immutable. The compact constructor refuses
 * values that do not fit together and says which.
 *
 * @param heartbeatIntervalNs how often this process shows that it is up; default 100 ms.
 * @param threshold           φ above which a silence is a suspicion, 0.5 to 300; default 8. Were silences normal, one in
 *                            10^threshold would be a mistake; they are not, so choose it from what is measured.
 * @param windowCount         newest silences of each process that are kept, 2 to 65,536; default 200. Eight bytes each.
 * @param minDeviationNs      deviation of silences is taken to be at least this; default 10 ms.
 * @param maxSampleNs         a longer silence is kept as one of this length; at least two heartbeat intervals, default 1 s.
 * @param acceptablePauseNs   what every silence may last longer than the window says, as long as no mistake was made, perhaps
 *                            0; default 300 ms, three lost heartbeats.
 * @param incrementNs         by so much the acceptable pause grows with each mistake, for the process that was suspected;
 *                            default 100 ms.
 * @param pauseToleranceNs    a delay of this process's own duty cycle above it is a pause, for which nobody is blamed;
 *                            default 50 ms. At most the least silence that is suspected less the heartbeat interval, so that
 *                            a pause that is not recognised is no suspicion by itself.
 */
public record PhiConfig(
        long heartbeatIntervalNs,
        double threshold,
        int windowCount,
        long minDeviationNs,
        long maxSampleNs,
        long acceptablePauseNs,
        long incrementNs,
        long pauseToleranceNs) {

    /** Of the acceptable pause, where it stops growing: thirteen days, longer than any delay. */
    public static final long MAX_PAUSE_NS = HeartbeatConfig.NO_CAP_NS;

    public PhiConfig {
        requireAtLeast("acceptablePauseNs", acceptablePauseNs, 0);
        requireAtMost("acceptablePauseNs", acceptablePauseNs, MAX_PAUSE_NS);
        ConfigChecks.requireGrowth(incrementNs);
        requireAtLeast("pauseToleranceNs", pauseToleranceNs, 1);
        long spareNs = new PhiEstimator(heartbeatIntervalNs, threshold, windowCount, minDeviationNs, maxSampleNs)
                        .leastSilenceNs(acceptablePauseNs)
                - heartbeatIntervalNs;
        require(
                pauseToleranceNs <= spareNs,
                "pauseToleranceNs",
                pauseToleranceNs,
                "at most the least silence − heartbeatIntervalNs =",
                spareNs);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Of one process. */
    PhiEstimator createEstimator() {
        return new PhiEstimator(heartbeatIntervalNs, threshold, windowCount, minDeviationNs, maxSampleNs);
    }

    /** Starts from the defaults. Not thread-safe. */
    public static final class Builder {
        private long heartbeatIntervalNs = 100_000_000;
        private double threshold = 8;
        private int windowCount = 200;
        private long minDeviationNs = 10_000_000;
        private long maxSampleNs = 1_000_000_000;
        private long acceptablePauseNs = 300_000_000;
        private long incrementNs = 100_000_000;
        private long pauseToleranceNs = 50_000_000;

        private Builder() {}

        public Builder heartbeatIntervalNs(long value) {
            heartbeatIntervalNs = value;
            return this;
        }

        public Builder threshold(double value) {
            threshold = value;
            return this;
        }

        public Builder windowCount(int value) {
            windowCount = value;
            return this;
        }

        public Builder minDeviationNs(long value) {
            minDeviationNs = value;
            return this;
        }

        public Builder maxSampleNs(long value) {
            maxSampleNs = value;
            return this;
        }

        public Builder acceptablePauseNs(long value) {
            acceptablePauseNs = value;
            return this;
        }

        public Builder incrementNs(long value) {
            incrementNs = value;
            return this;
        }

        public Builder pauseToleranceNs(long value) {
            pauseToleranceNs = value;
            return this;
        }

        public PhiConfig build() {
            return new PhiConfig(
                    heartbeatIntervalNs,
                    threshold,
                    windowCount,
                    minDeviationNs,
                    maxSampleNs,
                    acceptablePauseNs,
                    incrementNs,
                    pauseToleranceNs);
        }
    }
}
