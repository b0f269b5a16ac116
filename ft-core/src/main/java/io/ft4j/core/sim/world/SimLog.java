package io.ft4j.core.sim.world;

import io.ft4j.core.fault.Fuse;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.Prng;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.RecordHandler;
import io.ft4j.core.protocol.Records;
import io.ft4j.core.sim.check.LogFacts;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * The log of one process over all its lives, on a {@link SimDisk} that may lose, tear and damage what was written. Every
 * append is one block with a checksum over its place and content, as in the logs of the product, and what was reported
 * durable is marked: at open a tail that was never reported is cut, and anything else that is broken is refused.
 *
 * <p>It keeps its entries twice, as written and as durable, each with the hash chain of every index, so that checks
 * compare whole logs by one number.
 */
public final class SimLog implements DurableLog, LogFacts {
    /** Is told what happens to a log; all calls come from inside the log's own. */
    public interface Listener {
        default void onEntry(SimLog log, long index) {}

        default void onTruncation(SimLog log, long fromIndex) {}

        default void onState(SimLog log, int recordType, DirectBuffer buffer, int offset, int length) {}

        default void onForceRequested(SimLog log) {}

        default void onDurableEntry(SimLog log, long index) {}

        /** Before the entries leave the durable log. */
        default void onDurableTruncation(SimLog log, long fromIndex) {}

        default void onDurableState(SimLog log, int recordType, DirectBuffer buffer, int offset, int length) {}
    }

    private final int processId;
    private final Listener listener;
    private final SimDisk disk = new SimDisk();
    private final EntryView written = new EntryView();
    private final EntryView durable = new EntryView();

    // By position.
    private int[] offsets = new int[256];
    private int[] lengths = new int[256];
    private int[] types = new int[256];
    private long[] indexes = new long[256];

    private Fuse fuse = new Fuse();
    private long position;
    private long requestedPosition;
    /** What was reported; marked, so that it is known at the next open. */
    private long durablePosition;
    /** What a crash surely leaves: less than was reported when forces lied. */
    private long forcedPosition;

    private long incarnation;
    private long openPosition;
    /** Of the newest life that took part in the group. */
    private long lifeStart;

    private long lifeIncarnation;
    private LogException failure;
    private boolean keptUnforced;

    public SimLog(int processId, Listener listener) {
        this.processId = processId;
        this.listener = listener;
    }

    /** What lies below it, for faults. */
    public SimDisk disk() {
        return disk;
    }

    /**
     * A new life: what the crash left is all there is, and it is durable.
     *
     * @throws LogException when something that was reported durable is not there.
     */
    public SimLog open(Fuse newFuse) {
        fuse = newFuse;
        failure = null;
        recover();
        keptUnforced = position > durablePosition;
        incarnation++;
        openPosition = position;
        requestedPosition = position;
        forcedPosition = position;
        report(position);
        return this;
    }

    private void recover() {
        int firstBad = disk.firstBadBlock();
        long kept = firstBad < 0 ? position : disk.firstPosition(firstBad) - 1;
        if (kept < durablePosition) {
            throw new LogException("log of process " + processId + ", block " + firstBad + " at offset "
                    + disk.offset(firstBad) + ": " + disk.reason(firstBad) + "; it was reported durable up to position "
                    + durablePosition);
        }
        if (firstBad >= 0) {
            disk.cut(firstBad);
            position = kept;
            written.clear();
            for (long at = 1; at <= position; at++) {
                view(written, at);
            }
        }
    }

    /** The process is gone; of what was not forced the disk keeps what it likes. */
    public void crash(Prng prng, CrashFate fate) {
        disk.crash(forcedPosition, prng, fate);
    }

    /** The life that began with {@link #open} takes part in the group: what it says from now on must not be forgotten. */
    public void takePart() {
        lifeStart = openPosition;
        lifeIncarnation = incarnation;
    }

    /** Whether everything is there that was there when this life began. */
    public boolean isSound() {
        int bad = disk.firstBadBlock();
        return bad < 0 || disk.firstPosition(bad) > lifeStart;
    }

    /** The log as it was before the newest life that took part, for a process that is given an old disk. */
    public SimLog olderCopy(Listener silent) {
        SimLog copy = new SimLog(processId, silent);
        copy.incarnation = Math.max(0, lifeIncarnation - 1);
        if (lifeStart > 0) {
            copy.fill(this, (int) lifeStart);
        }
        return copy;
    }

    /** All in one block: nothing happens to the parts of an old disk. */
    private void fill(SimLog from, int upTo) {
        offsets = new int[upTo + 1];
        lengths = new int[upTo + 1];
        types = new int[upTo + 1];
        indexes = new long[upTo + 1];
        disk.buffer().checkLimit(from.disk.buffer().capacity());
        disk.beginBlock(1);
        for (int slot = 1; slot <= upTo; slot++) {
            int length = from.lengths[slot];
            add(
                    from.types[slot],
                    from.indexes[slot],
                    disk.append(from.disk.buffer(), from.offsets[slot], length),
                    length);
        }
        disk.endBlock(position);
    }

