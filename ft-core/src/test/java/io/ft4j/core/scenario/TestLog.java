package io.ft4j.core.scenario;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.RecordHandler;
import io.ft4j.core.protocol.Records;
import io.ft4j.core.sim.check.EntryHash;
import io.ft4j.core.sim.check.LogFacts;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * A log with the memory of a disk: what was appended and what was forced are kept apart. Nothing becomes durable before
 * the harness says so, and a crash keeps as many of the unforced records as the harness wants, oldest first.
 *
 * <p>It keeps the logs twice, as written and as durable, each with the hash chain of every index, so that checks compare
 * whole logs by one number. It holds entries of a replicated log, whose record bodies begin with the term.
 */
public final class TestLog implements DurableLog, LogFacts {
    /** Is told what happens to a log; all calls come from inside the log's own. */
    public interface Listener {
        void onEntry(TestLog log, long index);

        void onTruncation(TestLog log, long fromIndex);

        void onState(TestLog log, int recordType, DirectBuffer buffer, int offset, int length);

        void onForceRequested(TestLog log);

        void onDurableEntry(TestLog log, long index);

        /** Before the entries leave the durable log. */
        void onDurableTruncation(TestLog log, long fromIndex);

        void onDurableState(TestLog log, int recordType, DirectBuffer buffer, int offset, int length);
    }

    private static final int TRUNCATION_LENGTH = 0;

    private final int processId;
    private final Listener listener;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(8192);
    private final EntryView written = new EntryView();
    private final EntryView durable = new EntryView();

    private int[] offsets = new int[256];
    private int[] lengths = new int[256];
    private int[] types = new int[256];
    private long[] indexes = new long[256];
    private int end;
    private long position;
    private long requestedPosition;
    private long durablePosition;
    private long incarnation;

    public TestLog(int processId, Listener listener) {
        this.processId = processId;
        this.listener = listener;
    }

    @Override
    public int processId() {
        return processId;
    }

    /** A new life: what the crash left is all there is, and it is durable. */
    public TestLog open() {
        incarnation++;
        forceUpTo(position);
        requestedPosition = position;
        return this;
    }

    /** Loses the unforced records but the oldest {@code keptCount} of them. */
    public void crash(long keptCount) {
        long last = Math.min(position, durablePosition + keptCount);
        Invariant.check(last >= durablePosition, "a crash loses only what was not forced", last, durablePosition);
        position = last;
        end = last == 0 ? 0 : endOf(last);
        requestedPosition = Math.min(requestedPosition, last);
        written.clear();
        for (long at = 1; at <= last; at++) {
            view(written, at);
        }
    }

    /** The force of everything up to this position is done. */
    public void forceUpTo(long newDurablePosition) {
        while (durablePosition < newDurablePosition) {
            long at = ++durablePosition;
            int slot = (int) at;
            if (types[slot] == TRUNCATION) {
                listener.onDurableTruncation(this, indexes[slot]);
                view(durable, at);
            } else if (indexes[slot] == NO_INDEX) {
                listener.onDurableState(
                        this,
                        types[slot],
                        buffer,
                        offsets[slot] + Records.HEADER_LENGTH,
                        lengths[slot] - Records.HEADER_LENGTH);
            } else {
                view(durable, at);
                listener.onDurableEntry(this, indexes[slot]);
            }
        }
    }

    public long requestedPosition() {
        return requestedPosition;
    }

    public long unforcedCount() {
        return position - durablePosition;
    }

    /** Of everything up to this index as written; {@link EntryHash#START} at 0. */
    @Override
    public long chain(long index) {
        return written.chains[(int) index];
    }

    @Override
    public long term(long index) {
        return written.terms[(int) index];
    }

    @Override
    public boolean holds(long index, long chain) {
        return index <= written.lastIndex && written.chains[(int) index] == chain;
    }

    /** The last index that a crash now would surely leave. */
    @Override
    public long durableLastIndex() {
        return durable.lastIndex;
    }

    @Override
    public boolean holdsDurably(long index, long chain) {
        return index <= durable.lastIndex && durable.chains[(int) index] == chain;
    }

    @Override
    public long durableTerm(long index) {
        return durable.terms[(int) index];
    }

    @Override
    public long durableChain(long index) {
        return durable.chains[(int) index];
    }

    @Override
    public long sessionId(long index) {
        int offset = offsets[(int) written.positions[(int) index]];
        return Records.type(buffer, offset) == Records.COMMAND ? Records.sessionId(buffer, offset) : 0;
    }

    @Override
    public long sequence(long index) {
        int offset = offsets[(int) written.positions[(int) index]];
        return Records.type(buffer, offset) == Records.COMMAND ? Records.sequence(buffer, offset) : 0;
    }

    /** Text of an entry for traces: its command, or what it is. */
    public String text(long index) {
        return entryText(buffer, offsets[(int) written.positions[(int) index]]);
    }

    /** As {@code no-op}, or the command as text. */
    public static String entryText(DirectBuffer buffer, int offset) {
        return Records.type(buffer, offset) == Records.COMMAND
                ? buffer.getStringWithoutLengthAscii(
                        offset + Records.ENTRY_HEADER_LENGTH,
                        Records.length(buffer, offset) - Records.ENTRY_HEADER_LENGTH)
                : "no-op";
    }

