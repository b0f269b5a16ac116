package io.ft4j.log;

import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.protocol.Records;
import java.io.IOException;

/**
 * Reads entries in slices that lie in one block, and remembers where it stopped, so that a follower that catches up is
 * served without a search.
 */
final class EntryReader {
    private static final long NONE = Long.MIN_VALUE;

    private final BlockCursor cursor;
    private long nextIndex = NONE;
    private int nextOffset;
    private long lastLive;

    EntryReader(BlockCursor cursor) {
        this.cursor = cursor;
    }

    /** Forgets where it stopped, since a truncation or a release changed what can be read. */
    void reset() {
        nextIndex = NONE;
    }

    /** The log has {@code fromIndex}. */
    int read(long fromIndex, int maxBytes, EntrySlice out) throws IOException {
        boolean goesOn = fromIndex == nextIndex;
        nextIndex = NONE;
        if (!goesOn) {
            cursor.toIndex(fromIndex);
            enterBlock(fromIndex);
        } else if (fromIndex > lastLive) {
            cursor.onToIndex(fromIndex);
            enterBlock(fromIndex);
        }
        return slice(fromIndex, maxBytes, out);
    }

    private void enterBlock(long index) {
        lastLive = cursor.lastLive();
        nextOffset = cursor.bodyOffset();
        for (long skipped = cursor.header().firstIndex(); skipped < index; skipped++) {
            nextOffset += stride(nextOffset);
        }
    }

    private int slice(long fromIndex, int maxBytes, EntrySlice out) {
        int begin = nextOffset;
        int end = cursor.endOffset();
        long last = lastLive;
        if (last < cursor.header().lastIndex() || end - begin > maxBytes) {
            last = fromIndex;
            end = begin + stride(begin);
            while (last < lastLive && end - begin + stride(end) <= maxBytes) {
                end += stride(end);
                last++;
            }
        }
        out.set(cursor.buffer(), begin, end - begin, fromIndex, last);
        nextOffset = end;
        nextIndex = last + 1;
        return (int) (last - fromIndex + 1);
    }

    private int stride(int offset) {
        return Records.stride(Records.length(cursor.buffer(), offset));
    }
}
