package io.ft4j.log.segment;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * The first page of a segment file.
 *
 * <table>
 * <caption>4,096 bytes, little endian</caption>
 * <tr><th>offset</th><th>field</th></tr>
 * <tr><td>0</td><td>magic "ft4j seg"</td></tr>
 * <tr><td>8</td><td>format version, int</td></tr>
 * <tr><td>12</td><td>segment number, int, from 1 on</td></tr>
 * <tr><td>16</td><td>log id, 16 bytes</td></tr>
 * <tr><td>32</td><td>length of the segment in bytes, int; zeros follow</td></tr>
 * <tr><td>4092</td><td>CRC-32C of the bytes before</td></tr>
 * </table>
 */
final class SegmentHeader {
    static final int LENGTH = 4096;
    static final int VERSION = 1;

    private static final long MAGIC = 0x676573206a347466L;
    private static final int VERSION_OFFSET = 8;
    private static final int NUMBER_OFFSET = 12;
    private static final int ID_OFFSET = 16;
    private static final int SEGMENT_BYTES_OFFSET = 32;
    private static final int CRC_OFFSET = LENGTH - 4;

    private SegmentHeader() {}

    static ByteBuffer encode(long idHigh, long idLow, int number, int segmentBytes) {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(LITTLE_ENDIAN);
        bytes.putLong(0, MAGIC).putInt(VERSION_OFFSET, VERSION).putInt(NUMBER_OFFSET, number);
        bytes.putLong(ID_OFFSET, idHigh).putLong(ID_OFFSET + 8, idLow).putInt(SEGMENT_BYTES_OFFSET, segmentBytes);
        return bytes.putInt(CRC_OFFSET, crc(bytes));
    }

    /** Of a file that is too short: what there is. */
    static ByteBuffer read(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(LITTLE_ENDIAN);
        int count;
        do {
            count = channel.read(bytes, bytes.position());
        } while (count > 0);
        return bytes.flip();
    }

    /** Why these bytes are not the header of this segment; null when they are. */
    static String damage(ByteBuffer bytes, long idHigh, long idLow, int number) {
        if (bytes.limit() < LENGTH) {
            return "the segment header ends after " + bytes.limit() + " bytes";
        }
        if (bytes.getLong(0) != MAGIC || bytes.getInt(CRC_OFFSET) != crc(bytes)) {
            return "the segment header is damaged";
        }
        if (bytes.getInt(VERSION_OFFSET) != VERSION) {
            return "segment format " + bytes.getInt(VERSION_OFFSET) + " is not known here, " + VERSION + " is";
        }
        if (bytes.getLong(ID_OFFSET) != idHigh || bytes.getLong(ID_OFFSET + 8) != idLow) {
            return "a segment of another log";
        }
        return bytes.getInt(NUMBER_OFFSET) == number ? null : "segment " + bytes.getInt(NUMBER_OFFSET);
    }

    static int segmentBytes(ByteBuffer bytes) {
        return bytes.getInt(SEGMENT_BYTES_OFFSET);
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, CRC_OFFSET);
        return (int) crc.getValue();
    }
}
