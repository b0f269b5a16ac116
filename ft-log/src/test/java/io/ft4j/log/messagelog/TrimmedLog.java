package io.ft4j.log.messagelog;

import io.ft4j.core.fault.Fuse;
import io.ft4j.core.model.Prng;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.RecordHandler;
import io.ft4j.core.sim.world.CrashFate;
import io.ft4j.core.sim.world.SimLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * A simulated log that really forgets what is released, up to the record, but for the newest state record of each type. A
 * crash takes what was not forced.
 */
final class TrimmedLog implements DurableLog {
    private final SimLog log;
    private final Map<Integer, Long> newestStates = new HashMap<>();
    private final List<Long> positions = new ArrayList<>();
    private long releasedPosition;

    TrimmedLog(int processId) {
        log = new SimLog(processId, new SimLog.Listener() {});
    }

    void open() {
        log.open(new Fuse());
        positions.clear();
        newestStates.clear();
        log.replay((position, index, recordType, buffer, offset, length) -> note(position, index, recordType));
    }

    private void note(long position, long index, int recordType) {
        if (index == NO_INDEX) {
            newestStates.put(recordType, position);
        } else {
            positions.add(position);
        }
    }

    void force() {
        log.forced(log.position(), true);
    }

    void force(long position) {
        log.forced(position, true);
    }

    void crash() {
        log.crash(new Prng(1), CrashFate.LOSE_ALL);
    }

    @Override
    public void replay(RecordHandler handler) {
        log.replay((position, index, recordType, buffer, offset, length) -> {
            boolean newest = index == NO_INDEX && newestStates.get(recordType) == position;
            if (position >= releasedPosition || newest) {
                handler.onRecord(position, index, recordType, buffer, offset, length);
            }
        });
    }

    @Override
    public long append(EntrySlice entries) {
        long first = entries.firstIndex();
        long last = entries.lastIndex();
        long position = log.append(entries);
        for (long index = first; index <= last; index++) {
            note(position - (last - index), index, 0);
        }
        return position;
    }

    @Override
    public long appendState(int recordType, DirectBuffer buffer, int offset, int length) {
        long position = log.appendState(recordType, buffer, offset, length);
        note(position, NO_INDEX, recordType);
        return position;
    }

    @Override
    public long truncateFrom(long index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
        return log.position();
    }

    @Override
    public void requestForce() {
        log.requestForce();
    }

    @Override
    public long durablePosition() {
        return log.durablePosition();
    }

    @Override
    public void releaseBefore(long position) {
        releasedPosition = Math.max(releasedPosition, position);
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
        long index = 1;
        while (index <= positions.size() && positions.get((int) index - 1) < releasedPosition) {
            index++;
        }
        return index;
    }

    @Override
    public long lastIndex() {
        return log.lastIndex();
    }

    @Override
    public int read(long fromIndex, int maxBytes, EntrySlice out) {
        if (fromIndex < 1 || fromIndex > positions.size() || positions.get((int) fromIndex - 1) < releasedPosition) {
            out.clear();
            return 0;
        }
        return log.read(fromIndex, maxBytes, out);
    }
}
