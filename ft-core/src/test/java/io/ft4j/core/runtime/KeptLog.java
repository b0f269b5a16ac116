package io.ft4j.core.runtime;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.RecordHandler;
import io.ft4j.core.protocol.Records;
import io.ft4j.core.runtime.local.MemoryLog;
import org.agrona.DirectBuffer;

/** A log that survives its group as a file would, without a file. */
final class KeptLog implements DurableLog {
    private final MemoryLog records = new MemoryLog(1 << 20);
    long incarnationOffset;
    /** What appending says from now on, or a force, as of a disk that is full or broken; null: nothing. */
    String appendFailure;

    String forceFailure;
    private boolean closed;

    /** As opening a folder. */
    KeptLog open() {
        if (closed) {
            records.reopen();
            closed = false;
        }
        return this;
    }

    boolean isOpen() {
        return !closed;
    }

    /** As copying its folder while it is open: the same records, and as many openings. */
    KeptLog copy() {
        KeptLog copy = new KeptLog();
        EntrySlice entry = new EntrySlice();
        records.replay((position, index, recordType, buffer, offset, length) -> {
            if (recordType == TRUNCATION) {
                copy.truncateFrom(index);
            } else if (index == NO_INDEX) {
                copy.appendState(recordType, buffer, offset, length);
            } else {
                int stride = Records.stride(Records.HEADER_LENGTH + length);
                entry.set(buffer, offset - Records.HEADER_LENGTH, stride, index, index);
                copy.append(entry);
            }
        });
        copy.close();
        while (copy.records.incarnation() < records.incarnation()) {
            copy.open();
            copy.close();
        }
        return copy;
    }

    @Override
    public void replay(RecordHandler handler) {
        records.replay(handler);
    }

    @Override
    public long append(EntrySlice entries) {
        throwFailure(appendFailure);
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
        throwFailure(forceFailure);
        records.requestForce();
    }

    @Override
    public long durablePosition() {
        throwFailure(forceFailure);
        return records.durablePosition();
    }

    private static void throwFailure(String failure) {
        if (failure != null) {
            throw new LogException(failure);
        }
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
