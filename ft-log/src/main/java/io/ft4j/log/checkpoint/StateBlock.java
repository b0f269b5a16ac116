package io.ft4j.log.checkpoint;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.redundancy.Checksum;
import java.nio.ByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One block of a state, in memory of its own: a header of 16 bytes and a part of the state. Its checksum begins with the
 * fixed fields of the file, so that no block of another checkpoint passes.
 */
final class StateBlock {
    static final int HEADER_LENGTH = 16;

    private static final int LAST_OFFSET = 4;
    private static final int INDEX_OFFSET = 8;
    private static final int CRC_OFFSET = 12;

    private final int blockBytes;
    private final ByteBuffer bytes;
    private final UnsafeBuffer buffer;
    private final UnsafeBuffer fixedFields = new UnsafeBuffer(new byte[CheckpointHeader.FIXED_LENGTH]);
    private final Checksum checksum = new Checksum();

    StateBlock(int blockBytes) {
        this.blockBytes = blockBytes;
        bytes = ByteBuffer.allocateDirect(Math.max(HEADER_LENGTH + blockBytes, CheckpointHeader.LENGTH));
        buffer = new UnsafeBuffer(bytes);
    }

    static long offset(int index, int blockBytes) {
        return CheckpointHeader.LENGTH + (long) index * (HEADER_LENGTH + blockBytes);
    }

    /** Length of the state in a sound file of this length. */
    static long stateBytes(long fileBytes, int blockBytes) {
        long body = Math.max(fileBytes - CheckpointHeader.LENGTH, 0);
        long blocks = (body + HEADER_LENGTH + blockBytes - 1) / (HEADER_LENGTH + blockBytes);
        return Math.max(body - blocks * HEADER_LENGTH, 0);
    }

    int blockBytes() {
        return blockBytes;
    }

    /** The header of a file, ready to be written; the blocks that follow belong to it. */
    ByteBuffer encode(CheckpointHeader header) {
        header.encode(buffer);
        fixedFields.putBytes(0, buffer, 0, CheckpointHeader.FIXED_LENGTH);
        return bytes.limit(CheckpointHeader.LENGTH).position(0);
    }

    /** The blocks that follow belong to a file whose header stands in this buffer. */
    void belongsTo(UnsafeBuffer header) {
        fixedFields.putBytes(0, header, 0, CheckpointHeader.FIXED_LENGTH);
    }

    /** Holds the body from {@link #HEADER_LENGTH} on. */
    MutableDirectBuffer buffer() {
        return buffer;
    }

    /** For a read of so many bytes of a file. */
    ByteBuffer room(int length) {
        return bytes.limit(length).position(0);
    }

    /** The block, ready to be written. */
    ByteBuffer seal(int index, int length, boolean isLast) {
        buffer.putInt(0, length, LITTLE_ENDIAN);
        buffer.putInt(LAST_OFFSET, isLast ? 1 : 0, LITTLE_ENDIAN);
        buffer.putInt(INDEX_OFFSET, index, LITTLE_ENDIAN);
        buffer.putInt(CRC_OFFSET, crc(length), LITTLE_ENDIAN);
        return room(HEADER_LENGTH + length);
    }

    int length() {
        return buffer.getInt(0, LITTLE_ENDIAN);
    }

    /**
     * Whether the bytes that were read are this block of the file.
     *
     * @param length    of what was read.
     * @param restBytes of the file, from the block on.
     * @return null when they are, else the reason.
     */
    String damage(int index, int length, long restBytes) {
        if (length < HEADER_LENGTH) {
            return "the file ends in a block header, after " + length + " bytes";
        }
        boolean isLast = restBytes <= HEADER_LENGTH + blockBytes;
        if (length() != length - HEADER_LENGTH) {
            return "block length " + length() + " where " + (length - HEADER_LENGTH) + " bytes are";
        }
        int found = buffer.getInt(CRC_OFFSET, LITTLE_ENDIAN);
        int crc = crc(length());
        if (found != crc) {
            return "checksum " + Integer.toHexString(found) + ", computed " + Integer.toHexString(crc);
        }
        if (buffer.getInt(INDEX_OFFSET, LITTLE_ENDIAN) != index) {
            return "a block of place " + buffer.getInt(INDEX_OFFSET, LITTLE_ENDIAN);
        }
        return buffer.getInt(LAST_OFFSET, LITTLE_ENDIAN) == (isLast ? 1 : 0)
                ? null
                : isLast ? "the file ends, but not the state" : "the state ends, but not the file";
    }

    private int crc(int length) {
        return checksum.reset()
                .update(fixedFields, 0, CheckpointHeader.FIXED_LENGTH)
                .update(buffer, 0, CRC_OFFSET)
                .update(buffer, HEADER_LENGTH, length)
                .value();
    }
}
