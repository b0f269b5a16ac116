package io.ft4j.core.consensus.raft;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogReader;
import io.ft4j.core.protocol.DurableMarks;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Records;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Owns what this process knows of its log: where it ends, how far it is committed, how far it is durable, and the term
 * of every entry. The bytes are in the {@link HotTail} while they are new, and in the log behind it afterwards; new
 * entries are handed to the log once per duty cycle, as one range.
 */
final class ReplicatedLog {
    static final long NO_ROOM = -1;

    private static final int MAX_DURABLE_MARKS = 256;

    private final HotTail tail;
    private final LogReader reader;
    private final RaftCounters counters;
    private final TermRuns terms = new TermRuns();
    private final DurableMarks marks = new DurableMarks(MAX_DURABLE_MARKS);
    private final EntrySlice slice = new EntrySlice();

    private long lastIndex;
    private long checkedIndex;
    private long commitIndex;
    private long durableIndex;
    private long durablePosition;
    private long appendedIndex;
    private long lastTimestampNs;

    ReplicatedLog(HotTail tail, LogReader reader, RaftCounters counters) {
        this.tail = tail;
        this.reader = reader;
        this.counters = counters;
    }

    long lastIndex() {
        return lastIndex;
    }

    long lastTerm() {
        return terms.lastTerm();
    }

    /** Everything up to here is chosen for ever. */
    long commitIndex() {
        return commitIndex;
    }

    /** The entries up to here survive what the log promises to survive. */
    long durableIndex() {
        return durableIndex;
    }

    /** All effects up to this position are durable. */
    long durablePosition() {
        return durablePosition;
    }

    /** Index 0 has term 0. */
    long termAt(long index) {
        Invariant.check(
                index >= 0 && index <= lastIndex, "R5 a term is asked of an entry that is here", index, lastIndex);
        return terms.termAt(index);
    }

    long firstIndexOfTermAt(long index) {
        return terms.firstIndexOfTermAt(index);
    }

    /** −1: there is none of this term. */
    long lastIndexOf(long term) {
        return terms.lastIndexOf(term, lastIndex);
    }

    /** Whether a log that ends like this is at least as up-to-date as this one (§5.4.1). */
    boolean isNoNewerThan(long otherLastTerm, long otherLastIndex) {
        return otherLastTerm > lastTerm() || (otherLastTerm == lastTerm() && otherLastIndex >= lastIndex);
    }

    /**
     * Writes a command behind the last entry, once and in its final format.
     *
     * @return its index, or {@link #NO_ROOM}.
     */
    long appendCommand(
            long term, long nowNs, long sessionId, long sequence, DirectBuffer command, int offset, int length) {
        int recordLength = Records.ENTRY_HEADER_LENGTH + length;
        int at = tail.claim(recordLength, lastIndex + 1);
        if (at == HotTail.NO_ROOM) {
            return NO_ROOM;
        }
        MutableDirectBuffer buffer = tail.buffer();
        // Zero first what may stay as padding: equal logs are equal bytes.
        buffer.putLong(at + Records.stride(recordLength) - Long.BYTES, 0L);
        buffer.putBytes(at + Records.ENTRY_HEADER_LENGTH, command, offset, length);
        Records.putHeader(buffer, at, recordLength, Records.COMMAND, lastIndex + 1);
        Records.putEntry(buffer, at, term, nextTimestampNs(nowNs), sessionId, sequence);
        return publish(at, term);
    }

    /** As {@link #appendCommand}, with nothing to execute. */
    long appendNoOp(long term, long nowNs) {
        int at = tail.claim(Records.ENTRY_HEADER_LENGTH, lastIndex + 1);
        if (at == HotTail.NO_ROOM) {
            return NO_ROOM;
        }
        MutableDirectBuffer buffer = tail.buffer();
        Records.putHeader(buffer, at, Records.ENTRY_HEADER_LENGTH, Records.NO_OP, lastIndex + 1);
        Records.putEntry(buffer, at, term, nextTimestampNs(nowNs), 0, 0);
        return publish(at, term);
    }

    /** Timestamps never decrease along a log, whatever the clocks of its leaders say. */
    private long nextTimestampNs(long nowNs) {
        lastTimestampNs = Math.max(nowNs, lastTimestampNs);
        return lastTimestampNs;
    }

    private long publish(int at, long term) {
        long index = lastIndex + 1;
        tail.publish(index, at);
        terms.append(index, term);
        lastIndex = index;
        return index;
    }

    /**
     * Copies entries of a leader behind the last one. They have been checked.
     *
     * @return false when there is no room: nothing was taken.
     */
    boolean appendCopy(DirectBuffer entries, int offset, int length, long newLastIndex) {
        int at = tail.claim(length, newLastIndex);
        if (at == HotTail.NO_ROOM) {
            return false;
        }
        MutableDirectBuffer buffer = tail.buffer();
        buffer.putBytes(at, entries, offset, length);
        tail.publishAll(at, length);
        Invariant.check(tail.lastIndex() == newLastIndex, "R5 all entries taken", tail.lastIndex(), newLastIndex);
        noteTerms(at, length, newLastIndex);
        lastIndex = newLastIndex;
        lastTimestampNs = Records.timestampNs(buffer, tail.offset(newLastIndex));
        return true;
    }

