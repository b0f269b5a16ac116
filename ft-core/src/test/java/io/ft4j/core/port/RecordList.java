package io.ft4j.core.port;

import io.ft4j.core.protocol.Records;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** Test data: records whose bytes follow from a seed, and the records that a log gave back. */
public final class RecordList implements RecordHandler {
    /** One record as a log gave it back. */
    public record Seen(long position, long index, int recordType, byte[] body) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Seen seen
                    && position == seen.position
                    && index == seen.index
                    && recordType == seen.recordType
                    && Arrays.equals(body, seen.body);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(position);
        }

        @Override
        public String toString() {
            return "position=" + position + " index=" + index + " type=" + recordType + " length=" + body.length
                    + " hash=" + Arrays.hashCode(body);
        }
    }

    private final List<Seen> seen = new ArrayList<>();

    @Override
    public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {
        byte[] body = new byte[length];
        buffer.getBytes(offset, body);
        seen.add(new Seen(position, index, recordType, body));
    }

    public List<Seen> seen() {
        return seen;
    }

    /** Bytes that differ for different seeds. */
    public static byte[] body(long seed, int length) {
        byte[] body = new byte[length];
        for (int i = 0; i < length; i++) {
            body[i] = (byte) (seed * 31 + i * 7 + (i >>> 8));
        }
        return body;
    }

    /** Consecutive entries, one per body, in record format and in memory of their own, which begins at an odd place. */
    public static EntrySlice slice(long firstIndex, int recordType, byte[]... bodies) {
        MutableDirectBuffer buffer = new ExpandableArrayBuffer();
        int begin = 24;
        int at = begin;
        for (int i = 0; i < bodies.length; i++) {
            int length = Records.HEADER_LENGTH + bodies[i].length;
            buffer.putByte(at + Records.stride(length), (byte) 0);
            Records.putHeader(buffer, at, length, recordType, firstIndex + i);
            buffer.putBytes(at + Records.HEADER_LENGTH, bodies[i]);
            at += Records.stride(length);
        }
        return new EntrySlice().set(buffer, begin, at - begin, firstIndex, firstIndex + bodies.length - 1);
    }
}
