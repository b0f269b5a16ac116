package io.ft4j.core.protocol;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.protocol.codec.EnvelopeDecoder;
import io.ft4j.core.redundancy.Checksum;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** The envelope around every message, as {@code envelope.xml} lays it out. Static and without allocation. */
public final class Frames {
    public static final int HEADER_LENGTH = EnvelopeDecoder.ENCODED_LENGTH;

    private static final int CRC_OFFSET = EnvelopeDecoder.crc32cEncodingOffset();
    private static final int LENGTH_OFFSET = EnvelopeDecoder.frameLengthEncodingOffset();
    private static final int GROUP_OFFSET = EnvelopeDecoder.groupIdEncodingOffset();
    private static final int INCARNATION_OFFSET = EnvelopeDecoder.incarnationEncodingOffset();
    private static final int SOURCE_OFFSET = EnvelopeDecoder.sourceIdEncodingOffset();
    private static final int RESERVED_OFFSET = EnvelopeDecoder.reservedEncodingOffset();

    private Frames() {}

    /** All fields but the checksum. */
    public static void putHeader(
            MutableDirectBuffer buffer, int offset, int frameLength, long groupId, long incarnation, int sourceId) {
        buffer.putInt(offset + LENGTH_OFFSET, frameLength, LITTLE_ENDIAN);
        buffer.putLong(offset + GROUP_OFFSET, groupId, LITTLE_ENDIAN);
        buffer.putLong(offset + INCARNATION_OFFSET, incarnation, LITTLE_ENDIAN);
        buffer.putInt(offset + SOURCE_OFFSET, sourceId, LITTLE_ENDIAN);
        buffer.putInt(offset + RESERVED_OFFSET, 0, LITTLE_ENDIAN);
    }

    /** Writes the checksum of a frame that stands in one piece. */
    public static void seal(MutableDirectBuffer buffer, int offset, int length, Checksum checksum) {
        int crc = checksum.of(buffer, offset + LENGTH_OFFSET, length - LENGTH_OFFSET);
        buffer.putInt(offset + CRC_OFFSET, crc, LITTLE_ENDIAN);
    }

    /** Writes the checksum of a frame whose body stands elsewhere. */
    public static void seal(
            MutableDirectBuffer header,
            int headerOffset,
            int headerLength,
            DirectBuffer body,
            int bodyOffset,
            int bodyLength,
            Checksum checksum) {
        int crc = checksum.reset()
                .update(header, headerOffset + LENGTH_OFFSET, headerLength - LENGTH_OFFSET)
                .update(body, bodyOffset, bodyLength)
                .value();
        header.putInt(headerOffset + CRC_OFFSET, crc, LITTLE_ENDIAN);
    }

    /** Whether a frame of this length carries its checksum. */
    public static boolean isSound(DirectBuffer buffer, int offset, int length, Checksum checksum) {
        return checksum.of(buffer, offset + LENGTH_OFFSET, length - LENGTH_OFFSET)
                == buffer.getInt(offset + CRC_OFFSET, LITTLE_ENDIAN);
    }

    public static int frameLength(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + LENGTH_OFFSET, LITTLE_ENDIAN);
    }

    public static long groupId(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + GROUP_OFFSET, LITTLE_ENDIAN);
    }

    static long incarnation(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + INCARNATION_OFFSET, LITTLE_ENDIAN);
    }

    public static int sourceId(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + SOURCE_OFFSET, LITTLE_ENDIAN);
    }
}
