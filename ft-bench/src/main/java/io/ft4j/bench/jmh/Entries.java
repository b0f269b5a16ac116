package io.ft4j.bench.jmh;

import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.protocol.Records;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Entries with commands of 64 B, one behind the other, whose indexes go on and on. */
final class Entries {
    static final int COMMAND_BYTES = 64;
    static final int ENTRY_BYTES = Records.stride(Records.ENTRY_HEADER_LENGTH + COMMAND_BYTES);

    private final UnsafeBuffer buffer;
    private final int offset;
    private final int count;
    private final EntrySlice slice = new EntrySlice();
    private long nextIndex = 1;

    /** @param offset in a buffer of its own, where something else may stand in front of the entries. */
    Entries(int offset, int count, long term) {
        this.offset = offset;
        this.count = count;
        buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(offset + count * ENTRY_BYTES));
        for (int i = 0; i < count; i++) {
            int at = offset + i * ENTRY_BYTES;
            Records.putHeader(buffer, at, Records.ENTRY_HEADER_LENGTH + COMMAND_BYTES, Records.COMMAND, 0);
            Records.putEntry(buffer, at, term, 1, 1, 1);
        }
    }

    /** The next ones, over the ones before. */
    EntrySlice next() {
        for (int i = 0; i < count; i++) {
            int at = offset + i * ENTRY_BYTES;
            Records.putHeader(buffer, at, Records.ENTRY_HEADER_LENGTH + COMMAND_BYTES, Records.COMMAND, nextIndex + i);
        }
        nextIndex += count;
        return slice.set(buffer, offset, count * ENTRY_BYTES, nextIndex - count, nextIndex - 1);
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    void restartFrom(long index) {
        nextIndex = index;
    }
}
