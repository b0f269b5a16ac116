package io.ft4j.commit.replicated;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.RecordHandler;
import org.agrona.DirectBuffer;

/** The host of a replicated coordinator writes nothing: the group does, and gives it the life that its frames are of. */
final class HostLog implements DurableLog {
    private long life = 1;

    void life(long newLife) {
        life = newLife;
    }

    @Override
    public long incarnation() {
        return life;
    }

    @Override
    public void replay(RecordHandler handler) {}

    @Override
    public long position() {
        return 0;
    }

    @Override
    public long durablePosition() {
        return 0;
    }

    @Override
    public void requestForce() {}

    @Override
    public void releaseBefore(long position) {}

    @Override
    public Durability durability() {
        return Durability.MEMORY;
    }

    @Override
    public void close() {}

    @Override
    public long firstIndex() {
        return 1;
    }

    @Override
    public long lastIndex() {
        return 0;
    }

    @Override
    public int read(long fromIndex, int maxBytes, EntrySlice out) {
        return 0;
    }

    @Override
    public long append(EntrySlice entries) {
        throw noRecords();
    }

    @Override
    public long appendState(int recordType, DirectBuffer buffer, int offset, int length) {
        throw noRecords();
    }

    @Override
    public long truncateFrom(long index) {
        throw noRecords();
    }

    private static IllegalStateException noRecords() {
        return new IllegalStateException("the host of a replicated coordinator has no records");
    }
}
