package io.ft4j.detect;

import static io.ft4j.detect.ConfigChecks.require;
import static io.ft4j.detect.ConfigChecks.requireAtLeast;
import static io.ft4j.detect.ConfigChecks.requireAtMost;

import io.ft4j.core.model.DetectorClass;

/**
 * Settings of a {@link HeartbeatDetector}; equal in all members of a group. Immutable. The compact constructor refuses
 * values that do not fit together and says which.
 *
 * <p>The class of the detector rests on an assumption, which nobody can check for the embedder:
 * <ul>
 *   <li>◇P, from {@link #builder}: from some time on a heartbeat is handled within a bound of its due time. The bound need
 *       not be known, since a time-out grows with each mistake; where it {@linkplain #isCapped is capped}, the cap must
 *       exceed the heartbeat interval and the bound together, or mistakes repeat for ever.
 *   <li>P, from {@link #synchronous}: the bound is known, holds always, and no heartbeat is lost.
 * </ul>
 *
 * @param heartbeatIntervalNs how often this process shows that it is up; default 100 ms.
 * @param initialTimeoutNs    t: so long a silence is a suspicion, as long as no mistake was made; default 500 ms. Above
 *                            twice the heartbeat interval, so that one lost heartbeat does no harm.
 * @param incrementNs         by so much t grows with each mistake, for the process that was suspected; default 100 ms.
 * @param maxTimeoutNs        cap of t; default {@link #NO_CAP_NS}.
 * @param pauseToleranceNs    a delay of this process's own duty cycle above it is a pause, for which nobody is blamed;
 *                            default 50 ms. At most t less the heartbeat interval, so that a pause that is not recognised
 *                            is no suspicion by itself.
 * @param detectorClass       PERFECT or EVENTUALLY_PERFECT.
 */
public record HeartbeatConfig(
        long heartbeatIntervalNs,
        long initialTimeoutNs,
        long incrementNs,
        long maxTimeoutNs,
        long pauseToleranceNs,
        DetectorClass detectorClass) {

    /** Thirteen days: longer than any delay. */
    public static final long NO_CAP_NS = 1L << 50;

    public HeartbeatConfig {
        if (detectorClass != DetectorClass.PERFECT && detectorClass != DetectorClass.EVENTUALLY_PERFECT) {
            throw new IllegalArgumentException(
                    "detectorClass=" + detectorClass + " must be PERFECT or EVENTUALLY_PERFECT");
        }
        requireAtLeast("heartbeatIntervalNs", heartbeatIntervalNs, 1);
        ConfigChecks.requireCap(initialTimeoutNs, maxTimeoutNs);
        if (detectorClass == DetectorClass.PERFECT) {
            requireFixed(heartbeatIntervalNs, initialTimeoutNs, incrementNs, maxTimeoutNs);
        } else {
            requireGrowing(heartbeatIntervalNs, initialTimeoutNs, incrementNs);
        }
        requireAtLeast("pauseToleranceNs", pauseToleranceNs, 1);
        require(
                pauseToleranceNs <= initialTimeoutNs - heartbeatIntervalNs,
                "pauseToleranceNs",
                pauseToleranceNs,
                "at most initialTimeoutNs − heartbeatIntervalNs =",
                initialTimeoutNs - heartbeatIntervalNs);
    }

    private static void requireFixed(
            long heartbeatIntervalNs, long initialTimeoutNs, long incrementNs, long maxTimeoutNs) {
        require(
                initialTimeoutNs > heartbeatIntervalNs,
                "initialTimeoutNs",
                initialTimeoutNs,
                "above heartbeatIntervalNs =",
                heartbeatIntervalNs);
        require(incrementNs == 0, "incrementNs", incrementNs, "of a perfect detector, which makes no mistake,", 0);
        require(
                maxTimeoutNs == initialTimeoutNs,
                "maxTimeoutNs",
                maxTimeoutNs,
                "of a perfect detector initialTimeoutNs =",
                initialTimeoutNs);
    }

    private static void requireGrowing(long heartbeatIntervalNs, long initialTimeoutNs, long incrementNs) {
        require(
                initialTimeoutNs > heartbeatIntervalNs && initialTimeoutNs - heartbeatIntervalNs > heartbeatIntervalNs,
                "initialTimeoutNs",
                initialTimeoutNs,
                "above twice heartbeatIntervalNs =",
                heartbeatIntervalNs);
        ConfigChecks.requireGrowth(incrementNs);
    }

    /**
     * A perfect detector, in a synchronous system. Assumed are: no heartbeat is lost; each is handled by its destination at
     * most {@code boundNs} after it was due, the duty cycles of both sides included; all processes of the group start
     * within one heartbeat interval; and one that crashed stays away. No process that is up is then silent for longer than
     * interval + bound, and a crash is suspected within interval + 2 · bound.
     */
    public static HeartbeatConfig synchronous(long heartbeatIntervalNs, long boundNs) {
        requireAtLeast("boundNs", boundNs, 1);
        require(boundNs < NO_CAP_NS / 2, "boundNs", boundNs, "below", NO_CAP_NS / 2);
        requireAtMost("heartbeatIntervalNs", heartbeatIntervalNs, NO_CAP_NS / 2);
        long timeoutNs = heartbeatIntervalNs + boundNs;
        return new HeartbeatConfig(heartbeatIntervalNs, timeoutNs, 0, timeoutNs, boundNs, DetectorClass.PERFECT);
    }

    /** Of an eventually perfect detector. */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether time-outs stop growing at a cap, so that ◇P holds only where the cap exceeds what heartbeats really take. */
    public boolean isCapped() {
        return maxTimeoutNs < NO_CAP_NS;
    }

    /** Starts from the defaults. Not thread-safe. */
    public static final class Builder {
        private long heartbeatIntervalNs = 100_000_000;
        private long initialTimeoutNs = 500_000_000;
        private long incrementNs = 100_000_000;
        private long maxTimeoutNs = NO_CAP_NS;
        private long pauseToleranceNs = 50_000_000;

        private Builder() {}

        public Builder heartbeatIntervalNs(long value) {
            heartbeatIntervalNs = value;
            return this;
        }

        public Builder initialTimeoutNs(long value) {
            initialTimeoutNs = value;
            return this;
        }

        public Builder incrementNs(long value) {
            incrementNs = value;
            return this;
        }

        public Builder maxTimeoutNs(long value) {
            maxTimeoutNs = value;
            return this;
        }

        public Builder pauseToleranceNs(long value) {
            pauseToleranceNs = value;
            return this;
        }

        public HeartbeatConfig build() {
            return new HeartbeatConfig(
                    heartbeatIntervalNs,
                    initialTimeoutNs,
                    incrementNs,
                    maxTimeoutNs,
                    pauseToleranceNs,
                    DetectorClass.EVENTUALLY_PERFECT);
        }
    }
}