    /** The force of everything up to this position is done, or so the disk says; after a failed one nobody believes it. */
    public void forced(long upTo, boolean really) {
        if (failure != null) {
            return;
        }
        if (really) {
            forcedPosition = Math.max(forcedPosition, upTo);
        }
        report(upTo);
    }

    /**
     * A force failed: the kernel has marked the pages clean, and no later force will write them, whatever it reports. They
     * are there until the process is gone.
     */
    public void dropUnforced() {
        disk.dropAbove(forcedPosition);
    }

    /** The log can do no more in this life. */
    public void fail(String reason) {
        failure = new LogException("log of process " + processId + ": " + reason);
    }

    public boolean hasFailed() {
        return failure != null;
    }

    /** Whether the last open found more than was forced. */
    public boolean keptUnforced() {
        return keptUnforced;
    }

    private void report(long newDurablePosition) {
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
                        disk.buffer(),
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

    // LogFacts

    @Override
    public int processId() {
        return processId;
    }

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
        return Records.type(disk.buffer(), offset) == Records.COMMAND ? Records.sessionId(disk.buffer(), offset) : 0;
    }

    @Override
    public long sequence(long index) {
        int offset = offsets[(int) written.positions[(int) index]];
        return Records.type(disk.buffer(), offset) == Records.COMMAND ? Records.sequence(disk.buffer(), offset) : 0;
    }

    // DurableLog

    @Override
    public void replay(RecordHandler handler) {
        for (int slot = 1; slot <= position; slot++) {
            boolean truncation = types[slot] == TRUNCATION;
            int head = truncation ? 0 : Records.HEADER_LENGTH;
            handler.onRecord(
                    slot, indexes[slot], types[slot], disk.buffer(), offsets[slot] + head, lengths[slot] - head);
        }
    }

    @Override
    public long append(EntrySlice entries) {
        beforeWrite();
        Invariant.check(
                written.lastIndex == 0 || entries.firstIndex() == written.lastIndex + 1,
                "entries follow each other",
                entries.firstIndex(),
                written.lastIndex);
        disk.beginBlock(position + 1);
        int offset = disk.append(entries.buffer(), entries.offset(), entries.length());
        DirectBuffer buffer = disk.buffer();
        for (int at = offset; at < offset + entries.length(); at += Records.stride(Records.length(buffer, at))) {
            add(Records.type(buffer, at), Records.index(buffer, at), at, Records.length(buffer, at));
            listener.onEntry(this, written.lastIndex);
        }
        disk.endBlock(position);
        return position;
    }

    @Override
    public long appendState(int recordType, DirectBuffer body, int offset, int length) {
        beforeWrite();
        disk.beginBlock(position + 1);
        int at = disk.claim(Records.HEADER_LENGTH + length);
        Records.putHeader(disk.buffer(), at, Records.HEADER_LENGTH + length, recordType, NO_INDEX);
        disk.buffer().putBytes(at + Records.HEADER_LENGTH, body, offset, length);
        add(recordType, NO_INDEX, at, Records.HEADER_LENGTH + length);
        disk.endBlock(position);
        listener.onState(this, recordType, body, offset, length);
        return position;
    }

    @Override
    public long truncateFrom(long index) {
        beforeWrite();
        Invariant.check(index <= written.lastIndex, "a cut cuts something", index, written.lastIndex);
        listener.onTruncation(this, index);
        disk.beginBlock(position + 1);
        add(TRUNCATION, index, disk.claim(0), 0);
        disk.endBlock(position);
        return position;
    }

    private void beforeWrite() {
        fuse.burn();
        throwFailure();
        if (disk.isFull()) {
            fail("no space left on the disk");
            throwFailure();
        }
    }

    private void throwFailure() {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void requestForce() {
        fuse.burn();
        throwFailure();
        requestedPosition = position;
        if (durablePosition < position) {
            listener.onForceRequested(this);
        }
    }

    @Override
    public long durablePosition() {
        throwFailure();
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
        throwFailure();
        if (fromIndex < 1 || fromIndex > written.lastIndex) {
            out.clear();
            return 0;
        }
        if (disk.failsToRead()) {
            fail("checksum of the block with index " + fromIndex + " is wrong");
            throwFailure();
        }
        int begin = offsets[(int) written.positions[(int) fromIndex]];
        int next = begin;
        long index = fromIndex;
        while (index <= written.lastIndex) {
            int slot = (int) written.positions[(int) index];
            int strideEnd = offsets[slot] + Records.stride(lengths[slot]);
            if (offsets[slot] != next || index > fromIndex && strideEnd - begin > maxBytes) {
                break;
            }
            next = strideEnd;
            index++;
        }
        out.set(disk.buffer(), begin, next - begin, fromIndex, index - 1);
        return (int) (index - fromIndex);
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
            view.append(indexes[slot], at, disk.buffer(), offsets[slot]);
        }
    }
}
