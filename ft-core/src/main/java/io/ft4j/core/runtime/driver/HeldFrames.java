package io.ft4j.core.runtime.driver;

import io.ft4j.core.model.Invariant;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Frames that wait for their appends to become durable, first in, first out: their positions never decrease. One ring
 * of bytes; what does not fit is refused, and the protocol's retransmission makes up for it.
 */
final class HeldFrames {
    private static final int KIND = 0;
    private static final int LENGTH = 4;
    private static final int DESTINATION = 8;
    private static final int POSITION = 16;
    private static final int HEADER_LENGTH = 24;
    private static final int PADDING = -1;

    private final UnsafeBuffer buffer;
    private final int capacity;
    private long head;
    private long tail;
    private long newestPosition;

    HeldFrames(int capacityBytes) {
        if (!BitUtil.isPowerOfTwo(capacityBytes)) {
            throw new IllegalArgumentException("capacityBytes=" + capacityBytes + " must be a power of two");
        }
        buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(capacityBytes));
        capacity = capacityBytes;
    }

    int capacityBytes() {
        return capacity;
    }

    /** As new. */
    void reset() {
        head = 0;
        tail = 0;
        newestPosition = 0;
    }

    boolean isEmpty() {
        return head == tail;
    }

    /** Copies a frame; false when there is no room. */
    boolean add(int kind, long destination, long position, DirectBuffer frame, int offset, int length) {
        Invariant.check(position >= newestPosition, "O5 held positions never decrease", position, newestPosition);
        int needed = HEADER_LENGTH + BitUtil.align(length, 8);
        int rest = capacity - offsetOf(tail);
        int padding = rest < needed ? rest : 0;
        if (tail + padding + needed - head > capacity) {
            return false;
        }
        if (padding > 0) {
            buffer.putInt(offsetOf(tail) + KIND, PADDING);
            tail += padding;
        }
        int at = offsetOf(tail);
        buffer.putInt(at + KIND, kind);
        buffer.putInt(at + LENGTH, length);
        buffer.putLong(at + DESTINATION, destination);
        buffer.putLong(at + POSITION, position);
        buffer.putBytes(at + HEADER_LENGTH, frame, offset, length);
        tail += needed;
        newestPosition = position;
        return true;
    }

    /** Whether the oldest frame waits for nothing more. */
    boolean isReady(long durablePosition) {
        if (head == tail) {
            return false;
        }
        if (buffer.getInt(offsetOf(head) + KIND) == PADDING) {
            head += capacity - offsetOf(head);
        }
        return buffer.getLong(offsetOf(head) + POSITION) <= durablePosition;
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    int kind() {
        return buffer.getInt(offsetOf(head) + KIND);
    }

    long destination() {
        return buffer.getLong(offsetOf(head) + DESTINATION);
    }

    int offset() {
        return offsetOf(head) + HEADER_LENGTH;
    }

    int length() {
        return buffer.getInt(offsetOf(head) + LENGTH);
    }

    void remove() {
        head += HEADER_LENGTH + BitUtil.align(length(), 8);
    }

    private int offsetOf(long position) {
        return (int) position & (capacity - 1);
    }
}
