package io.ft4j.core.consensus.raft;

import static io.ft4j.core.protocol.Records.ENTRY_HEADER_LENGTH;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Outbox;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Takes the effects of a duty cycle and carries them out in the order that {@link Outbox} states. Frames that wait for
 * durability stay over cycles. Allocates nothing itself, so that the allocation of a protocol can be measured with it.
 */
final class TestOutbox implements Outbox {
    /** Receives frames that leave; the bytes are valid during the call. */
    interface Wire {
        void send(int destinationId, MutableDirectBuffer buffer, int offset, int length);
    }

    private static final int MAX_ROWS = 1 << 12;
    private static final int FRAME = 0;
    private static final int FRAME_WITH_ENTRIES = 1;
    private static final int STATE = 2;
    private static final int APPEND = 3;
    private static final int TRUNCATE = 4;
    private static final int HELD_BYTES = 1 << 16;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1 << 21]);
    private final UnsafeBuffer gathered = new UnsafeBuffer(new byte[1 << 17]);
    private final UnsafeBuffer held = new UnsafeBuffer(new byte[HELD_BYTES]);
    private final EntrySlice slice = new EntrySlice();
    private final HotTail tail;
    private final DurableLog log;
    private final int[] kinds = new int[MAX_ROWS];
    private final int[] offsets = new int[MAX_ROWS];
    private final int[] lengths = new int[MAX_ROWS];
    private final long[] destinations = new long[MAX_ROWS];
    private final long[] froms = new long[MAX_ROWS];
    private final long[] tos = new long[MAX_ROWS];
    private final long[] positions = new long[MAX_ROWS];

    private int rows;
    private int end;
    private int claimed = -1;
    private long position;
    private long commitIndex;
    private int heldEnd;
    private int stepBegin;

    TestOutbox(HotTail tail, DurableLog log) {
        this.tail = tail;
        this.log = log;
        position = log.position();
    }

    long commitIndex() {
        return commitIndex;
    }

    int rows() {
        return rows;
    }

    void beginStep() {
        stepBegin = end;
    }

    /** With the overhead that the real outbox has. */
    int stepBytes() {
        return end - stepBegin;
    }

    void drain(Wire wire) {
        Invariant.check(claimed == -1, "every claim is published");
        for (int row = 0; row < rows; row++) {
            if (kinds[row] == FRAME_WITH_ENTRIES) {
                gather(row, wire);
            } else if (kinds[row] == FRAME && positions[row] == 0) {
                sendAll(destinations[row], buffer, offsets[row], lengths[row], wire);
            }
        }
        for (int row = 0; row < rows; row++) {
            appendRow(row);
        }
        for (int row = 0; row < rows; row++) {
            if (kinds[row] == FRAME && positions[row] > 0) {
                hold(row);
            }
        }
        rows = 0;
        end = 0;
    }

    private void gather(int row, Wire wire) {
        int count = tail.slice(froms[row], tos[row], Integer.MAX_VALUE, slice);
        Invariant.check(
                count == tos[row] - froms[row] + 1, "the tail gives what the frame needs", froms[row], tos[row]);
        gathered.putBytes(0, buffer, offsets[row], lengths[row]);
        gathered.putBytes(lengths[row], slice.buffer(), slice.offset(), slice.length());
        sendAll(destinations[row], gathered, 0, lengths[row] + slice.length(), wire);
    }

    private static void sendAll(long set, MutableDirectBuffer bytes, int offset, int length, Wire wire) {
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            wire.send(ProcessSet.first(rest), bytes, offset, length);
        }
    }

    private void appendRow(int row) {
        long reached = positions[row];
        if (kinds[row] == APPEND) {
            long next = froms[row];
            while (next <= tos[row]) {
                next += tail.slice(next, tos[row], Integer.MAX_VALUE, slice);
                reached = log.append(slice);
            }
            tail.savedUpTo(tos[row]);
        } else if (kinds[row] == STATE) {
            reached = log.appendState((int) froms[row], buffer, offsets[row], lengths[row]);
        } else if (kinds[row] == TRUNCATE) {
            reached = log.truncateFrom(froms[row]);
        }
        Invariant.check(reached == positions[row], "positions agree", reached, positions[row]);
    }

    private void hold(int row) {
        held.putLong(heldEnd, positions[row]);
        held.putLong(heldEnd + 8, destinations[row]);
        held.putInt(heldEnd + 16, lengths[row]);
        held.putBytes(heldEnd + 24, buffer, offsets[row], lengths[row]);
        heldEnd += 24 + lengths[row];
    }

    /** Frames whose appends are durable leave. */
    void release(long durablePosition, Wire wire) {
        int at = 0;
        while (at < heldEnd && held.getLong(at) <= durablePosition) {
            int length = held.getInt(at + 16);
            sendAll(held.getLong(at + 8), held, at + 24, length, wire);
            at += 24 + length;
        }
        held.putBytes(0, held, at, heldEnd - at);
        heldEnd -= at;
    }

    @Override
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    @Override
    public int claim(int destinationId, int length) {
        return claimRow(FRAME, ProcessSet.of(destinationId), length, 0);
    }

    @Override
    public int claimAll(long destinationSet, int length) {
        return claimRow(FRAME, destinationSet, length, 0);
    }

    @Override
    public int claimAfterDurable(int destinationId, int length) {
        return claimRow(FRAME, ProcessSet.of(destinationId), length, position);
    }

    @Override
    public int claimAllAfterDurable(long destinationSet, int length) {
        return claimRow(FRAME, destinationSet, length, position);
    }

    @Override
    public int claimState(int recordType, int length) {
        froms[rows] = recordType;
        return claimRow(STATE, 0, length, position + 1);
    }

    @Override
    public int claimWithEntries(long destinationSet, int headerLength, long fromIndex, long toIndex) {
        Invariant.check(toIndex >= fromIndex, "a range is not empty", fromIndex, toIndex);
        froms[rows] = fromIndex;
        tos[rows] = toIndex;
        return claimRow(FRAME_WITH_ENTRIES, destinationSet, headerLength, 0);
    }

    private int claimRow(int kind, long set, int length, long afterPosition) {
        Invariant.check(claimed == -1, "one claim at a time");
        kinds[rows] = kind;
        destinations[rows] = set;
        offsets[rows] = end;
        lengths[rows] = length;
        positions[rows] = afterPosition;
        claimed = end;
        end += length + ENTRY_HEADER_LENGTH;
        return claimed;
    }

    @Override
    public long publish(int claimOffset) {
        Invariant.check(claimed == claimOffset, "published what was claimed", claimed, claimOffset);
        claimed = -1;
        return kinds[rows++] == STATE ? ++position : 0;
    }

    @Override
    public long appendRange(long fromIndex, long toIndex) {
        Invariant.check(toIndex >= fromIndex, "a range is not empty", fromIndex, toIndex);
        position += toIndex - fromIndex + 1;
        return addRow(APPEND, fromIndex, toIndex);
    }

    @Override
    public long truncateFrom(long index) {
        position++;
        return addRow(TRUNCATE, index, index);
    }

    private long addRow(int kind, long from, long to) {
        kinds[rows] = kind;
        froms[rows] = from;
        tos[rows] = to;
        positions[rows] = position;
        rows++;
        end += 16;
        return position;
    }

    @Override
    public void commitUpTo(long index) {
        Invariant.check(index >= commitIndex, "the commit index never falls", index, commitIndex);
        commitIndex = index;
    }

    @Override
    public void releaseBefore(long releasePosition) {
        throw new UnsupportedOperationException("Raft without snapshots releases nothing");
    }

    @Override
    public void suspect(int processId) {
        throw new UnsupportedOperationException("Raft suspects nobody");
    }

    @Override
    public void restore(int processId) {
        throw new UnsupportedOperationException("Raft restores nobody");
    }
}
