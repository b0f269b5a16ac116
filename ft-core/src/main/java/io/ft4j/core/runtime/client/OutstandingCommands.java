package io.ft4j.core.runtime.client;

import io.ft4j.core.model.Invariant;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The commands of one session that have no reply yet, kept so that they can be sent again. One thread. */
final class OutstandingCommands {
    private final UnsafeBuffer buffer;
    private final int stride;
    private final int mask;
    private final int[] lengths;
    private long first;
    private long next;

    /**
     * @param capacity power of two.
     * @throws IllegalArgumentException when so many commands take more than a buffer can have.
     */
    OutstandingCommands(int capacity, int maxCommandBytes) {
        stride = BitUtil.align(maxCommandBytes, 8);
        if (capacity > Integer.MAX_VALUE / stride) {
            throw new IllegalArgumentException(
                    "maxOutstanding=" + capacity + " of the client is above 2 GiB / maxCommandBytes="
                            + Integer.MAX_VALUE / stride + " of the group");
        }
        buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(stride * capacity));
        mask = capacity - 1;
        lengths = new int[capacity];
    }

    /** Sequence of the oldest command without reply; {@link #next()} when there is none. */
    long first() {
        return first;
    }

    /** Sequence of the next command. */
    long next() {
        return next;
    }

    int count() {
        return (int) (next - first);
    }

    boolean isFull() {
        return next - first > mask;
    }

    long add(DirectBuffer command, int offset, int length) {
        Invariant.check(!isFull(), "C1 the window has room", first, next);
        int slot = slot(next);
        buffer.putBytes(slot * stride, command, offset, length);
        lengths[slot] = length;
        return next++;
    }

    /** The oldest one has its reply. */
    void removeFirst() {
        Invariant.check(first < next, "C2 a command is outstanding", first, next);
        first++;
    }

    DirectBuffer buffer() {
        return buffer;
    }

    int offset(long sequence) {
        return slot(sequence) * stride;
    }

    int length(long sequence) {
        return lengths[slot(sequence)];
    }

    private int slot(long sequence) {
        return (int) sequence & mask;
    }
}
