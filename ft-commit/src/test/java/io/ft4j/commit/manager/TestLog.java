package io.ft4j.commit.manager;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.RecordHandler;
import io.ft4j.core.runtime.local.MemoryLog;
import org.agrona.DirectBuffer;

/** A log in memory that can be made to fail, and to take its time with forces. */
final class TestLog implements DurableLog {
    final MemoryLog log;
    boolean fails;
    boolean holdsForces;
    int forcesRequested;
    private long forced;

    TestLog(MemoryLog log) {
        this.log = log;
    }

    private void requireSound() {
        if (fails) {
            throw new LogException("no space left");
        }
    }

    @Override
    public void replay(RecordHandler handler) {
        log.replay(handler);
    }

    @Override
    public long append(EntrySlice entries) {
        requireSound();
        return log.append(entries);
    }

    @Override
    public long appendState(int recordType, DirectBuffer buffer, int offset, int length) {
        requireSound();
        return log.appendState(recordType, buffer, offset, length);
    }

    @Override
    public long truncateFrom(long index) {
        return log.truncateFrom(index);
    }

    @Override
    public long position() {
        return log.position();
    }

    @Override
    public void requestForce() {
        requireSound();
        forcesRequested++;
    }

    @Override
    public long durablePosition() {
        if (!holdsForces) {
            forced = log.position();
        }
        return forced;
    }

    @Override
    public void releaseBefore(long position) {
        log.releaseBefore(position);
    }

    @Override
    public long incarnation() {
        return log.incarnation();
    }

    @Override
    public Durability durability() {
        return log.durability();
    }

    @Override
    public void close() {
        log.close();
    }

    @Override
    public long firstIndex() {
        return log.firstIndex();
    }

    @Override
    public long lastIndex() {
        return log.lastIndex();
    }

    @Override
    public int read(long fromIndex, int maxBytes, EntrySlice out) {
        return log.read(fromIndex, maxBytes, out);
    }
}
