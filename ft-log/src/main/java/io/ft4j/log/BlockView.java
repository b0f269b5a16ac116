package io.ft4j.log;

import org.agrona.DirectBuffer;

/**
 * Where a {@link BlockStore} stands: at a block, at bytes that cannot be one, or behind the last. Reusable; the bytes
 * are valid until the store is told to release or close, those of a store that was opened for reading until it is asked
 * for more.
 */
public final class BlockView {
    private DirectBuffer buffer;
    private int offset;
    private int length;
    private long address;
    private String damage;

    /** Shows a block of {@code length} bytes, header included. Whether its content is sound is the reader's question. */
    public void block(long address, DirectBuffer buffer, int offset, int length) {
        set(address, buffer, offset, length, null);
    }

    /** Shows the place behind the last block: where the next one will stand, or any address above all blocks. */
    public void end(long address) {
        set(address, null, 0, 0, null);
    }

    /** Shows a place where a block must be and is not; {@code reason} says why, without the place. */
    public void damaged(long address, String reason) {
        set(address, null, 0, 0, reason);
    }

    private void set(long address, DirectBuffer buffer, int offset, int length, String damage) {
        this.address = address;
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        this.damage = damage;
    }

    public boolean isBlock() {
        return buffer != null;
    }

    public boolean isEnd() {
        return buffer == null && damage == null;
    }

    public long address() {
        return address;
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    /** Why there is no block here; null where there is one, and at the end. */
    public String damage() {
        return damage;
    }
}
