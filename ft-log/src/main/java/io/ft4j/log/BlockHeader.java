package io.ft4j.log;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Flyweight over the header of a block; the table in the package description is its layout. */
final class BlockHeader {
    static final int LENGTH = 64;

    static final int ENTRIES = 1;
    static final int STATE = 2;
    static final int TRUNCATION = 3;

    static final int BLOCK_LENGTH_OFFSET = 0;
    static final int KIND_OFFSET = 4;
    static final int FIRST_POSITION_OFFSET = 8;
    static final int FIRST_INDEX_OFFSET = 16;
    static final int LAST_INDEX_OFFSET = 24;
    static final int ACKNOWLEDGED_OFFSET = 32;
    static final int INCARNATION_OFFSET = 40;
    static final int RECORD_COUNT_OFFSET = 48;
    static final int CHECK_BITS_OFFSET = 52;
    static final int PROTECTION_OFFSET = 59;
    static final int CRC_OFFSET = 60;

    private DirectBuffer buffer;
    private int offset;

    BlockHeader wrap(DirectBuffer buffer, int offset) {
        this.buffer = buffer;
        this.offset = offset;
        return this;
    }

    /** Writes the first fields, and that there are no check bits. */
    static void put(
            MutableDirectBuffer buffer, int offset, int kind, int blockLength, long firstPosition, int recordCount) {
        buffer.putInt(offset + BLOCK_LENGTH_OFFSET, blockLength, LITTLE_ENDIAN);
        buffer.putInt(offset + KIND_OFFSET, kind, LITTLE_ENDIAN);
        buffer.putLong(offset + FIRST_POSITION_OFFSET, firstPosition, LITTLE_ENDIAN);
        buffer.putInt(offset + RECORD_COUNT_OFFSET, recordCount, LITTLE_ENDIAN);
        buffer.putLong(offset + CHECK_BITS_OFFSET, 0, LITTLE_ENDIAN);
    }

    static void putIndexes(MutableDirectBuffer buffer, int offset, long firstIndex, long lastIndex) {
        buffer.putLong(offset + FIRST_INDEX_OFFSET, firstIndex, LITTLE_ENDIAN);
        buffer.putLong(offset + LAST_INDEX_OFFSET, lastIndex, LITTLE_ENDIAN);
    }

    static void putWriter(MutableDirectBuffer buffer, int offset, long acknowledgedPosition, long incarnation) {
        buffer.putLong(offset + ACKNOWLEDGED_OFFSET, acknowledgedPosition, LITTLE_ENDIAN);
        buffer.putLong(offset + INCARNATION_OFFSET, incarnation, LITTLE_ENDIAN);
    }

    /** In bytes, header included. */
    int blockLength() {
        return buffer.getInt(offset + BLOCK_LENGTH_OFFSET, LITTLE_ENDIAN);
    }

    int kind() {
        return buffer.getInt(offset + KIND_OFFSET, LITTLE_ENDIAN);
    }

    long firstPosition() {
        return buffer.getLong(offset + FIRST_POSITION_OFFSET, LITTLE_ENDIAN);
    }

    long lastPosition() {
        return firstPosition() + recordCount() - 1;
    }

    /** Of the entries; where there are none, the first index behind the log once this block is in it. */
    long firstIndex() {
        return buffer.getLong(offset + FIRST_INDEX_OFFSET, LITTLE_ENDIAN);
    }

    /** The last index of the log once this block is in it. */
    long lastIndex() {
        return buffer.getLong(offset + LAST_INDEX_OFFSET, LITTLE_ENDIAN);
    }

    long acknowledgedPosition() {
        return buffer.getLong(offset + ACKNOWLEDGED_OFFSET, LITTLE_ENDIAN);
    }

    long incarnation() {
        return buffer.getLong(offset + INCARNATION_OFFSET, LITTLE_ENDIAN);
    }

    int recordCount() {
        return buffer.getInt(offset + RECORD_COUNT_OFFSET, LITTLE_ENDIAN);
    }

    boolean hasCheckBits() {
        return CheckBits.arePresent(buffer, offset);
    }

    /** Bytes of the records behind the header, without check bits. */
    int recordsLength() {
        int bodyLength = blockLength() - LENGTH;
        return hasCheckBits() ? CheckBits.recordsLength(bodyLength) : bodyLength;
    }

    int crc() {
        return buffer.getInt(offset + CRC_OFFSET, LITTLE_ENDIAN);
    }
}
