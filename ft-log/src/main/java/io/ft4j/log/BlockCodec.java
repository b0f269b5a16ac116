package io.ft4j.log;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.port.DurableLog;
import io.ft4j.core.protocol.Records;
import io.ft4j.core.redundancy.Checksum;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes block headers and tells sound blocks from all other bytes. The checksum begins with the id of the log, so that
 * no block of another log passes.
 */
final class BlockCodec {
    private static final int ID_BYTES = 16;
    private static final int HEADER_AT = ID_BYTES;

    private final Checksum checksum = new Checksum();
    private final BlockHeader header = new BlockHeader();
    /** The log id and, right behind it, the header being written: one run of the checksum covers both. */
    private final UnsafeBuffer scratch = new UnsafeBuffer(ByteBuffer.allocateDirect(HEADER_AT + BlockHeader.LENGTH));

    private final long incarnation;

    BlockCodec(long idHigh, long idLow, long incarnation) {
        scratch.putLong(0, idHigh, LITTLE_ENDIAN);
        scratch.putLong(8, idLow, LITTLE_ENDIAN);
        this.incarnation = incarnation;
    }

    /** First step of a header; {@link #seal} is the second. */
    void indexes(long firstIndex, long lastIndex) {
        BlockHeader.putIndexes(scratch, HEADER_AT, firstIndex, lastIndex);
    }

    void positions(int kind, long firstPosition, int recordCount, long acknowledgedPosition, int bodyLength) {
        BlockHeader.put(scratch, HEADER_AT, kind, BlockHeader.LENGTH + bodyLength, firstPosition, recordCount);
        BlockHeader.putWriter(scratch, HEADER_AT, acknowledgedPosition, incarnation);
    }

    void seal(DirectBuffer body, int bodyOffset, int bodyLength) {
        checksum.reset().update(scratch, 0, HEADER_AT + BlockHeader.CRC_OFFSET).update(body, bodyOffset, bodyLength);
        scratch.putInt(HEADER_AT + BlockHeader.CRC_OFFSET, checksum.value(), LITTLE_ENDIAN);
    }

    MutableDirectBuffer buffer() {
        return scratch;
    }

    int headerOffset() {
        return HEADER_AT;
    }

    /** The header written last. */
    BlockHeader header() {
        return header.wrap(scratch, HEADER_AT);
    }

    /**
     * Whether the bytes are a block of this log and stand where this position belongs.
     *
     * @return null when they are, else the reason.
     */
    String damage(DirectBuffer buffer, int offset, int length, long expectedPosition) {
        BlockHeader block = header.wrap(buffer, offset);
        if (length < BlockHeader.LENGTH || block.blockLength() != length) {
            return "block length " + block.blockLength() + " in " + length + " bytes";
        }
        int crc = crcOf(buffer, offset, length);
        if (crc != block.crc()) {
            return "checksum " + Integer.toHexString(block.crc()) + ", computed " + Integer.toHexString(crc);
        }
        return block.firstPosition() == expectedPosition
                ? null
                : "a block of position " + block.firstPosition() + " where position " + expectedPosition + " belongs";
    }

    /** Whether the bytes are a block of this log, wherever it belongs; cheap where they cannot be one. */
    boolean isBlock(DirectBuffer buffer, int offset, int length) {
        BlockHeader block = header.wrap(buffer, offset);
        return block.blockLength() == length
                && block.kind() >= BlockHeader.ENTRIES
                && block.kind() <= BlockHeader.TRUNCATION
                && crcOf(buffer, offset, length) == block.crc();
    }

    /**
     * Whether the fields of a block whose checksum is right make sense. They do unless the writer had a bug, and then
     * nothing behind this check may trust them.
     */
    String disorder(DirectBuffer buffer, int offset, int length) {
        BlockHeader block = header.wrap(buffer, offset);
        int bodyLength = length - BlockHeader.LENGTH;
        boolean sound;
        switch (block.kind()) {
            case BlockHeader.ENTRIES:
                sound = block.firstIndex() >= 0
                        && block.recordCount() == block.lastIndex() - block.firstIndex() + 1
                        && recordCount(buffer, offset, bodyLength, block.firstIndex()) == block.recordCount();
                break;
            case BlockHeader.STATE:
                sound = block.recordCount() == 1
                        && block.lastIndex() == block.firstIndex() - 1
                        && recordCount(buffer, offset, bodyLength, DurableLog.NO_INDEX) == 1;
                break;
            case BlockHeader.TRUNCATION:
                sound = block.recordCount() == 1 && block.lastIndex() == block.firstIndex() - 1 && bodyLength == 0;
                break;
            default:
                return "block of unknown kind " + block.kind();
        }
        return sound
                ? null
                : "block of kind " + block.kind() + " and " + block.recordCount() + " records from index "
                        + block.firstIndex() + " to " + block.lastIndex() + " in " + bodyLength + " bytes";
    }

    private static int recordCount(DirectBuffer buffer, int offset, int bodyLength, long firstIndex) {
        return Records.countConsecutive(
                buffer, offset + BlockHeader.LENGTH, bodyLength, firstIndex, Records.HEADER_LENGTH);
    }

    private int crcOf(DirectBuffer buffer, int offset, int length) {
        return checksum.reset()
                .update(scratch, 0, ID_BYTES)
                .update(buffer, offset, BlockHeader.CRC_OFFSET)
                .update(buffer, offset + BlockHeader.LENGTH, length - BlockHeader.LENGTH)
                .value();
    }
}