    /** Terms do not decrease, so when the last one is the old one, all are. */
    private void noteTerms(int at, int length, long newLastIndex) {
        MutableDirectBuffer buffer = tail.buffer();
        if (Records.term(buffer, tail.offset(newLastIndex)) == terms.lastTerm()) {
            return;
        }
        int end = at + length;
        for (int next = at; next < end; next += Records.stride(Records.length(buffer, next))) {
            terms.append(Records.index(buffer, next), Records.term(buffer, next));
        }
    }

    /**
     * Cuts all entries from this index on, of which there is at least one. Only a follower does that (§5.3), and the entries
     * that take their place bring their own timestamp.
     */
    void truncateFrom(long index, Outbox outbox) {
        Invariant.check(index > commitIndex, "R4 what is committed is never cut", index, commitIndex);
        Invariant.check(index <= lastIndex, "R5 a cut cuts something", index, lastIndex);
        tail.truncateFrom(index);
        terms.truncateFrom(index);
        marks.truncateFrom(index);
        lastIndex = index - 1;
        durableIndex = Math.min(durableIndex, lastIndex);
        if (index <= appendedIndex) {
            outbox.truncateFrom(index);
            appendedIndex = lastIndex;
        }
    }

    /** Idempotent; smaller indexes are old news. */
    void commitUpTo(long index, Outbox outbox) {
        Invariant.check(index <= lastIndex, "R5 only entries that are here are committed", index, lastIndex);
        if (index > commitIndex) {
            commitIndex = index;
            outbox.commitUpTo(index);
        }
    }

    /** Hands the entries that are new since the last cycle to the log, as one range. */
    void appendPending(Outbox outbox) {
        if (lastIndex > appendedIndex) {
            long position = outbox.appendRange(appendedIndex + 1, lastIndex);
            appendedIndex = lastIndex;
            if (!marks.add(position, lastIndex)) {
                counters.increment(RaftCounter.DURABLE_MARKS_MERGED);
            }
        }
    }

    void onDurable(long position) {
        durablePosition = Math.max(durablePosition, position);
        durableIndex = Math.max(durableIndex, marks.reached(position));
    }

    /**
     * Entries that have left the tail, from the log behind it.
     *
     * @return their number; 0 when the log holds them no more.
     */
    int read(long fromIndex, int maxBytes, EntrySlice out) {
        return reader.read(fromIndex, maxBytes, out);
    }

    void replayEntry(long index, long term) {
        Invariant.check(index == lastIndex + 1, "R5 replayed entries are consecutive", index, lastIndex);
        terms.append(index, term);
        lastIndex = index;
    }

    void replayTruncation(long index) {
        Invariant.check(index >= 1 && index <= lastIndex, "R5 a replayed cut cuts something", index, lastIndex);
        terms.truncateFrom(index);
        lastIndex = index - 1;
    }

    /** After the replay, what it gave is the log, and is durable. */
    void start() {
        tail.reset(lastIndex + 1);
        durableIndex = lastIndex;
        appendedIndex = lastIndex;
        lastTimestampNs = timestampAt(lastIndex);
    }

    void checkInvariants() {
        Invariant.check(commitIndex <= lastIndex, "R5 commit <= last", commitIndex, lastIndex);
        Invariant.check(durableIndex <= appendedIndex, "R5 durable <= appended", durableIndex, appendedIndex);
        Invariant.check(appendedIndex <= lastIndex, "R5 appended <= last", appendedIndex, lastIndex);
        Invariant.check(
                tail.lastIndex() == lastIndex, "R5 the tail ends where the log ends", tail.lastIndex(), lastIndex);
        checkTerm(tail.lastIndex());
        // All of them in turn, since this is called after every step of long simulations.
        checkedIndex = checkedIndex < tail.lastIndex() ? Math.max(checkedIndex + 1, tail.firstIndex()) : 0;
        checkTerm(checkedIndex);
    }

    private void checkTerm(long index) {
        if (tail.contains(index)) {
            long term = Records.term(tail.buffer(), tail.offset(index));
            Invariant.check(term == terms.termAt(index), "R3 the runs say what the entries say", term, index);
        }
    }

    private long timestampAt(long index) {
        if (index == 0) {
            return Long.MIN_VALUE;
        }
        if (tail.contains(index)) {
            return Records.timestampNs(tail.buffer(), tail.offset(index));
        }
        int count = reader.read(index, Records.ENTRY_HEADER_LENGTH, slice);
        Invariant.check(count > 0, "R5 the log holds its last entry", index, reader.lastIndex());
        return Records.timestampNs(slice.buffer(), slice.offset());
    }
}
