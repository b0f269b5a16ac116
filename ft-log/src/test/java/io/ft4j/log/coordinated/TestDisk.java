package io.ft4j.log.coordinated;

import io.ft4j.core.protocol.ProtocolStack;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The stable storage of one process: records in order, of which a crash leaves those that were forced, or all. */
final class TestDisk {
    private record Stored(int recordType, byte[] body) {}

    private final List<Stored> records = new ArrayList<>();
    private long durablePosition;
    private long incarnation;

    /** A new life: what the crash left is all there is. */
    void open() {
        incarnation++;
        durablePosition = position();
    }

    long incarnation() {
        return incarnation;
    }

    long position() {
        return records.size();
    }

    long durablePosition() {
        return durablePosition;
    }

    void append(int recordType, DirectBuffer buffer, int offset, int length) {
        byte[] body = new byte[length];
        buffer.getBytes(offset, body);
        records.add(new Stored(recordType, body));
    }

    void force() {
        durablePosition = position();
    }

    void loseUnforced() {
        while (position() > durablePosition) {
            records.remove(records.size() - 1);
        }
    }

    void replay(ProtocolStack stack) {
        long position = 1;
        for (Stored stored : records) {
            stack.onRecord(position++, -1, stored.recordType, new UnsafeBuffer(stored.body), 0, stored.body.length);
        }
    }
}
