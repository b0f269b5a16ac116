package io.ft4j.core.protocol;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.protocol.codec.EntryHeaderDecoder;
import io.ft4j.core.protocol.codec.RecordHeaderDecoder;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Access to records as {@code envelope.xml} lays them out: the same bytes in the tail, on the wire and on disk. Static
 * and without allocation, since records are walked in the hottest loops.
 */
public final class Records {
    /** Records start at multiples of this many bytes. */
    public static final int ALIGNMENT = 8;

    public static final int HEADER_LENGTH = RecordHeaderDecoder.ENCODED_LENGTH;
    public static final int ENTRY_HEADER_LENGTH = EntryHeaderDecoder.ENCODED_LENGTH;

    /** An entry that carries a command of a client. */
    public static final int COMMAND = 1;
    /** An entry that carries nothing: a leader's first, so that it can commit what it inherited. */
    public static final int NO_OP = 2;
    /** Records of protocols (terms, votes, …) are numbered from here on. */
    public static final int FIRST_PROTOCOL_TYPE = 16;

    private static final int LENGTH_OFFSET = RecordHeaderDecoder.recordLengthEncodingOffset();
    private static final int TYPE_OFFSET = RecordHeaderDecoder.recordTypeEncodingOffset();
    private static final int RESERVED_OFFSET = RecordHeaderDecoder.reservedEncodingOffset();
    private static final int INDEX_OFFSET = RecordHeaderDecoder.indexEncodingOffset();
    private static final int TERM_OFFSET = EntryHeaderDecoder.termEncodingOffset();
    private static final int TIMESTAMP_OFFSET = EntryHeaderDecoder.timestampNsEncodingOffset();
    private static final int SESSION_OFFSET = EntryHeaderDecoder.sessionIdEncodingOffset();
    private static final int SEQUENCE_OFFSET = EntryHeaderDecoder.sequenceEncodingOffset();

    private Records() {}

    /** Bytes from one record to the next. */
    public static int stride(int recordLength) {
        return BitUtil.align(recordLength, ALIGNMENT);
    }

    public static void putHeader(MutableDirectBuffer buffer, int offset, int recordLength, int recordType, long index) {
        buffer.putInt(offset + LENGTH_OFFSET, recordLength, LITTLE_ENDIAN);
        buffer.putShort(offset + TYPE_OFFSET, (short) recordType, LITTLE_ENDIAN);
        buffer.putShort(offset + RESERVED_OFFSET, (short) 0, LITTLE_ENDIAN);
        buffer.putLong(offset + INDEX_OFFSET, index, LITTLE_ENDIAN);
    }

    /** The fields behind the record header of an entry. */
    public static void putEntry(
            MutableDirectBuffer buffer, int offset, long term, long timestampNs, long sessionId, long sequence) {
        buffer.putLong(offset + TERM_OFFSET, term, LITTLE_ENDIAN);
        buffer.putLong(offset + TIMESTAMP_OFFSET, timestampNs, LITTLE_ENDIAN);
        buffer.putLong(offset + SESSION_OFFSET, sessionId, LITTLE_ENDIAN);
        buffer.putLong(offset + SEQUENCE_OFFSET, sequence, LITTLE_ENDIAN);
    }

    /** In bytes, header included, padding excluded. */
    public static int length(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + LENGTH_OFFSET, LITTLE_ENDIAN);
    }

    public static int type(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset + TYPE_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    public static long index(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + INDEX_OFFSET, LITTLE_ENDIAN);
    }

    public static long term(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + TERM_OFFSET, LITTLE_ENDIAN);
    }

    public static long timestampNs(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + TIMESTAMP_OFFSET, LITTLE_ENDIAN);
    }

    public static long sessionId(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + SESSION_OFFSET, LITTLE_ENDIAN);
    }

    public static long sequence(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + SEQUENCE_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * Whether these bytes are whole records of consecutive indexes from {@code firstIndex} on, nothing less and nothing
     * more. For bytes from outside: reads only within {@code length}.
     *
     * @param minLength shortest record that is accepted, {@link #HEADER_LENGTH} or {@link #ENTRY_HEADER_LENGTH}.
     * @return the number of records, or −1.
     */
    public static int countConsecutive(DirectBuffer buffer, int offset, int length, long firstIndex, int minLength) {
        int count = 0;
        int at = 0;
        while (at < length) {
            if (length - at < minLength) {
                return -1;
            }
            int recordLength = length(buffer, offset + at);
            if (recordLength < minLength
                    || recordLength > length - at
                    || index(buffer, offset + at) != firstIndex + count) {
                return -1;
            }
            at += stride(recordLength);
            count++;
        }
        return at == length ? count : -1;
    }

    /** Bytes of a slice up to and including the record of this index, which it holds. */
    public static int lengthUpTo(EntrySlice slice, long index) {
        int at = slice.offset();
        for (long next = slice.firstIndex(); next <= index; next++) {
            at += stride(length(slice.buffer(), at));
        }
        return at - slice.offset();
    }
}
