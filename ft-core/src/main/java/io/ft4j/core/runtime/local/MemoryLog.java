package io.ft4j.core.runtime.local;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.RecordHandler;
import io.ft4j.core.protocol.Records;
import io.ft4j.core.runtime.driver.JvmFlags;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A log in memory: one ring of bytes that holds the newest records, durable at once and lost with the process.
 *
 * <p><b>Retention.</b> It keeps {@code retentionBytes} of records, and {@code retentionBytes / 32} entries at most; the
 * oldest give way to new ones, a 64th of the whole at a time: to look at each would fetch from memory what has left the
 * caches long ago. A replica that was away for longer cannot be rebuilt from it, nor can it fetch what it
 * misses from a log that has dropped it: {@link #replay} then refuses, since a state machine that starts in the middle
 * is a wrong one. The newest state record of each type is always kept.
 *
 * <p><b>Life.</b> The object outlives its replica, as a file would: {@link #close} is what a kill leaves, {@link
 * #reopen} what a restart finds. In between every call throws {@link IllegalStateException}.
 *
 * <p>One thread at a time; handing it to another thread takes a happens-before edge. Allocates nothing after
 * construction, a first state record of its type aside.
 *
 * <p>M1 entries are consecutive. M2 the ring holds every record from {@code oldestPosition} to {@code position}, in
 * order. M3 a record never wraps. M4 of the entries in force, those below the index of a mark lie before it, and the
 * others behind it.
 */
public final class MemoryLog implements DurableLog {
    public static final int DEFAULT_RETENTION_BYTES = 64 * 1024 * 1024;

    private static final int MIN_RETENTION_BYTES = 4096;
    private static final int BYTES_PER_ENTRY = 32;
    private static final int CHUNKS = 64;
    private static final int MARK_SLOTS = 2 * CHUNKS;

    private final UnsafeBuffer ring;
    private final int capacity;
    private final int chunkBytes;
    private final int[] offsets;

    /** Where chunks begin: ring position, position and index of the next record and entry. */
    private final long[] markStarts = new long[MARK_SLOTS];

    private final long[] markPositions = new long[MARK_SLOTS];
    private final long[] markIndexes = new long[MARK_SLOTS];
    private final NewestStates newestStates = new NewestStates();

    private long firstIndex = 1;
    private long lastIndex;
    private long position;
    private long oldestPosition = 1;
    private long releasedPosition;
    private long droppedPosition = -1;
    private long head;
    private long tail;
    private long firstMark;
    private long endOfMarks;
    private long incarnation = 1;
    private boolean closed;

    public MemoryLog() {
        this(DEFAULT_RETENTION_BYTES);
    }

    /** @param retentionBytes power of two, from 4096 on. */
    public MemoryLog(int retentionBytes) {
        JvmFlags.require();
        if (!BitUtil.isPowerOfTwo(retentionBytes) || retentionBytes < MIN_RETENTION_BYTES) {
            throw new IllegalArgumentException(
                    "retentionBytes=" + retentionBytes + " must be a power of two and at least " + MIN_RETENTION_BYTES);
        }
        ring = new UnsafeBuffer(ByteBuffer.allocateDirect(retentionBytes));
        capacity = retentionBytes;
        chunkBytes = retentionBytes / CHUNKS;
        offsets = new int[retentionBytes / BYTES_PER_ENTRY];
    }

    /** After {@link #close}: the same records under a higher {@link #incarnation}. */
    public void reopen() {
        if (!closed) {
            throw new IllegalStateException("the log is open, incarnation=" + incarnation);
        }
        closed = false;
        incarnation++;
    }

    @Override
    public void replay(RecordHandler handler) {
        requireOpen();
        if (droppedPosition >= releasedPosition) {
            throw new LogException("retentionBytes=" + capacity + " (or " + offsets.length
                    + " entries) did not hold the whole log: the first index kept is " + firstIndex
                    + ", so the state machine cannot be rebuilt and the replica cannot rejoin");
        }
        newestStates.replayBefore(oldestPosition, handler);
        long at = head;
        long recordPosition = oldestPosition;
        while (at < tail) {
            int offset = offsetOf(at);
            int length = Records.length(ring, offset);
            if (length > 0) {
                int bodyOffset = offset + Records.HEADER_LENGTH;
                int bodyLength = length - Records.HEADER_LENGTH;
                handler.onRecord(
                        recordPosition++,
                        Records.index(ring, offset),
                        Records.type(ring, offset),
                        ring,
                        bodyOffset,
                        bodyLength);
            }
            at += strideAt(offset);
        }
    }

    @Override
    public long append(EntrySlice entries) {
        requireOpen();
        requireNext(entries);
        DirectBuffer source = entries.buffer();
        int at = entries.offset();
        int end = at + entries.length();
        while (at < end) {
            int bytes = bytesThatLieTogether(source, at, end);
            int offset = reserve(bytes);
            ring.putBytes(offset, source, at, bytes);
            noteEntries(offset, bytes);
            at += bytes;
        }
        return position;
    }

    private void requireNext(EntrySlice entries) {
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("no entries");
        }
        boolean isEmpty = lastIndex < firstIndex;
        if (isEmpty) {
            firstIndex = entries.firstIndex();
            lastIndex = firstIndex - 1;
        } else if (entries.firstIndex() != lastIndex + 1) {
            throw new IllegalArgumentException(
                    "entries begin at index " + entries.firstIndex() + ", but the log ends with " + lastIndex);
        }
    }

    /** All of them, unless the ring ends before or they are longer than a chunk; one at least. */
    private int bytesThatLieTogether(DirectBuffer source, int begin, int end) {
        int room = Math.min(chunkBytes, capacity - offsetOf(tail));
        if (end - begin <= room) {
            return end - begin;
        }
        int first = Records.stride(Records.length(source, begin));
        int bytes = first;
        while (bytes <= room) {
            int next = Records.stride(Records.length(source, begin + bytes));
            if (bytes + next > room) {
                return bytes;
            }
            bytes += next;
        }
        return first;
    }

    private void noteEntries(int begin, int bytes) {
        for (int offset = begin; offset < begin + bytes; offset += strideAt(offset)) {
            long index = Records.index(ring, offset);
            Invariant.check(index == lastIndex + 1, "M1 entries are consecutive", index, lastIndex);
            while (index - firstIndex >= offsets.length) {
                dropChunk();
            }
            offsets[slot(index)] = offset;
            lastIndex = index;
            position++;
        }
    }

    @Override
    public long appendState(int recordType, DirectBuffer buffer, int offset, int length) {
        requireOpen();
        if (recordType < 1 || recordType > MAX_RECORD_TYPE) {
            throw new IllegalArgumentException("recordType=" + recordType + " is outside 1.." + MAX_RECORD_TYPE);
        }
        buffer.boundsCheck(offset, length);
        int at = appendHeader(Records.HEADER_LENGTH + length, recordType, NO_INDEX);
        ring.putBytes(at + Records.HEADER_LENGTH, buffer, offset, length);
        newestStates.put(recordType, position, buffer, offset, length);
        return position;
    }

    @Override
    public long truncateFrom(long index) {
        requireOpen();
        if (index > lastIndex || index < 1) {
            throw new IllegalArgumentException(
                    "index=" + index + ": there is nothing to cut, the log holds " + firstIndex + ".." + lastIndex);
        }
        appendHeader(Records.HEADER_LENGTH, TRUNCATION, index);
        lastIndex = index - 1;
        firstIndex = Math.min(firstIndex, index);
        for (long mark = firstMark; mark < endOfMarks; mark++) {
            int slot = markSlot(mark);
            markIndexes[slot] = Math.min(markIndexes[slot], index);
        }
        return position;
    }

    private int appendHeader(int recordLength, int recordType, long index) {
        int offset = reserve(Records.stride(recordLength));
        Records.putHeader(ring, offset, recordLength, recordType, index);
        position++;
        return offset;
    }

    /** Room for so many bytes behind the newest record; the oldest records give way. */
    private int reserve(int bytes) {
        if (bytes > capacity) {
            throw new IllegalArgumentException("a record of " + bytes + " bytes exceeds retentionBytes=" + capacity);
        }
        int room = capacity - offsetOf(tail);
        if (bytes > room) {
            dropUntilFree(room);
            ring.putInt(offsetOf(tail), -room, LITTLE_ENDIAN);
            tail += room;
        }
        dropUntilFree(bytes);
        if (firstMark == endOfMarks || beginsChunk()) {
            mark();
        }
        int offset = offsetOf(tail);
        tail += bytes;
        return offset;
    }

    /** Whether the newest mark is in another chunk than the tail; their length is a power of two. */
    private boolean beginsChunk() {
        return (tail ^ markStarts[markSlot(endOfMarks - 1)]) >= chunkBytes;
    }

    private void mark() {
        int slot = markSlot(endOfMarks++);
        markStarts[slot] = tail;
        markPositions[slot] = position + 1;
        markIndexes[slot] = lastIndex + 1;
    }

    private void dropUntilFree(int bytes) {
        while (tail + bytes - head > capacity) {
            dropChunk();
        }
    }

    private void dropChunk() {
        firstMark = Math.min(firstMark + 1, endOfMarks);
        boolean isEmpty = firstMark == endOfMarks;
        int slot = markSlot(firstMark);
        head = isEmpty ? tail : markStarts[slot];
        oldestPosition = isEmpty ? position + 1 : markPositions[slot];
        long index = isEmpty ? lastIndex + 1 : markIndexes[slot];
        if (index > firstIndex) {
            firstIndex = index;
            droppedPosition = oldestPosition - 1;
        }
    }

    @Override
    public int read(long fromIndex, int maxBytes, EntrySlice out) {
        requireOpen();
        if (fromIndex < firstIndex || fromIndex > lastIndex) {
            out.clear();
            return 0;
        }
        int begin = offsets[slot(fromIndex)];
        int end = begin + strideAt(begin);
        long last = fromIndex;
        while (last < lastIndex && offsets[slot(last + 1)] == end) {
            int stride = strideAt(end);
            if (end + stride - begin > maxBytes) {
                break;
            }
            end += stride;
            last++;
        }
        out.set(ring, begin, end - begin, fromIndex, last);
        return (int) (last - fromIndex + 1);
    }

    @Override
    public void releaseBefore(long position) {
        requireOpen();
        releasedPosition = Math.max(releasedPosition, Math.min(position, this.position + 1));
        while (endOfMarks - firstMark > 1 && markPositions[markSlot(firstMark + 1)] <= releasedPosition) {
            dropChunk();
        }
    }

    @Override
    public long firstIndex() {
        return firstIndex;
    }

    @Override
    public long lastIndex() {
        return lastIndex;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void requestForce() {
        requireOpen();
    }

    @Override
    public long durablePosition() {
        return position;
    }

    @Override
    public long incarnation() {
        return incarnation;
    }

    @Override
    public Durability durability() {
        return Durability.MEMORY;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the log is closed, incarnation=" + incarnation);
        }
    }

    /** A negative length is what is left of the ring behind its last record. */
    private int strideAt(int offset) {
        int length = Records.length(ring, offset);
        return length < 0 ? -length : Records.stride(length);
    }

    private static int markSlot(long mark) {
        return (int) mark & (MARK_SLOTS - 1);
    }

    private int slot(long index) {
        return (int) index & (offsets.length - 1);
    }

    private int offsetOf(long ringPosition) {
        return (int) ringPosition & (capacity - 1);
    }
}
