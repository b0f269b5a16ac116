package io.ft4j.log.messagelog;

import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.OutboundChannel;
import org.agrona.BitUtil;

/**
 * Settings of message logging; style and bounds are equal in all processes of a group. Immutable. The compact constructor
 * refuses values that do not fit together and says which.
 *
 * @param style               who keeps what a process was told; default {@link LoggingStyle#RECEIVER}.
 * @param maxMessageBytes     longest message; default 1,024.
 * @param maxMessagesPerEvent to one destination; default 16.
 * @param frameBytes          of messages in one frame; default 16 KiB.
 * @param channelBytes        of messages on their way to one destination, a power of two; default 1 MiB. A process is told
 *                            nothing while a destination has no room for what it may say.
 * @param journalBytes        of events that are not in the log yet, a power of two; default 4 MiB.
 * @param retainedMessages    which a sender keeps for one receiver, a power of two; default 65,536. A process is told nothing
 *                            while a receiver has no checkpoint behind so many. Sender-based logging only.
 * @param copyBytes           of messages that a sender keeps for one receiver, so that the receiver's log can be rebuilt where it
 *                            is damaged; a power of two; default 0: none. In memory half as much again. {@link
 *                            LoggingStyle#RECEIVER} only.
 * @param maxDeterminants     which a process knows of each other one and keeps because that one may not have them on stable
 *                            storage, a power of two; default 8,192. What depends on more waits. Causal logging only.
 * @param maxTimers           set at once; default 256.
 * @param outsideChannels     channels through which the outside speaks; default 1.
 * @param resendIntervalNs    after which messages are sent again that were not acknowledged; default 20 ms. In vain again and
 *                            again, they are sent less often, down to 32 times.
 * @param guardInterval       events after which the state's digest is logged, to be compared on replay; 0: never; default
 *                            4,096. At 1 the first event that differs is named, else the stretch it lies in.
 */
public record MessageLogConfig(
        LoggingStyle style,
        int maxMessageBytes,
        int maxMessagesPerEvent,
        int frameBytes,
        int channelBytes,
        int journalBytes,
        int retainedMessages,
        int copyBytes,
        int maxDeterminants,
        int maxTimers,
        int outsideChannels,
        long resendIntervalNs,
        int guardInterval) {

    /** Channels of the outside are numbered from here on. */
    public static final int FIRST_OUTSIDE_CHANNEL = 64;

    private static final int MAX_BYTES = 1 << 28;

    public MessageLogConfig {
        require(style != null, "style", 0, "given");
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
        requirePowerOfTwo("channelBytes", channelBytes);
        long eventBytes = (long) maxMessagesPerEvent * stride;
        require(
                channelBytes >= 4 * eventBytes,
                "channelBytes",
                channelBytes,
                "at least " + 4 * eventBytes + ", four times what one event may send");
        requirePowerOfTwo("journalBytes", journalBytes);
        require(
                journalBytes >= 4L * (frameBytes + stride),
                "journalBytes",
                journalBytes,
                "at least " + 4L * (frameBytes + stride) + ", four frames");
        requirePowerOfTwo("retainedMessages", retainedMessages);
        if (copyBytes != 0) {
            requireCopies(style, copyBytes, frameBytes, Records.stride(Event.HEADER_LENGTH + maxMessageBytes));
        }
        requirePowerOfTwo("maxDeterminants", maxDeterminants);
        require(maxDeterminants <= 1 << 20, "maxDeterminants", maxDeterminants, "at most 1048576");
        require(maxTimers >= 0, "maxTimers", maxTimers, "at least 0");
        require(maxTimers <= 1 << 16, "maxTimers", maxTimers, "at most 65536");
        require(outsideChannels >= 0, "outsideChannels", outsideChannels, "at least 0");
        require(outsideChannels <= 1 << 10, "outsideChannels", outsideChannels, "at most 1024");
        require(resendIntervalNs >= 1, "resendIntervalNs", resendIntervalNs, "at least 1");
        require(guardInterval >= 0, "guardInterval", guardInterval, "at least 0");
    }

    private static void requireCopies(LoggingStyle style, int copyBytes, int frameBytes, int stride) {
        require(
                style == LoggingStyle.RECEIVER,
                "copyBytes",
                copyBytes,
                "0 with style " + style + ": there the receiver's log is not the only one, or can be cut");
        requirePowerOfTwo("copyBytes", copyBytes);
        require(
                copyBytes >= stride,
                "copyBytes",
                copyBytes,
                "at least " + stride + " for the copy of a longest message");
        require(
                frameBytes >= Long.BYTES + stride,
                "frameBytes",
                frameBytes,
                "at least " + (Long.BYTES + stride) + " for the copy of a longest message");
    }

    private static void requirePowerOfTwo(String field, int value) {
        require(BitUtil.isPowerOfTwo(value) && value <= MAX_BYTES, field, value, "a power of two up to " + MAX_BYTES);
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
        return Frames.HEADER_LENGTH + OutboundChannel.DATA_LENGTH + frameBytes;
    }

    /** Bytes of the longest message in a channel, its header included. */
    public int maxMessageStride() {
        return Records.stride(Records.HEADER_LENGTH + maxMessageBytes);
    }

    /** Not thread-safe. */
    public static final class Builder {
        private LoggingStyle style = LoggingStyle.RECEIVER;
        private int maxMessageBytes = 1024;
        private int maxMessagesPerEvent = 16;
        private int frameBytes = 16 * 1024;
        private int channelBytes = 1 << 20;
        private int journalBytes = 4 << 20;
        private int retainedMessages = 1 << 16;
        private int copyBytes;
        private int maxDeterminants = 1 << 13;
        private int maxTimers = 256;
        private int outsideChannels = 1;
        private long resendIntervalNs = 20_000_000;
        private int guardInterval = 4096;

        private Builder() {}

        public Builder style(LoggingStyle value) {
            style = value;
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

        public Builder journalBytes(int value) {
            journalBytes = value;
            return this;
        }

        public Builder retainedMessages(int value) {
            retainedMessages = value;
            return this;
        }

        public Builder copyBytes(int value) {
            copyBytes = value;
            return this;
        }

        public Builder maxDeterminants(int value) {
            maxDeterminants = value;
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

        public Builder guardInterval(int value) {
            guardInterval = value;
            return this;
        }

        /** @throws IllegalArgumentException with field, value and limit. */
        public MessageLogConfig build() {
            return new MessageLogConfig(
                    style,
                    maxMessageBytes,
                    maxMessagesPerEvent,
                    frameBytes,
                    channelBytes,
                    journalBytes,
                    retainedMessages,
                    copyBytes,
                    maxDeterminants,
                    maxTimers,
                    outsideChannels,
                    resendIntervalNs,
                    guardInterval);
        }
    }
}
