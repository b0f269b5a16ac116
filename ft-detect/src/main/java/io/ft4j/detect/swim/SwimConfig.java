package io.ft4j.detect.swim;

import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.detect.swim.codec.UpdateEncoder;

/**
 * Settings of a {@link SwimDetector}; equal in all members. Immutable. The compact constructor refuses values that do not
 * fit together and says which.
 *
 * <p>Where the paper says log n, this is the number of binary digits of the number n of members: 2 for 3, 10 for 1,000.
 *
 * @param memberCount         the ids are 0 to memberCount − 1; at most 65,536.
 * @param periodNs            T′: one member is probed in each; default 1 s.
 * @param ackTimeoutNs        so long the answer to a ping may take before others are asked; default 200 ms. At most a third
 *                            of the period, so that an answer through others, two times as long on its way, comes within it.
 * @param indirectProbes      k: so many others are asked; default 3, at most 16.
 * @param suspicionFactor     a suspect has this times log n periods to refute; default 3, at most 64.
 * @param disseminationFactor λ: news is sent this times log n times by each that heard it; default 3, at most 7.
 * @param piggybackBytes      of updates in a message, 13 each; default 520: 40 of them. 52 to 3,302.
 * @param pauseToleranceNs    a delay of this process's own duty cycle above it is a pause, for which nobody is blamed;
 *                            default 100 ms. At most the time-out of an answer.
 */
public record SwimConfig(
        int memberCount,
        long periodNs,
        long ackTimeoutNs,
        int indirectProbes,
        int suspicionFactor,
        int disseminationFactor,
        int piggybackBytes,
        long pauseToleranceNs) {

    static final int UPDATE_BYTES = UpdateEncoder.ENCODED_LENGTH;

    /** As many as their count has room for. */
    private static final int MAX_UPDATES = 254;

    private static final int MIN_UPDATES = 4;
    private static final int MAX_INDIRECT_PROBES = 16;
    private static final int MAX_SUSPICION_FACTOR = 64;
    private static final int MAX_DISSEMINATION_FACTOR = Rumours.MAX_SENDS / digits(ProtocolStack.MAX_PROCESS_COUNT);

    /** An hour: far above any period of use. */
    private static final long MAX_PERIOD_NS = 3_600_000_000_000L;

    public SwimConfig {
        requireRange(memberCount, 2, ProtocolStack.MAX_PROCESS_COUNT, "memberCount");
        requireRange(periodNs, 3, MAX_PERIOD_NS, "periodNs");
        requireRange(ackTimeoutNs, 1, periodNs / 3, "ackTimeoutNs");
        requireRange(indirectProbes, 0, MAX_INDIRECT_PROBES, "indirectProbes");
        requireRange(suspicionFactor, 1, MAX_SUSPICION_FACTOR, "suspicionFactor");
        requireRange(disseminationFactor, 1, MAX_DISSEMINATION_FACTOR, "disseminationFactor");
        requireRange(piggybackBytes, MIN_UPDATES * UPDATE_BYTES, MAX_UPDATES * UPDATE_BYTES, "piggybackBytes");
        requireRange(pauseToleranceNs, 1, ackTimeoutNs, "pauseToleranceNs");
    }

    private static void requireRange(long value, long least, long most, String field) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(field + "=" + value + " is outside " + least + ".." + most);
        }
    }

    /** Of a system with so many ids. */
    public static Builder builder(int memberCount) {
        return new Builder(memberCount);
    }

    /** How long a suspect may refute among so many members, this process included. */
    public long suspicionTimeoutNs(int members) {
        return suspicionFactor * digits(members) * periodNs;
    }

    /** How often each member sends the same news among so many members. */
    public int maxSends(int members) {
        return disseminationFactor * digits(members);
    }

    /** Updates in a message at most. */
    int maxUpdates() {
        return piggybackBytes / UPDATE_BYTES;
    }

    private static int digits(int members) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(members);
    }

    /** Starts from the defaults. Not thread-safe. */
    public static final class Builder {
        private final int memberCount;
        private long periodNs = 1_000_000_000;
        private long ackTimeoutNs = 200_000_000;
        private int indirectProbes = 3;
        private int suspicionFactor = 3;
        private int disseminationFactor = 3;
        private int piggybackBytes = 520;
        private long pauseToleranceNs = 100_000_000;

        private Builder(int memberCount) {
            this.memberCount = memberCount;
        }

        public Builder periodNs(long value) {
            periodNs = value;
            return this;
        }

        public Builder ackTimeoutNs(long value) {
            ackTimeoutNs = value;
            return this;
        }

        public Builder indirectProbes(int value) {
            indirectProbes = value;
            return this;
        }

        public Builder suspicionFactor(int value) {
            suspicionFactor = value;
            return this;
        }

        public Builder disseminationFactor(int value) {
            disseminationFactor = value;
            return this;
        }

        public Builder piggybackBytes(int value) {
            piggybackBytes = value;
            return this;
        }

        public Builder pauseToleranceNs(long value) {
            pauseToleranceNs = value;
            return this;
        }

        public SwimConfig build() {
            return new SwimConfig(
                    memberCount,
                    periodNs,
                    ackTimeoutNs,
                    indirectProbes,
                    suspicionFactor,
                    disseminationFactor,
                    piggybackBytes,
                    pauseToleranceNs);
        }
    }
}
