package io.ft4j.log.messagelog.record;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.MessageLogConfig;
import io.ft4j.log.messagelog.codec.EventHeaderDecoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** View of one entry of a journal, as {@code messagelog.xml} lays it out. */
public final class Event {
    public static final int HEADER_LENGTH = EventHeaderDecoder.ENCODED_LENGTH;

    private static final int RSN_OFFSET = EventHeaderDecoder.rsnEncodingOffset();
    private static final int TIMESTAMP_OFFSET = EventHeaderDecoder.timestampNsEncodingOffset();
    private static final int NUMBER_OFFSET = EventHeaderDecoder.numberEncodingOffset();
    private static final int CHANNEL_OFFSET = EventHeaderDecoder.channelIdEncodingOffset();
    private static final int UNUSED_OFFSET = EventHeaderDecoder.unusedEncodingOffset();

    private final int messagePrefixLength;
    private DirectBuffer buffer;
    private int offset;
    private int length;
    private int recordType;

    public Event() {
        this(0);
    }

    /** @param messagePrefixLength of what the style puts in front of the payload of each message of another process. */
    public Event(int messagePrefixLength) {
        this.messagePrefixLength = messagePrefixLength;
    }

    public static void put(
            MutableDirectBuffer buffer, int offset, long rsn, long timestampNs, int channelId, long number) {
        buffer.putLong(offset + RSN_OFFSET, rsn, LITTLE_ENDIAN);
        buffer.putLong(offset + TIMESTAMP_OFFSET, timestampNs, LITTLE_ENDIAN);
        buffer.putLong(offset + NUMBER_OFFSET, number, LITTLE_ENDIAN);
        buffer.putInt(offset + CHANNEL_OFFSET, channelId, LITTLE_ENDIAN);
        buffer.putInt(offset + UNUSED_OFFSET, 0, LITTLE_ENDIAN);
    }

    /** @param recordOffset of the record header. */
    public Event wrap(DirectBuffer entryBuffer, int recordOffset) {
        return wrapBody(
                Records.type(entryBuffer, recordOffset),
                entryBuffer,
                recordOffset + Records.HEADER_LENGTH,
                Records.length(entryBuffer, recordOffset) - Records.HEADER_LENGTH);
    }

    public Event wrapBody(int type, DirectBuffer entryBuffer, int bodyOffset, int bodyLength) {
        recordType = type;
        buffer = entryBuffer;
        offset = bodyOffset - Records.HEADER_LENGTH;
        length = Records.HEADER_LENGTH + bodyLength;
        return this;
    }

    public int recordType() {
        return recordType;
    }

    public long rsn() {
        return buffer.getLong(offset + RSN_OFFSET, LITTLE_ENDIAN);
    }

    public long timestampNs() {
        return buffer.getLong(offset + TIMESTAMP_OFFSET, LITTLE_ENDIAN);
    }

    /** ssn of a message, id of a timer. */
    public long number() {
        return buffer.getLong(offset + NUMBER_OFFSET, LITTLE_ENDIAN);
    }

    public int channelId() {
        return buffer.getInt(offset + CHANNEL_OFFSET, LITTLE_ENDIAN);
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    /** A message of another process, not of the outside. */
    public boolean isOfPeer() {
        return recordType == RecordTypes.DELIVERY && channelId() < MessageLogConfig.FIRST_OUTSIDE_CHANNEL;
    }

    public int prefixOffset() {
        return offset + HEADER_LENGTH;
    }

    public int payloadOffset() {
        return prefixOffset() + prefixLength();
    }

    public int payloadLength() {
        return length - HEADER_LENGTH - prefixLength();
    }

    private int prefixLength() {
        return isOfPeer() ? messagePrefixLength : 0;
    }

    @Override
    public String toString() {
        return recordType == RecordTypes.TIMER
                ? "timer " + number()
                : "message " + number() + " of channel " + channelId();
    }
}
