package io.ft4j.core.protocol;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.port.EntrySlice;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The newest entries of a replicated log, in one ring of bytes, each written once in its final format. Replication and
 * journal take ranges of it; what it no longer holds is read from the log, so the oldest entries give way as soon as
 * the log has them ({@link #savedUpTo}).
 *
 * <p>Written by the protocol's thread only. No allocation after construction.
 *
 * <p>T1 an entry that the log does not have yet is never overwritten. T2 indexes are consecutive. T3 an entry never
 * wraps.
 */
public final class HotTail {
    /** Returned by {@link #claim} when the log has to take entries first. */
    public static final int NO_ROOM = -1;

    private final UnsafeBuffer buffer;
    private final int capacity;
    private final long[] positions;
    private final int indexMask;

    private long firstIndex = 1;
    private long lastIndex;
    private long savedIndex;
    private long endPosition;
    private long claimPosition;

    /**
     * @param capacityBytes power of two.
     * @param maxEntries    power of two; how many entries it holds at most.
     */
    public HotTail(int capacityBytes, int maxEntries) {
        if (!BitUtil.isPowerOfTwo(capacityBytes) || !BitUtil.isPowerOfTwo(maxEntries)) {
            throw new IllegalArgumentException(
                    "capacityBytes=" + capacityBytes + " and maxEntries=" + maxEntries + " must be powers of two");
        }
        buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(capacityBytes));
        capacity = capacityBytes;
        positions = new long[maxEntries];
        indexMask = maxEntries - 1;
    }

    public MutableDirectBuffer buffer() {
        return buffer;
    }

    public int capacityBytes() {
        return capacity;
    }

    public int maxEntries() {
        return positions.length;
    }

    public long firstIndex() {
        return firstIndex;
    }

    /** {@code firstIndex() - 1} when empty. */
    public long lastIndex() {
        return lastIndex;
    }

    public boolean contains(long index) {
        return index >= firstIndex && index <= lastIndex;
    }

    /** Forgets everything; the next entry has this index. */
    public void reset(long nextIndex) {
        firstIndex = nextIndex;
        lastIndex = nextIndex - 1;
        savedIndex = lastIndex;
    }

    /** The log holds all entries up to this index: their space may be used again. */
    public void savedUpTo(long index) {
        savedIndex = index;
    }

    /**
     * Room for consecutive entries of {@code length} bytes in all, whose last one will have the index {@code newLastIndex}.
     *
     * @return offset in {@link #buffer()}, or {@link #NO_ROOM}.
     */
    public int claim(int length, long newLastIndex) {
        int stride = Records.stride(length);
        if (stride > capacity) {
            return NO_ROOM;
        }
        int offset = offsetOf(endPosition);
        claimPosition = offset + stride > capacity ? endPosition + capacity - offset : endPosition;
        return makeRoom(claimPosition + stride - capacity, newLastIndex - indexMask)
                ? offsetOf(claimPosition)
                : NO_ROOM;
    }

    /** Whether {@code entryCount} more entries of {@code lengthBytes} in all can be claimed, one by one, wherever the ring ends. */
    public boolean hasRoom(int lengthBytes, int entryCount) {
        long usedBytes =
                savedIndex >= lastIndex ? 0 : endPosition - positions[slot(Math.max(savedIndex + 1, firstIndex))];
        return capacity - usedBytes >= 2L * (lengthBytes + (long) entryCount * Records.ALIGNMENT)
                && lastIndex - savedIndex + entryCount <= indexMask;
    }

    private boolean makeRoom(long oldestPosition, long oldestIndex) {
        long first = firstIndex;
        while (first <= lastIndex && (first < oldestIndex || positions[slot(first)] < oldestPosition)) {
            if (first > savedIndex) {
                return false;
            }
            first++;
        }
        firstIndex = first;
        return true;
    }

    /** Takes the entry that was written at the claim; its index is {@code lastIndex() + 1}. */
    public void publish(long index, int claimOffset) {
        Invariant.check(index == lastIndex + 1, "T2 entries are consecutive", index, lastIndex);
        positions[slot(index)] = claimPosition + claimOffset - offsetOf(claimPosition);
        lastIndex = index;
        endPosition = positions[slot(index)] + Records.stride(Records.length(buffer, claimOffset));
    }

    /** Takes all entries that were written one after the other at the claim. */
    public void publishAll(int claimOffset, int length) {
        for (int at = claimOffset; at < claimOffset + length; at += Records.stride(Records.length(buffer, at))) {
            publish(Records.index(buffer, at), at);
        }
    }

    /** Where the record of an index that {@link #contains} begins. */
    public int offset(long index) {
        return offsetOf(positions[slot(index)]);
    }

    /**
     * Consecutive entries from {@code fromIndex} on that lie together, up to {@code maxBytes} but at least one.
     *
     * @return their number; 0 when {@code fromIndex} is not here.
     */
    public int slice(long fromIndex, int maxBytes, EntrySlice out) {
        return slice(fromIndex, lastIndex, maxBytes, out);
    }

    /** As {@link #slice(long, int, EntrySlice)}, and none above {@code toIndex}. */
    public int slice(long fromIndex, long toIndex, int maxBytes, EntrySlice out) {
        if (!contains(fromIndex) || toIndex < fromIndex) {
            out.clear();
            return 0;
        }
        long begin = positions[slot(fromIndex)];
        long lapEnd = begin - offsetOf(begin) + capacity;
        long limit = Math.min(lapEnd, begin + maxBytes);
        long last = Math.min(toIndex, lastIndex);
        if (endOf(last) > limit) {
            last = lastWithin(fromIndex, last, limit);
        }
        out.set(buffer, offsetOf(begin), (int) (endOf(last) - begin), fromIndex, last);
        return (int) (last - fromIndex + 1);
    }

    private long lastWithin(long fromIndex, long toIndex, long limit) {
        long low = fromIndex;
        long high = toIndex;
        while (low < high) {
            long middle = (low + high + 1) >>> 1;
            if (endOf(middle) <= limit) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Forgets the entries from this index on. */
    public void truncateFrom(long index) {
        if (index <= firstIndex) {
            reset(index);
        } else if (index <= lastIndex) {
            lastIndex = index - 1;
            savedIndex = Math.min(savedIndex, lastIndex);
            endPosition = endOf(lastIndex);
        }
    }

    private long endOf(long index) {
        long position = positions[slot(index)];
        return position + Records.stride(Records.length(buffer, offsetOf(position)));
    }

    private int slot(long index) {
        return (int) index & indexMask;
    }

    private int offsetOf(long position) {
        return (int) position & (capacity - 1);
    }
}
