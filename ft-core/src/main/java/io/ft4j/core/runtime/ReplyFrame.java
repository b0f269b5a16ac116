package io.ft4j.core.runtime;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;

/** One reply in the ring of a client: sequence, index, code, bytes. Never leaves the process. */
final class ReplyFrame {
    static final int HEADER_LENGTH = 24;

    private static final int TYPE = 1;
    private static final int SEQUENCE = 0;
    private static final int INDEX = 8;
    private static final int CODE = 16;

    private ReplyFrame() {}

    static boolean offer(
            OneToOneRingBuffer ring, long sequence, int code, long index, DirectBuffer reply, int offset, int length) {
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
