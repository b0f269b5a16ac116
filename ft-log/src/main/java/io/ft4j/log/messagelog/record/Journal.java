package io.ft4j.log.messagelog.record;

import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogReader;
import io.ft4j.core.protocol.DurableMarks;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Records;
import org.agrona.DirectBuffer;

/**
 * The entries that a process writes to its log: written once, in their final format, and read from there or from the log.
 * Owner of which are durable.
 */
public final class Journal {
    private static final int MIN_ENTRY_BYTES = 64;
    private static final int MAX_MARKS = 256;

    private final HotTail tail;
    private final LogReader log;
    private final DurableMarks durableMarks = new DurableMarks(MAX_MARKS);
    /** Position and index change places here: which position is the last one that an index needs. */
    private final DurableMarks releaseMarks = new DurableMarks(MAX_MARKS);

    private long appendedIndex;
    private long durableIndex;
    private long releasablePosition;

    public Journal(int capacityBytes, LogReader log) {
        this.log = log;
        tail = new HotTail(capacityBytes, capacityBytes / MIN_ENTRY_BYTES);
    }

    public HotTail tail() {
        return tail;
    }

    /** After replay: the log holds everything up to here, and all of it is durable. */
    public void start() {
        appendedIndex = log.lastIndex();
        durableIndex = appendedIndex;
        tail.reset(appendedIndex + 1);
    }

    public long lastIndex() {
        return tail.lastIndex();
    }

    public long durableIndex() {
        return durableIndex;
    }

    public boolean hasRoom(int payloadLength) {
        return tail.hasRoom(Event.HEADER_LENGTH + payloadLength, 1);
    }

    /** {@link #hasRoom} was asked before. Returns the index of the entry. */
    public long append(
            int recordType,
            long rsn,
            long timestampNs,
            int channelId,
            long number,
            DirectBuffer buffer,
            int offset,
            int length) {
        long index = tail.lastIndex() + 1;
        int recordLength = Event.HEADER_LENGTH + length;
        int claim = tail.claim(recordLength, index);
        // Whoever has the message can write the entry again to the byte.
        tail.buffer().putLong(claim + Records.stride(recordLength) - Long.BYTES, 0);
        Records.putHeader(tail.buffer(), claim, recordLength, recordType, index);
        Event.put(tail.buffer(), claim, rsn, timestampNs, channelId, number);
        tail.buffer().putBytes(claim + Event.HEADER_LENGTH, buffer, offset, length);
        tail.publish(index, claim);
        return index;
    }

    /** Hands what is new to the log. */
    public void endBatch(Outbox outbox) {
        long last = tail.lastIndex();
        if (last > appendedIndex) {
            long position = outbox.appendRange(appendedIndex + 1, last);
            durableMarks.add(position, last);
            releaseMarks.add(last, position);
            appendedIndex = last;
        }
    }

    /** Takes entries from this one on out of the log, as far as it has them. Nothing is appended any more. */
    public void cut(long index, Outbox outbox) {
        if (index <= appendedIndex) {
            outbox.truncateFrom(index);
            appendedIndex = index - 1;
        }
    }

    public void onDurable(long position) {
        durableIndex = Math.max(durableIndex, durableMarks.reached(position));
    }

    /** Up to which position, exclusive, the log may forget when entries up to this index are not needed; 0: none of this life. */
    public long releasablePosition(long index) {
        releasablePosition = Math.max(releasablePosition, releaseMarks.reached(index) + 1);
        return releasablePosition;
    }

    /** Consecutive entries, from the tail while it has them. Returns how many. */
    public int read(long fromIndex, int maxBytes, EntrySlice out) {
        int count = tail.slice(fromIndex, maxBytes, out);
        return count > 0 ? count : log.read(fromIndex, maxBytes, out);
    }
}
