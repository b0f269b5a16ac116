package io.ft4j.core.consensus.raft;

import io.ft4j.core.protocol.Records;

/**
 * Settings of a Raft group; equal in all its members. Immutable. The compact constructor refuses values that do not fit
 * together and says which.
 *
 * @param heartbeatIntervalNs  how often a leader shows that it is there, and how often an unanswered request is
 *                             repeated; default 50 ms.
 * @param electionTimeoutNs    T: each wait for a leader is drawn uniformly from [T, 2T), and a leader that has not heard
 *                             from a majority for T gives up; default 300 ms. Above twice the heartbeat interval, so
 *                             that one lost heartbeat does no harm; well above a pause of the process that is normal.
 * @param maxFrameBytes        longest message, message header and entries together; default 64 KiB.
 * @param maxInflightFrames    frames with entries that one follower has not acknowledged yet; default 32. With frames of
 *                             64 KiB that is 2 MiB under way, the bandwidth-delay product of 1 GB/s and 2 ms.
 * @param maxUncommittedEntries above this number {@code propose} answers BACK_PRESSURED; default 65,536.
 * @param maxCommandBytes      longest command; default 1 KiB.
 * @param catchUpBytesPerCycle bytes that a leader reads from its log per duty cycle for all followers that lag behind
 *                             its memory, so that they do not hold up the others; default 256 KiB.
 */
public record RaftConfig(
        long heartbeatIntervalNs,
        long electionTimeoutNs,
        int maxFrameBytes,
        int maxInflightFrames,
        int maxUncommittedEntries,
        int maxCommandBytes,
        int catchUpBytesPerCycle) {

    private static final long MAX_TIMEOUT_NS = 1L << 50;

    public RaftConfig {
        require(heartbeatIntervalNs >= 1, "heartbeatIntervalNs", heartbeatIntervalNs, "at least", 1);
        require(electionTimeoutNs <= MAX_TIMEOUT_NS, "electionTimeoutNs", electionTimeoutNs, "at most", MAX_TIMEOUT_NS);
        require(
                heartbeatIntervalNs < electionTimeoutNs
                        && electionTimeoutNs - heartbeatIntervalNs > heartbeatIntervalNs,
                "electionTimeoutNs",
                electionTimeoutNs,
                "above twice heartbeatIntervalNs =",
                heartbeatIntervalNs);
        require(maxInflightFrames >= 1, "maxInflightFrames", maxInflightFrames, "at least", 1);
        require(maxInflightFrames <= 1 << 10, "maxInflightFrames", maxInflightFrames, "at most", 1 << 10);
        require(maxUncommittedEntries >= 1, "maxUncommittedEntries", maxUncommittedEntries, "at least", 1);
        require(maxCommandBytes >= 0, "maxCommandBytes", maxCommandBytes, "at least", 0);
        require(maxCommandBytes <= 1 << 24, "maxCommandBytes", maxCommandBytes, "at most", 1 << 24);
        require(maxFrameBytes <= 1 << 25, "maxFrameBytes", maxFrameBytes, "at most", 1 << 25);
        long minFrameBytes = RaftMessages.APPEND_ENTRIES_LENGTH + (long) entryStride(maxCommandBytes);
        require(
                maxFrameBytes >= minFrameBytes,
                "maxFrameBytes",
                maxFrameBytes,
                "large enough for one entry with a command of maxCommandBytes, at least",
                minFrameBytes);
        require(
                catchUpBytesPerCycle >= maxFrameBytes,
                "catchUpBytesPerCycle",
                catchUpBytesPerCycle,
                "at least maxFrameBytes =",
                maxFrameBytes);
        require(catchUpBytesPerCycle <= 1 << 26, "catchUpBytesPerCycle", catchUpBytesPerCycle, "at most", 1 << 26);
    }

    /** The same with another limit of commands, which whoever builds a group sets for all its parts. */
    public RaftConfig withMaxCommandBytes(int maxCommandBytes) {
        return new RaftConfig(
                heartbeatIntervalNs,
                electionTimeoutNs,
                maxFrameBytes,
                maxInflightFrames,
                maxUncommittedEntries,
                maxCommandBytes,
                catchUpBytesPerCycle);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Bytes of entries that one frame carries at most. */
    int maxEntriesBytes() {
        return maxFrameBytes - RaftMessages.APPEND_ENTRIES_LENGTH;
    }

    /** Whether a record of this type and length, header included, can be an entry of this group. */
    boolean isEntry(int recordType, int recordLength) {
        return (recordType == Records.COMMAND || recordType == Records.NO_OP)
                && recordLength >= Records.ENTRY_HEADER_LENGTH
                && recordLength <= Records.ENTRY_HEADER_LENGTH + maxCommandBytes;
    }

    private static int entryStride(int commandBytes) {
        return Records.stride(Records.ENTRY_HEADER_LENGTH + commandBytes);
    }

    private static void require(boolean holds, String field, long value, String relation, long limit) {
        if (!holds) {
            throw new IllegalArgumentException(field + "=" + value + " must be " + relation + " " + limit);
        }
    }

    /** Starts from the defaults. Not thread-safe. */
    public static final class Builder {
        private long heartbeatIntervalNs = 50_000_000;
        private long electionTimeoutNs = 300_000_000;
        private int maxFrameBytes = 64 * 1024;
        private int maxInflightFrames = 32;
        private int maxUncommittedEntries = 1 << 16;
        private int maxCommandBytes = 1024;
        private int catchUpBytesPerCycle = 256 * 1024;

        private Builder() {}

        public Builder heartbeatIntervalNs(long value) {
            heartbeatIntervalNs = value;
            return this;
        }

        public Builder electionTimeoutNs(long value) {
            electionTimeoutNs = value;
            return this;
        }

        public Builder maxFrameBytes(int value) {
            maxFrameBytes = value;
            return this;
        }

        public Builder maxInflightFrames(int value) {
            maxInflightFrames = value;
            return this;
        }

        public Builder maxUncommittedEntries(int value) {
            maxUncommittedEntries = value;
            return this;
        }

        public Builder maxCommandBytes(int value) {
            maxCommandBytes = value;
            return this;
        }

        public Builder catchUpBytesPerCycle(int value) {
            catchUpBytesPerCycle = value;
            return this;
        }

        public RaftConfig build() {
            return new RaftConfig(
                    heartbeatIntervalNs,
                    electionTimeoutNs,
                    maxFrameBytes,
                    maxInflightFrames,
                    maxUncommittedEntries,
                    maxCommandBytes,
                    catchUpBytesPerCycle);
        }
    }
}
