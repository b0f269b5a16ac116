package io.ft4j.log.rollback;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.MessageLogConfig;
import org.agrona.BitUtil;

/**
 * Settings of a {@link RollbackHost}; equal in all processes of a group. Immutable. The compact constructor refuses values that do
 * not fit together and says which.
 *
 * @param method              how checkpoints are taken; default {@link CheckpointMethod#ALL}.
 * @param initiatorId         who begins checkpoints by itself, and snapshots at all; default {@link #NOBODY}: by {@link
 *                            RollbackHost#checkpoint} only. With independent checkpoints who settles them; default the lowest id.
 * @param checkpointInterval  events of the initiator after which it begins one, or of each process where they are independent;
 *                            default 0: never.
 * @param maxUnsettled        independent checkpoints that are kept behind the settled one; while there are as many, no new one is
 *                            taken; default 8.
 * @param settleIntervalNs    between two attempts to settle independent checkpoints; with a checkpointInterval one is also taken when a
 *                            process has been told nothing for so long; default 100 ms.
 * @param maxMessageBytes     longest message; default 1,024.
 * @param maxMessagesPerEvent to one destination; default 16.
 * @param frameBytes          of messages in one frame; default 16 KiB.
 * @param channelBytes        of messages that are kept for one destination, a power of two; default 1 MiB. Without snapshots these
 *                            are all that its permanent checkpoint does not hold. A process is told nothing while a destination
 *                            has no room for what it may say, and takes no inputs while half of it is used. Where processes wait
 *                            for each other in a circle, more is kept, one by one.
 * @param transitBytes        of messages that may be in transit to one process in a snapshot; default 1 MiB.
 * @param maxTimers           set at once; default 256.
 * @param outsideChannels     channels through which the outside speaks; default 1.
 * @param resendIntervalNs    after which messages are sent again that were not confirmed; default 20 ms. In vain again and again,
 *                            they are sent less often, down to 32 times.
 */
