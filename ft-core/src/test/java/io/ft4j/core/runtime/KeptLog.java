package io.ft4j.core.runtime;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.RecordHandler;
import org.agrona.DirectBuffer;

/** A log that survives its group as a file would, without a file. */
final class KeptLog implements DurableLog {
    private final MemoryLog records = new MemoryLog(1 << 20);
    long incarnationOffset;
    private boolean closed;

    /** As opening a folder. */
    KeptLog open() {
        if (closed) {
            records.reopen();
            closed = false;
        }
        return this;
    }

    @Override
    public void replay(RecordHandler handler) {
        records.replay(handler);
    }

    @Override
    public long append(EntrySlice entries) {
        return records.append(entries);
    }

    @Override
    public long appendState(int recordType, DirectBuffer buffer, int offset, int length) {
        return records.appendState(recordType, buffer, offset, length);
    }

    @Override
    public long truncateFrom(long index) {
        return records.truncateFrom(index);
    }

    @Override
    public long position() {
        return records.position();
    }

    @Override
    public void requestForce() {
        records.requestForce();
    }

    @Override
    public long durablePosition() {
        return records.durablePosition();
    }

    @Override
    public void releaseBefore(long position) {
        records.releaseBefore(position);
    }

    @Override
    public long incarnation() {
        return records.incarnation() + incarnationOffset;
    }

    @Override
    public Durability durability() {
        return Durability.PROCESS;
    }

    @Override
    public long firstIndex() {
        return records.firstIndex();
    }

    @Override
    public long lastIndex() {
        return records.lastIndex();
    }

    @Override
    public int read(long fromIndex, int maxBytes, EntrySlice out) {
        return records.read(fromIndex, maxBytes, out);
    }

    @Override
    public void close() {
        if (!closed) {
            records.close();
            closed = true;
        }
    }
}
