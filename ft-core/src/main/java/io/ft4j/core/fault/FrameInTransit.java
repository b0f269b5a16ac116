package io.ft4j.core.fault;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A copy of a frame on its way; used again and again. One thread. Allocates when it meets a longer frame. */
public final class FrameInTransit {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
    private int sourceId;
    private int destinationId;
    private int length;
    private long number;

    /** When it arrives, and what was sent before it, where somebody holds it. */
    long dueNs;

    long order;
    FrameInTransit next;

    FrameInTransit() {}

    public int sourceId() {
        return sourceId;
    }

    public int destinationId() {
        return destinationId;
    }

    /** The bytes of the frame, from 0 on. */
    public UnsafeBuffer buffer() {
        return buffer;
    }

    public int length() {
        return length;
    }

    /** Of the sender's own counting; copies have that of their original; −1: nobody has sent it like this. */
    public long number() {
        return number;
    }

    public void number(long newNumber) {
        number = newNumber;
    }

    void set(int newSourceId, int newDestinationId, DirectBuffer header, int headerOffset, int headerLength) {
        sourceId = newSourceId;
        destinationId = newDestinationId;
        length = 0;
        number = -1;
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

    void copyFrom(FrameInTransit other) {
        set(other.sourceId, other.destinationId, other.buffer, 0, other.length);
        number = other.number;
    }
}
