package io.ft4j.log.messagelog.causal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.log.messagelog.codec.DeterminantDecoder;
import io.ft4j.log.messagelog.record.Event;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** View of a determinant, which event a process had at an rsn, as {@code messagelog.xml} lays it out. */
final class Determinant {
    static final int LENGTH = DeterminantDecoder.ENCODED_LENGTH;

    private static final int RSN_OFFSET = DeterminantDecoder.rsnEncodingOffset();
    private static final int LIFE_OFFSET = DeterminantDecoder.lifeEncodingOffset();
    private static final int TIMESTAMP_OFFSET = DeterminantDecoder.timestampNsEncodingOffset();
    private static final int NUMBER_OFFSET = DeterminantDecoder.numberEncodingOffset();
    private static final int CHANNEL_OFFSET = DeterminantDecoder.channelIdEncodingOffset();
    private static final int PROCESS_OFFSET = DeterminantDecoder.processIdEncodingOffset();
    private static final int TYPE_OFFSET = DeterminantDecoder.recordTypeEncodingOffset();

    private DirectBuffer buffer;
    private int offset;

    static void put(MutableDirectBuffer buffer, int offset, int processId, long life, Event event) {
        buffer.putLong(offset + RSN_OFFSET, event.rsn(), LITTLE_ENDIAN);
        buffer.putLong(offset + LIFE_OFFSET, life, LITTLE_ENDIAN);
        buffer.putLong(offset + TIMESTAMP_OFFSET, event.timestampNs(), LITTLE_ENDIAN);
        buffer.putLong(offset + NUMBER_OFFSET, event.number(), LITTLE_ENDIAN);
        buffer.putInt(offset + CHANNEL_OFFSET, event.channelId(), LITTLE_ENDIAN);
        buffer.putShort(offset + PROCESS_OFFSET, (short) processId, LITTLE_ENDIAN);
        buffer.putShort(offset + TYPE_OFFSET, (short) event.recordType(), LITTLE_ENDIAN);
    }

    Determinant wrap(DirectBuffer from, int fromOffset) {
        buffer = from;
        offset = fromOffset;
        return this;
    }

    void copyTo(MutableDirectBuffer to, int toOffset) {
        to.putBytes(toOffset, buffer, offset, LENGTH);
    }

    /** Whose event it is. */
    int processId() {
        return buffer.getShort(offset + PROCESS_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    long rsn() {
        return buffer.getLong(offset + RSN_OFFSET, LITTLE_ENDIAN);
    }

    /** Of its process, in which it was last told the event. */
    long life() {
        return buffer.getLong(offset + LIFE_OFFSET, LITTLE_ENDIAN);
    }

    long timestampNs() {
        return buffer.getLong(offset + TIMESTAMP_OFFSET, LITTLE_ENDIAN);
    }

    /** ssn of a message, id of a timer. */
    long number() {
        return buffer.getLong(offset + NUMBER_OFFSET, LITTLE_ENDIAN);
    }

    int channelId() {
        return buffer.getInt(offset + CHANNEL_OFFSET, LITTLE_ENDIAN);
    }

    int recordType() {
        return buffer.getShort(offset + TYPE_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }
}
