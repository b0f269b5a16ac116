package io.ft4j.log.messagelog;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.RecordHandler;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.record.RecordTypes;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A log that forces when it is told to, and forgets in a crash what was not forced. Of releases it forgets everything. */
final class CrashLog implements DurableLog {
    private final List<UnsafeBuffer> records = new ArrayList<>();
    private long requestedPosition;
    private long durablePosition;
    private long releasedPosition;
    private long incarnation;

    void open() {
        incarnation++;
        durablePosition = position();
        requestedPosition = durablePosition;
    }

    void forceRequested() {
        forced(requestedPosition);
    }

    /** A force that began when this was requested is done. */
    void forced(long position) {
        durablePosition = Math.max(durablePosition, position);
    }

    long requestedPosition() {
        return requestedPosition;
    }

    void crash(boolean keeps) {
        crash(keeps ? unforced() : 0);
    }

    /** Of what was not forced so many records are left. */
    void crash(int kept) {
        while (records.size() > durablePosition + kept) {
            records.remove(records.size() - 1);
        }
    }

    int unforced() {
        return (int) (position() - durablePosition);
    }

    @Override
    public void replay(RecordHandler handler) {
        for (int at = (int) releasedPosition; at < records.size(); at++) {
            UnsafeBuffer record = records.get(at);
            handler.onRecord(
                    at + 1,
                    Records.index(record, 0),
                    Records.type(record, 0),
                    record,
                    Records.HEADER_LENGTH,
                    Records.length(record, 0) - Records.HEADER_LENGTH);
        }
    }

    @Override
    public long append(EntrySlice entries) {
        int at = entries.offset();
        for (long index = entries.firstIndex(); index <= entries.lastIndex(); index++) {
            if (index != lastIndex() + 1) {
                throw new IllegalStateException("entry " + index + " behind " + lastIndex());
            }
            int length = Records.length(entries.buffer(), at);
            add(entries.buffer(), at, length);
            at += Records.stride(length);
        }
        return position();
    }

    private void add(DirectBuffer buffer, int offset, int length) {
        UnsafeBuffer copy = new UnsafeBuffer(new byte[Records.stride(length)]);
        copy.putBytes(0, buffer, offset, length);
        records.add(copy);
    }

    @Override
    public long appendState(int recordType, DirectBuffer buffer, int offset, int length) {
        UnsafeBuffer record = new UnsafeBuffer(new byte[Records.stride(Records.HEADER_LENGTH + length)]);
        Records.putHeader(record, 0, Records.HEADER_LENGTH + length, recordType, NO_INDEX);
        record.putBytes(Records.HEADER_LENGTH, buffer, offset, length);
        records.add(record);
        return position();
    }

    @Override
    public long truncateFrom(long index) {
        throw new UnsupportedOperationException("nobody cuts here");
    }

    @Override
    public long position() {
        return records.size();
    }

    @Override
    public void requestForce() {
        requestedPosition = position();
    }

    @Override
    public long durablePosition() {
        return durablePosition;
    }

    /** As a real log, it keeps the newest state record of each type. */
    @Override
    public void releaseBefore(long position) {
        long from = Math.max(releasedPosition, position - 1);
        for (int type = RecordTypes.MESSAGE; type < RecordTypes.MESSAGE + 16; type++) {
            int newest = newestState(type);
            if (newest >= releasedPosition && newest < from) {
                UnsafeBuffer record = records.get(newest);
                appendState(type, record, Records.HEADER_LENGTH, Records.length(record, 0) - Records.HEADER_LENGTH);
            }
        }
        requestForce();
        forceRequested();
        releasedPosition = from;
    }

    private int newestState(int type) {
        int at = records.size() - 1;
        while (at >= 0 && (Records.type(records.get(at), 0) != type || Records.index(records.get(at), 0) != NO_INDEX)) {
            at--;
        }
        return at;
    }

    @Override
    public long firstIndex() {
        for (int at = (int) releasedPosition; at < records.size(); at++) {
            if (Records.index(records.get(at), 0) != NO_INDEX) {
                return Records.index(records.get(at), 0);
            }
        }
        return lastIndex() + 1;
    }

    @Override
    public long lastIndex() {
        for (int at = records.size() - 1; at >= 0; at--) {
            if (Records.index(records.get(at), 0) != NO_INDEX) {
                return Records.index(records.get(at), 0);
            }
        }
        return 0;
    }

    @Override
    public int read(long fromIndex, int maxBytes, EntrySlice out) {
        for (int at = (int) releasedPosition; at < records.size(); at++) {
            UnsafeBuffer record = records.get(at);
            if (Records.index(record, 0) == fromIndex) {
                out.set(record, 0, record.capacity(), fromIndex, fromIndex);
                return 1;
            }
        }
        out.clear();
        return 0;
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
}