    @Override
    public void replay(RecordHandler handler) {
        for (int slot = 1; slot <= position; slot++) {
            boolean truncation = types[slot] == TRUNCATION;
            int head = truncation ? 0 : Records.HEADER_LENGTH;
            handler.onRecord(slot, indexes[slot], types[slot], buffer, offsets[slot] + head, lengths[slot] - head);
        }
    }

    @Override
    public long append(EntrySlice entries) {
        Invariant.check(
                written.lastIndex == 0 || entries.firstIndex() == written.lastIndex + 1,
                "entries follow each other",
                entries.firstIndex(),
                written.lastIndex);
        int offset = reserve(entries.length());
        buffer.putBytes(offset, entries.buffer(), entries.offset(), entries.length());
        for (int at = offset; at < offset + entries.length(); at += Records.stride(Records.length(buffer, at))) {
            add(Records.type(buffer, at), Records.index(buffer, at), at, Records.length(buffer, at));
            listener.onEntry(this, written.lastIndex);
        }
        return position;
    }

    @Override
    public long appendState(int recordType, DirectBuffer body, int offset, int length) {
        int at = reserve(Records.HEADER_LENGTH + length);
        Records.putHeader(buffer, at, Records.HEADER_LENGTH + length, recordType, NO_INDEX);
        buffer.putBytes(at + Records.HEADER_LENGTH, body, offset, length);
        add(recordType, NO_INDEX, at, Records.HEADER_LENGTH + length);
        listener.onState(this, recordType, body, offset, length);
        return position;
    }

    @Override
    public long truncateFrom(long index) {
        Invariant.check(index <= written.lastIndex, "a cut cuts something", index, written.lastIndex);
        listener.onTruncation(this, index);
        add(TRUNCATION, index, end, TRUNCATION_LENGTH);
        return position;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void requestForce() {
        requestedPosition = position;
        listener.onForceRequested(this);
    }

    @Override
    public long durablePosition() {
        return durablePosition;
    }

    /** Keeps everything: the contract allows it. */
    @Override
    public void releaseBefore(long releasePosition) {}

    @Override
    public long incarnation() {
        return incarnation;
    }

    @Override
    public Durability durability() {
        return Durability.DISK;
    }

    @Override
    public void close() {}

    @Override
    public long firstIndex() {
        return 1;
    }

    @Override
    public long lastIndex() {
        return written.lastIndex;
    }

    @Override
    public int read(long fromIndex, int maxBytes, EntrySlice out) {
        if (fromIndex < 1 || fromIndex > written.lastIndex) {
            out.clear();
            return 0;
        }
        int begin = offsets[(int) written.positions[(int) fromIndex]];
        int next = begin;
        long index = fromIndex;
        while (index <= written.lastIndex) {
            int slot = (int) written.positions[(int) index];
            int strideEnd = offsets[slot] + Records.stride(lengths[slot]);
            if (offsets[slot] != next || (index > fromIndex && strideEnd - begin > maxBytes)) {
                break;
            }
            next = strideEnd;
            index++;
        }
        out.set(buffer, begin, next - begin, fromIndex, index - 1);
        return (int) (index - fromIndex);
    }

    private int reserve(int length) {
        int offset = end;
        end += Records.stride(length);
        buffer.checkLimit(end);
        return offset;
    }

    private void add(int type, long index, int offset, int length) {
        int slot = (int) ++position;
        if (slot == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * slot);
            lengths = Arrays.copyOf(lengths, 2 * slot);
            types = Arrays.copyOf(types, 2 * slot);
            indexes = Arrays.copyOf(indexes, 2 * slot);
        }
        offsets[slot] = offset;
        lengths[slot] = length;
        types[slot] = type;
        indexes[slot] = index;
        view(written, position);
    }

    private void view(EntryView view, long at) {
        int slot = (int) at;
        if (types[slot] == TRUNCATION) {
            view.lastIndex = indexes[slot] - 1;
        } else if (indexes[slot] != NO_INDEX) {
            view.append(indexes[slot], at, buffer, offsets[slot]);
        }
    }

    private int endOf(long at) {
        return offsets[(int) at] + Records.stride(lengths[(int) at]);
    }

    /** The entries by index, as they are after some position. */
    private static final class EntryView {
        private long[] positions = new long[256];
        private long[] terms = new long[256];
        private long[] chains = new long[256];
        private long lastIndex;

        private EntryView() {
            chains[0] = EntryHash.START;
        }

        private void clear() {
            lastIndex = 0;
        }

        private void append(long index, long position, DirectBuffer buffer, int offset) {
            int slot = (int) index;
            if (slot == positions.length) {
                positions = Arrays.copyOf(positions, 2 * slot);
                terms = Arrays.copyOf(terms, 2 * slot);
                chains = Arrays.copyOf(chains, 2 * slot);
            }
            positions[slot] = position;
            terms[slot] = Records.term(buffer, offset);
            chains[slot] = EntryHash.next(chains[slot - 1], buffer, offset);
            lastIndex = index;
        }
    }
}
