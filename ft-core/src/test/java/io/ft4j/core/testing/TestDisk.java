package io.ft4j.core.testing;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.protocol.ProtocolStack;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The stable storage of one process: records in order, of which a crash leaves those that were forced, or all. */
public final class TestDisk {
    private record Stored(int recordType, byte[] body) {}

    private final List<Stored> records = new ArrayList<>();
    private long releasedBefore = 1;
    private long durablePosition;
    private long incarnation;

    /** A new life: what the crash left is all there is. */
    public void open() {
        incarnation++;
        durablePosition = position();
    }

    public long incarnation() {
        return incarnation;
    }

    public long position() {
        return releasedBefore - 1 + records.size();
    }

    public long durablePosition() {
        return durablePosition;
    }

    public int recordCount() {
        return records.size();
    }

    public void append(int recordType, DirectBuffer buffer, int offset, int length) {
        byte[] body = new byte[length];
        buffer.getBytes(offset, body);
        records.add(new Stored(recordType, body));
    }

    public void force() {
        durablePosition = position();
    }

    public void loseUnforced() {
        while (position() > durablePosition) {
            records.remove(records.size() - 1);
        }
    }

    /** As the port demands, it keeps the newest record of each type; there is one type, and nothing may hang on that. */
    public void releaseBefore(long position) {
        Invariant.check(position <= position(), "the newest record is not released", position, position());
        while (releasedBefore < position) {
            records.remove(0);
            releasedBefore++;
        }
    }

    public void replay(ProtocolStack stack) {
        long position = releasedBefore;
        for (Stored stored : records) {
            stack.onRecord(position++, -1, stored.recordType, new UnsafeBuffer(stored.body), 0, stored.body.length);
        }
    }

    /** Body of a record that is kept. */
    public DirectBuffer body(long position) {
        return new UnsafeBuffer(records.get((int) (position - releasedBefore)).body);
    }

    public long firstPosition() {
        return releasedBefore;
    }
}
