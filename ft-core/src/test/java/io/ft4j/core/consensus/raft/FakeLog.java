package io.ft4j.core.consensus.raft;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.RecordHandler;
import io.ft4j.core.protocol.Records;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A log in memory whose durability the test decides: {@link #makeDurable}. A crash loses what was not durable. Not made
 * for speed.
 */
final class FakeLog implements DurableLog {
    private record Row(long position, long index, int type, byte[] body) {}

    private final List<Row> rows = new ArrayList<>();
    private final List<Row> entries = new ArrayList<>();
    private final UnsafeBuffer bodyView = new UnsafeBuffer(0, 0);
    private long position;
    private long durablePosition;
    private long incarnation = 1;

    @Override
    public void replay(RecordHandler handler) {
        for (Row row : rows) {
            bodyView.wrap(row.body);
            // An entry's body begins behind the record header, as in a real log.
            int skip = row.index != NO_INDEX && row.type != TRUNCATION ? Records.HEADER_LENGTH : 0;
            handler.onRecord(row.position, row.index, row.type, bodyView, skip, row.body.length - skip);
        }
    }

    @Override
    public long append(EntrySlice slice) {
        DirectBuffer buffer = slice.buffer();
        int end = slice.offset() + slice.length();
        for (int at = slice.offset(); at < end; at += Records.stride(Records.length(buffer, at))) {
            byte[] record = new byte[Records.length(buffer, at)];
            buffer.getBytes(at, record);
            appendEntry(Records.index(buffer, at), Records.type(buffer, at), record);
        }
        return position;
    }

    /** An entry with its header, as a test writes it. */
    void appendEntry(long index, int type, byte[] record) {
        Invariant.check(index == lastIndex() + 1, "entries are consecutive", index, lastIndex());
        Row row = new Row(++position, index, type, record);
        rows.add(row);
        entries.add(row);
    }

    @Override
    public long appendState(int recordType, DirectBuffer buffer, int offset, int length) {
        byte[] body = new byte[length];
        buffer.getBytes(offset, body);
        rows.add(new Row(++position, NO_INDEX, recordType, body));
        return position;
    }

    @Override
    public long truncateFrom(long index) {
        Invariant.check(index >= 1 && index <= lastIndex(), "a cut cuts something", index, lastIndex());
        rows.add(new Row(++position, index, TRUNCATION, new byte[0]));
        cut(index);
        return position;
    }

    private void cut(long index) {
        while (lastIndex() >= index) {
            entries.remove(entries.size() - 1);
        }
    }

    /** The process is gone: so is all that was not durable. */
    void crash() {
        rows.removeIf(row -> row.position > durablePosition);
        entries.clear();
        for (Row row : rows) {
            if (row.type == TRUNCATION) {
                cut(row.index);
            } else if (row.index != NO_INDEX) {
                entries.add(row);
            }
        }
        position = durablePosition;
        incarnation++;
    }

    void makeDurable(long upToPosition) {
        durablePosition = Math.max(durablePosition, Math.min(upToPosition, position));
    }

    @Override
    public long firstIndex() {
        return 1;
    }

    @Override
    public long lastIndex() {
        return entries.size();
    }

    @Override
    public int read(long fromIndex, int maxBytes, EntrySlice out) {
        out.clear();
        if (fromIndex < 1 || fromIndex > lastIndex()) {
            return 0;
        }
        int length = 0;
        long last = fromIndex - 1;
        while (last < lastIndex()) {
            int stride = Records.stride(entries.get((int) last).body.length);
            if (last >= fromIndex && length + stride > maxBytes) {
                break;
            }
            length += stride;
            last++;
        }
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[length]);
        int at = 0;
        for (long index = fromIndex; index <= last; index++) {
            byte[] record = entries.get((int) index - 1).body;
            bytes.putBytes(at, record);
            at += Records.stride(record.length);
        }
        out.set(bytes, 0, length, fromIndex, last);
        return (int) (last - fromIndex + 1);
    }

    /** The entry with its header. */
    DirectBuffer entry(long index) {
        return new UnsafeBuffer(entries.get((int) index - 1).body);
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void requestForce() {}

    @Override
    public long durablePosition() {
        return durablePosition;
    }

    @Override
    public void releaseBefore(long releasePosition) {}

    @Override
    public long incarnation() {
        return incarnation;
    }

    @Override
    public Durability durability() {
        return Durability.MEMORY;
    }

    @Override
    public void close() {}
}
