package io.ft4j.core.port;

import org.agrona.DirectBuffer;

/**
 * A reusable view of consecutive records: bytes in record format, as {@code io.ft4j.core.protocol.Records} describes
 * it, one after the other. Valid until the owner of the bytes is used again.
 */
public final class EntrySlice {
    private DirectBuffer buffer;
    private int offset;
    private int length;
    private long firstIndex;
    private long lastIndex;

    public EntrySlice() {
        clear();
    }

    public EntrySlice set(DirectBuffer buffer, int offset, int length, long firstIndex, long lastIndex) {
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        this.firstIndex = firstIndex;
        this.lastIndex = lastIndex;
        return this;
    }

    /** Empty: {@link #lastIndex()} is one less than {@link #firstIndex()}. */
    public void clear() {
        set(null, 0, 0, 0, -1);
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    public int offset() {
        return offset;
    }

    /** In bytes, padding between records included. */
    public int length() {
        return length;
    }

    public long firstIndex() {
        return firstIndex;
    }

    public long lastIndex() {
        return lastIndex;
    }

    public boolean isEmpty() {
        return lastIndex < firstIndex;
    }
}
