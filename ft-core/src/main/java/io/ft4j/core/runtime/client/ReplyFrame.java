package io.ft4j.core.runtime.client;

import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** One reply in the ring of a client: sequence, index, code, bytes. Never leaves the process. */
final class ReplyFrame {
    static final int HEADER_LENGTH = 24;

    /** In the ring of another process, where replies of many sessions wait. */
    static final int ROUTED_HEADER_LENGTH = 32;

    private static final int TYPE = 1;
    private static final int SEQUENCE = 0;
    private static final int INDEX = 8;
    private static final int CODE = 16;
    private static final int SESSION_ID = 24;

    /** A ring takes frames of an eighth of its capacity at most. */
    private static final int MIN_FRAMES_PER_RING = 8;

    private static final int MIN_RING_BYTES = 1024;
    private static final int MAX_RING_BYTES = 1 << 30;

    private ReplyFrame() {}

    /**
     * A ring with room for the replies to twice the commands that may be outstanding.
     *
     * @throws IllegalArgumentException when that is more than a ring can have.
     */
    static OneToOneRingBuffer newRing(int maxOutstanding, int maxReplyBytes) {
        int replyBytes = Math.max(maxReplyBytes, Long.BYTES); // the longest of those that sessions give by themselves
        long frameBytes =
                BitUtil.align(RecordDescriptor.HEADER_LENGTH + HEADER_LENGTH + replyBytes, RecordDescriptor.ALIGNMENT);
        long bytes = Math.max(MIN_RING_BYTES, Math.max(MIN_FRAMES_PER_RING, 2L * maxOutstanding) * frameBytes);
        if (bytes > MAX_RING_BYTES) {
            throw new IllegalArgumentException(
                    "maxOutstanding=" + maxOutstanding + " of the client, with maxReplyBytes=" + maxReplyBytes
                            + " of the group, takes a ring of " + bytes + " bytes, above " + MAX_RING_BYTES);
        }
        int ringBytes = BitUtil.findNextPositivePowerOfTwo((int) bytes);
        return new OneToOneRingBuffer(
                new UnsafeBuffer(ByteBuffer.allocateDirect(ringBytes + RingBufferDescriptor.TRAILER_LENGTH)));
    }

    /** False when the ring has no room, also when it can never have so much. */
    static boolean offer(
            OneToOneRingBuffer ring, long sequence, int code, long index, DirectBuffer reply, int offset, int length) {
        if (HEADER_LENGTH + length > ring.maxMsgLength()) {
            return false;
        }
        int at = ring.tryClaim(TYPE, HEADER_LENGTH + length);
        if (at == RingBuffer.INSUFFICIENT_CAPACITY) {
            return false;
        }
        ring.buffer().putLong(at + SEQUENCE, sequence);
        ring.buffer().putLong(at + INDEX, index);
        ring.buffer().putInt(at + CODE, code);
        ring.buffer().putBytes(at + HEADER_LENGTH, reply, offset, length);
        ring.commit(at);
        return true;
    }

    /** As {@link #offer}, into the ring of another process. */
    static boolean offerRouted(
            OneToOneRingBuffer ring,
            long sessionId,
            long sequence,
            int code,
            long index,
            DirectBuffer reply,
            int offset,
            int length) {
        if (ROUTED_HEADER_LENGTH + length > ring.maxMsgLength()) {
            return false;
        }
        int at = ring.tryClaim(TYPE, ROUTED_HEADER_LENGTH + length);
        if (at == RingBuffer.INSUFFICIENT_CAPACITY) {
            return false;
        }
        ring.buffer().putLong(at + SEQUENCE, sequence);
        ring.buffer().putLong(at + INDEX, index);
        ring.buffer().putInt(at + CODE, code);
        ring.buffer().putLong(at + SESSION_ID, sessionId);
        ring.buffer().putBytes(at + ROUTED_HEADER_LENGTH, reply, offset, length);
        ring.commit(at);
        return true;
    }

    /** Of a reply in the ring of another process. */
    static long sessionId(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + SESSION_ID);
    }

    static long sequence(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + SEQUENCE);
    }

    static long index(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + INDEX);
    }

    static int code(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + CODE);
    }
}
