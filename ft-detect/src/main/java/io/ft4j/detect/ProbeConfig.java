package io.ft4j.detect;

import static io.ft4j.detect.ConfigChecks.require;
import static io.ft4j.detect.ConfigChecks.requireAtLeast;
import static io.ft4j.detect.ConfigChecks.requireAtMost;

import io.ft4j.core.model.ProcessSet;

/**
 * Settings of a {@link ProbeDetector}; equal in all members of a group. Immutable. The compact constructor refuses values
 * that do not fit together and says which.
 *
 * <p>The class of the detector is ◇P, and rests on an assumption, which nobody can check for the embedder: from some time
 * on, within a bound of the due time of each probe of a process that is up, this probe or a later one is acknowledged,
 * directly or through a helper. The path between two processes may be cut for good, as long as a third one reaches both. The
 * bound need not be known, since a time-out grows with each mistake; where it {@linkplain #isCapped is capped}, the cap must
 * exceed the probe interval and the bound together, or mistakes repeat for ever.
 *
 * @param probeIntervalNs  how often each other process is probed; default 200 ms. At least 64 ns, one for each process.
 * @param ackTimeoutNs     a probe that was not acknowledged so long makes this process ask helpers; default 50 ms. Below
 *                         the probe interval.
 * @param initialTimeoutNs t: so long without an acknowledgement is a suspicion, as long as no mistake was made; default
 *                         500 ms. Above the probe interval and twice {@code ackTimeoutNs}, so that the helpers have as long
 *                         as the target itself had.
 * @param incrementNs      by so much t grows with each mistake, for the process that was suspected; default 100 ms.
 * @param maxTimeoutNs     cap of t; default {@link HeartbeatConfig#NO_CAP_NS}.
 * @param pauseToleranceNs a delay of this process's own duty cycle above it is a pause, for which nobody is blamed;
 *                         default 50 ms. At most what t leaves beyond the probe interval and twice {@code ackTimeoutNs}.
 * @param helperCount      k: so many others are asked at most, 1 to 62; default 3.
 * @param relayLimit       so many requests and acknowledgements of each other process this one forwards in a probe interval
 *                         at most; default 256, twice what a process of the largest group has reason to send.
 */
public record ProbeConfig(
        long probeIntervalNs,
        long ackTimeoutNs,
        long initialTimeoutNs,
        long incrementNs,
        long maxTimeoutNs,
        long pauseToleranceNs,
        int helperCount,
        int relayLimit) {

    /** Neither this process nor the target can help. */
    private static final int MAX_HELPERS = ProcessSet.MAX_PROCESSES - 2;

    public ProbeConfig {
        requireAtLeast("probeIntervalNs", probeIntervalNs, ProcessSet.MAX_PROCESSES);
        requireAtMost("probeIntervalNs", probeIntervalNs, HeartbeatConfig.NO_CAP_NS);
        requireAtLeast("ackTimeoutNs", ackTimeoutNs, 1);
        require(
                ackTimeoutNs < probeIntervalNs,
                "ackTimeoutNs",
                ackTimeoutNs,
                "below probeIntervalNs =",
                probeIntervalNs);
        long answeredNs = probeIntervalNs + 2 * ackTimeoutNs;
        require(
                initialTimeoutNs > answeredNs,
                "initialTimeoutNs",
                initialTimeoutNs,
                "above probeIntervalNs + 2 · ackTimeoutNs =",
                answeredNs);
        ConfigChecks.requireCap(initialTimeoutNs, maxTimeoutNs);
        ConfigChecks.requireGrowth(incrementNs);
        requireAtLeast("pauseToleranceNs", pauseToleranceNs, 1);
        require(
                pauseToleranceNs <= initialTimeoutNs - answeredNs,
                "pauseToleranceNs",
                pauseToleranceNs,
                "at most initialTimeoutNs − probeIntervalNs − 2 · ackTimeoutNs =",
                initialTimeoutNs - answeredNs);
        requireAtLeast("helperCount", helperCount, 1);
        requireAtMost("helperCount", helperCount, MAX_HELPERS);
        requireAtLeast("relayLimit", relayLimit, 1);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Whether time-outs stop growing at a cap, so that ◇P holds only where the cap exceeds what acknowledgements really take. */
    public boolean isCapped() {
        return maxTimeoutNs < HeartbeatConfig.NO_CAP_NS;
    }

    /** Starts from the defaults. Not thread-safe. */
    public static final class Builder {
        private long probeIntervalNs = 200_000_000;
        private long ackTimeoutNs = 50_000_000;
        private long initialTimeoutNs = 500_000_000;
        private long incrementNs = 100_000_000;
        private long maxTimeoutNs = HeartbeatConfig.NO_CAP_NS;
        private long pauseToleranceNs = 50_000_000;
        private int helperCount = 3;
        private int relayLimit = 256;

        private Builder() {}

        public Builder probeIntervalNs(long value) {
            probeIntervalNs = value;
            return this;
        }

        public Builder ackTimeoutNs(long value) {
            ackTimeoutNs = value;
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

        public Builder helperCount(int value) {
            helperCount = value;
            return this;
        }

        public Builder relayLimit(int value) {
            relayLimit = value;
            return this;
        }

        public ProbeConfig build() {
            return new ProbeConfig(
                    probeIntervalNs,
                    ackTimeoutNs,
                    initialTimeoutNs,
                    incrementNs,
                    maxTimeoutNs,
                    pauseToleranceNs,
                    helperCount,
                    relayLimit);
        }
    }
}
