package io.ft4j.core.sim;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A frame under way; used again and again. */
final class SimFrame {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
    int sourceId;
    int destinationId;
    int length;
    /** Of this run, so that pictures find both ends of an arrow; −1: nobody has sent it like this. */
    long number;

    SimFrame next;

    UnsafeBuffer buffer() {
        return buffer;
    }

    void set(int newSourceId, int newDestinationId, DirectBuffer header, int headerOffset, int headerLength) {
        sourceId = newSourceId;
        destinationId = newDestinationId;
        number = -1;
        length = 0;
        append(header, headerOffset, headerLength);
    }

    void append(DirectBuffer bytes, int offset, int count) {
        if (length + count > buffer.capacity()) {
            byte[] larger = new byte[2 * (length + count)];
            buffer.getBytes(0, larger, 0, length);
            buffer.wrap(larger);
        }
        buffer.putBytes(length, bytes, offset, count);
        length += count;
    }

    void copyFrom(SimFrame other) {
        set(other.sourceId, other.destinationId, other.buffer, 0, other.length);
        number = other.number;
    }
}
