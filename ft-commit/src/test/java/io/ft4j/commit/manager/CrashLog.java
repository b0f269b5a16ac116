package io.ft4j.commit.manager;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.RecordHandler;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** State records in memory, forced when the test says so; a crash leaves what was forced, and of the rest as much as the test says. */
final class CrashLog implements DurableLog {
    private record Stored(int recordType, byte[] body) {}

    private final List<Stored> records = new ArrayList<>();
    private long incarnation;
    private long releasedBefore = 1;
    private boolean forceRequested;
    boolean forcesAtOnce;
    long forced;

    /** A new life: what is there is all there is. */
    CrashLog open() {
        incarnation++;
        forced = position();
        forceRequested = false;
        return this;
    }

    /** Whether anybody waits for a force. */
    boolean isForceRequested() {
        return forceRequested && forced < position();
    }

    void force() {
        forced = position();
        forceRequested = false;
    }

    long unforced() {
        return position() - forced;
    }

    void crash(long unforcedThatSurvive) {
        while (unforced() > unforcedThatSurvive) {
            records.remove(records.size() - 1);
        }
    }

    long releasedBefore() {
        return releasedBefore;
    }

    @Override
    public void replay(RecordHandler handler) {
        long position = 0;
        for (Stored stored : records) {
            handler.onRecord(
                    ++position, NO_INDEX, stored.recordType, new UnsafeBuffer(stored.body), 0, stored.body.length);
        }
    }

    @Override
    public long appendState(int recordType, DirectBuffer buffer, int offset, int length) {
        byte[] body = new byte[length];
        buffer.getBytes(offset, body);
        records.add(new Stored(recordType, body));
        return position();
    }

    @Override
    public long position() {
        return records.size();
    }

    @Override
    public void requestForce() {
        forceRequested = true;
        if (forcesAtOnce) {
            force();
        }
    }

    @Override
    public long durablePosition() {
        return forced;
    }

    @Override
    public void releaseBefore(long position) {
        releasedBefore = Math.max(releasedBefore, position);
    }

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
        return 0;
    }

    @Override
    public int read(long fromIndex, int maxBytes, EntrySlice out) {
        return 0;
    }

    @Override
    public long append(EntrySlice entries) {
        throw new UnsupportedOperationException("state records only");
    }

    @Override
    public long truncateFrom(long index) {
        throw new UnsupportedOperationException("state records only");
    }
}