public record RollbackConfig(
        CheckpointMethod method,
        int initiatorId,
        long checkpointInterval,
        int maxUnsettled,
        long settleIntervalNs,
        int maxMessageBytes,
        int maxMessagesPerEvent,
        int frameBytes,
        int channelBytes,
        int transitBytes,
        int maxTimers,
        int outsideChannels,
        long resendIntervalNs) {

    public static final int NOBODY = -1;

    private static final int MAX_BYTES = 1 << 28;
    private static final int MAX_UNSETTLED = 64;

    public RollbackConfig {
        require(method != null, "method", 0, "given");
        require(initiatorId >= NOBODY, "initiatorId", initiatorId, "at least " + NOBODY);
        require(initiatorId < ProcessSet.MAX_PROCESSES, "initiatorId", initiatorId, "the id of a process");
        require(checkpointInterval >= 0, "checkpointInterval", checkpointInterval, "at least 0");
        require(
                checkpointInterval == 0 || initiatorId != NOBODY || method == CheckpointMethod.INDEPENDENT,
                "checkpointInterval",
                checkpointInterval,
                "0 without an initiatorId: nobody would count");
        require(
                method != CheckpointMethod.SNAPSHOT || initiatorId != NOBODY,
                "initiatorId",
                initiatorId,
                "the id of a process with method=SNAPSHOT: one begins them");
        require(
                maxUnsettled >= 2,
                "maxUnsettled",
                maxUnsettled,
                "at least 2: one that is useless goes behind the next");
        require(maxUnsettled <= MAX_UNSETTLED, "maxUnsettled", maxUnsettled, "at most " + MAX_UNSETTLED);
        require(settleIntervalNs >= 1, "settleIntervalNs", settleIntervalNs, "at least 1");
        require(maxMessageBytes >= 1, "maxMessageBytes", maxMessageBytes, "at least 1");
        require(maxMessagesPerEvent >= 1, "maxMessagesPerEvent", maxMessagesPerEvent, "at least 1");
        require(maxMessagesPerEvent <= 1 << 12, "maxMessagesPerEvent", maxMessagesPerEvent, "at most 4096");
        require(frameBytes <= 1 << 20, "frameBytes", frameBytes, "at most 1048576");
        int stride = Records.stride(Records.HEADER_LENGTH + maxMessageBytes);
        require(
                stride > 0 && frameBytes >= stride,
                "frameBytes",
                frameBytes,
                "at least " + stride + " for a longest message");
        long eventBytes = (long) maxMessagesPerEvent * stride;
        require(
                BitUtil.isPowerOfTwo(channelBytes) && channelBytes <= MAX_BYTES,
                "channelBytes",
                channelBytes,
                "a power of two up to " + MAX_BYTES);
        require(
                channelBytes >= 4 * eventBytes,
                "channelBytes",
                channelBytes,
                "at least " + 4 * eventBytes + ", four times what one event may send");
        require(transitBytes >= 0, "transitBytes", transitBytes, "at least 0");
        require(transitBytes <= MAX_BYTES, "transitBytes", transitBytes, "at most " + MAX_BYTES);
        require(maxTimers >= 0, "maxTimers", maxTimers, "at least 0");
        require(maxTimers <= 1 << 16, "maxTimers", maxTimers, "at most 65536");
        require(outsideChannels >= 0, "outsideChannels", outsideChannels, "at least 0");
        require(outsideChannels <= 1 << 10, "outsideChannels", outsideChannels, "at most 1024");
        require(resendIntervalNs >= 1, "resendIntervalNs", resendIntervalNs, "at least 1");
    }

    private static void require(boolean holds, String field, long value, String limit) {
        if (!holds) {
            throw new IllegalArgumentException(field + "=" + value + " must be " + limit);
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Of the longest frame in bytes, which the transport has to carry. */
    public int maxFrameBytes() {
        return Frames.HEADER_LENGTH + KeptChannel.DATA_LENGTH + frameBytes;
    }

    void requireInput(int channelId, int length) {
        int end = MessageLogConfig.FIRST_OUTSIDE_CHANNEL + outsideChannels;
        if (channelId < MessageLogConfig.FIRST_OUTSIDE_CHANNEL || channelId >= end) {
            throw new IllegalArgumentException("channelId=" + channelId + " is outside "
                    + MessageLogConfig.FIRST_OUTSIDE_CHANNEL + ".." + (end - 1));
        }
        if (length < 0 || length > maxMessageBytes) {
            throw new IllegalArgumentException(
                    "length=" + length + " is outside 0.." + maxMessageBytes + " (maxMessageBytes)");
        }
    }

    /** Of the checkpoints of one process that it could go back to. */
    int maxStateCount() {
        return method == CheckpointMethod.INDEPENDENT ? maxUnsettled + 1 : 1;
    }

    /** Not thread-safe. */
    public static final class Builder {
        private CheckpointMethod method = CheckpointMethod.ALL;
        private int initiatorId = NOBODY;
        private long checkpointInterval;
        private int maxUnsettled = 8;
        private long settleIntervalNs = 100_000_000;
        private int maxMessageBytes = 1024;
        private int maxMessagesPerEvent = 16;
        private int frameBytes = 16 * 1024;
        private int channelBytes = 1 << 20;
        private int transitBytes = 1 << 20;
        private int maxTimers = 256;
        private int outsideChannels = 1;
        private long resendIntervalNs = 20_000_000;

        private Builder() {}

        public Builder method(CheckpointMethod value) {
            method = value;
            return this;
        }

        public Builder initiatorId(int value) {
            initiatorId = value;
            return this;
        }

        public Builder checkpointInterval(long value) {
            checkpointInterval = value;
            return this;
        }

        public Builder maxUnsettled(int value) {
            maxUnsettled = value;
            return this;
        }

        public Builder settleIntervalNs(long value) {
            settleIntervalNs = value;
            return this;
        }

        public Builder maxMessageBytes(int value) {
            maxMessageBytes = value;
            return this;
        }

        public Builder maxMessagesPerEvent(int value) {
            maxMessagesPerEvent = value;
            return this;
        }

        public Builder frameBytes(int value) {
            frameBytes = value;
            return this;
        }

        public Builder channelBytes(int value) {
            channelBytes = value;
            return this;
        }

        public Builder transitBytes(int value) {
            transitBytes = value;
            return this;
        }

        public Builder maxTimers(int value) {
            maxTimers = value;
            return this;
        }

        public Builder outsideChannels(int value) {
            outsideChannels = value;
            return this;
        }

        public Builder resendIntervalNs(long value) {
            resendIntervalNs = value;
            return this;
        }

        /** @throws IllegalArgumentException with field, value and limit. */
        public RollbackConfig build() {
            return new RollbackConfig(
                    method,
                    initiatorId,
                    checkpointInterval,
                    maxUnsettled,
                    settleIntervalNs,
                    maxMessageBytes,
                    maxMessagesPerEvent,
                    frameBytes,
                    channelBytes,
                    transitBytes,
                    maxTimers,
                    outsideChannels,
                    resendIntervalNs);
        }
    }
}
