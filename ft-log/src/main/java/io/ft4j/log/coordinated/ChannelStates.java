package io.ft4j.log.coordinated;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.port.LogException;
import io.ft4j.log.checkpoint.CheckpointSink;
import io.ft4j.log.checkpoint.CheckpointSource;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The messages that were in transit when a snapshot was taken, in the order in which they arrived. In a checkpoint they stand
 * behind the state of the process: format, count of messages, bytes, then for each message its channel, length and content.
 *
 * <p>One thread. Allocates nothing after construction.
 */
public final class ChannelStates {
    private static final int FORMAT = 1;
    private static final int HEAD_LENGTH = 12;
    private static final int COUNT_OFFSET = 4;
    private static final int BYTES_OFFSET = 8;
    private static final int LENGTH_OFFSET = 4;
    private static final int MESSAGE_HEAD_LENGTH = 8;
    private static final int ALIGNMENT = 8;

    /** Sees the messages of a snapshot. */
    @FunctionalInterface
    public interface Handler {
        void onMessage(int channelId, DirectBuffer buffer, int offset, int length);
    }

    private final UnsafeBuffer buffer;
    private final UnsafeBuffer head = new UnsafeBuffer(new byte[HEAD_LENGTH]);
    private int count;
    private int end;

    /** @param capacityBytes of all messages together, 8 bytes and padding for each included. */
    public ChannelStates(int capacityBytes) {
        if (capacityBytes < 0) {
            throw new IllegalArgumentException("capacityBytes=" + capacityBytes + " must not be negative");
        }
        buffer = new UnsafeBuffer(new byte[capacityBytes]);
    }

    void clear() {
        count = 0;
        end = 0;
    }

    public int messageCount() {
        return count;
    }

    public int capacityBytes() {
        return buffer.capacity();
    }

    /** @return false: there is no room for it, and it was not taken. */
    boolean add(int channelId, DirectBuffer message, int offset, int length) {
        if (MESSAGE_HEAD_LENGTH + (long) length > buffer.capacity() - end) {
            return false;
        }
        buffer.putInt(end, channelId, LITTLE_ENDIAN);
        buffer.putInt(end + LENGTH_OFFSET, length, LITTLE_ENDIAN);
        buffer.putBytes(end + MESSAGE_HEAD_LENGTH, message, offset, length);
        end = Math.min(BitUtil.align(end + MESSAGE_HEAD_LENGTH + length, ALIGNMENT), buffer.capacity());
        count++;
        return true;
    }

    /** In the order in which they arrived, and so of each channel in the order in which they were sent. */
    public void forEach(Handler handler) {
        int at = 0;
        for (int i = 0; i < count; i++) {
            int length = buffer.getInt(at + LENGTH_OFFSET, LITTLE_ENDIAN);
            handler.onMessage(buffer.getInt(at, LITTLE_ENDIAN), buffer, at + MESSAGE_HEAD_LENGTH, length);
            at = BitUtil.align(at + MESSAGE_HEAD_LENGTH + length, ALIGNMENT);
        }
    }

    /** Behind the state of the process, which stands in the sink already. */
    public void write(CheckpointSink sink) {
        head.putInt(0, FORMAT, LITTLE_ENDIAN);
        head.putInt(COUNT_OFFSET, count, LITTLE_ENDIAN);
        head.putInt(BYTES_OFFSET, end, LITTLE_ENDIAN);
        sink.write(head, 0, HEAD_LENGTH);
        sink.write(buffer, 0, end);
    }

    /**
     * Reads them again, where the state of the process has been read.
     *
     * @throws LogException when there are none, or more than there is room for here, or they make no sense; with the reason.
     */
    public void read(CheckpointSource source) {
        clear();
        if (source.read(head, 0, HEAD_LENGTH) != HEAD_LENGTH || head.getInt(0, LITTLE_ENDIAN) != FORMAT) {
            throw refusal(source, "no channel states of format " + FORMAT + " behind the state");
        }
        int length = head.getInt(BYTES_OFFSET, LITTLE_ENDIAN);
        if (length < 0 || length > buffer.capacity()) {
            throw refusal(source, "channel states of " + length + " bytes, capacityBytes=" + buffer.capacity());
        }
        if (source.read(buffer, 0, length) != length || !isSound(head.getInt(COUNT_OFFSET, LITTLE_ENDIAN), length)) {
            throw refusal(source, "channel states that do not fit their length of " + length + " bytes");
        }
        count = head.getInt(COUNT_OFFSET, LITTLE_ENDIAN);
        end = length;
    }

    private boolean isSound(int messageCount, int length) {
        long at = 0;
        for (int i = 0; i < messageCount; i++) {
            if (at + MESSAGE_HEAD_LENGTH > length) {
                return false;
            }
            int messageLength = buffer.getInt((int) at + LENGTH_OFFSET, LITTLE_ENDIAN);
            if (messageLength < 0 || at + MESSAGE_HEAD_LENGTH + messageLength > length) {
                return false;
            }
            at = BitUtil.align(at + MESSAGE_HEAD_LENGTH + messageLength, ALIGNMENT);
        }
        return messageCount >= 0 && at >= length && at - length < ALIGNMENT;
    }

    private static LogException refusal(CheckpointSource source, String reason) {
        return new LogException("checkpoint " + source.number() + " has " + reason);
    }
}
