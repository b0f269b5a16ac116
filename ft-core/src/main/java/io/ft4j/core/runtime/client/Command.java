package io.ft4j.core.runtime.client;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** A slot of the ingress ring: one command on its way to the leader. */
final class Command {
    private final MutableDirectBuffer buffer;
    private final int offset;
    private long sessionId;
    private long sequence;
    private int length;

    /** @param offset of the bytes that belong to this slot. */
    Command(MutableDirectBuffer buffer, int offset) {
        this.buffer = buffer;
        this.offset = offset;
    }

    void set(long sessionId, long sequence, DirectBuffer source, int sourceOffset, int length) {
        this.sessionId = sessionId;
        this.sequence = sequence;
        this.length = length;
        buffer.putBytes(offset, source, sourceOffset, length);
    }

    long sessionId() {
        return sessionId;
    }

    long sequence() {
        return sequence;
    }

    DirectBuffer buffer() {
        return buffer;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }
}
