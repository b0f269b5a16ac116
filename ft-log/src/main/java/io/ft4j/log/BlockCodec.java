package io.ft4j.log;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.port.DurableLog;
import io.ft4j.core.protocol.Records;
import io.ft4j.core.redundancy.Checksum;
import io.ft4j.core.redundancy.Secded;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
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
    private final boolean writesCheckBits;

    /** What was sealed: the records where they stand, or a copy of them with check bits. */
    private DirectBuffer body;

    private int bodyOffset;
    private int bodyLength;
    private UnsafeBuffer copy = new UnsafeBuffer(0, 0);

    BlockCodec(long idHigh, long idLow, long incarnation, Protection protection) {
        scratch.putLong(0, idHigh, LITTLE_ENDIAN);
        scratch.putLong(8, idLow, LITTLE_ENDIAN);
        this.incarnation = incarnation;
        writesCheckBits = protection == Protection.SECDED;
    }

    /** Bytes of records that have room in a block of this length. */
    int maxRecordsLength(int blockLength) {
        int length = blockLength - BlockHeader.LENGTH;
        return writesCheckBits ? CheckBits.recordsLength(length) : length;
    }

    /** First step of a header; {@link #seal} is the second. */
    void indexes(long firstIndex, long lastIndex) {
        BlockHeader.putIndexes(scratch, HEADER_AT, firstIndex, lastIndex);
    }

    void positions(int kind, long firstPosition, int recordCount, long acknowledgedPosition, int recordsLength) {
        int length = writesCheckBits ? CheckBits.bodyLength(recordsLength) : recordsLength;
        BlockHeader.put(scratch, HEADER_AT, kind, BlockHeader.LENGTH + length, firstPosition, recordCount);
        BlockHeader.putWriter(scratch, HEADER_AT, acknowledgedPosition, incarnation);
    }

    /** Last step; the block is then {@link #buffer} and {@link #body}. */
    void seal(DirectBuffer records, int offset, int length) {
        body = records;
        bodyOffset = offset;
        bodyLength = length;
        if (writesCheckBits) {
            sealWithCheckBits();
        } else {
            putCrc(BlockHeader.CRC_OFFSET);
        }
    }

    private void sealWithCheckBits() {
        int length = CheckBits.bodyLength(bodyLength);
        if (copy.capacity() < length) {
            copy = new UnsafeBuffer(ByteBuffer.allocateDirect(BitUtil.findNextPositivePowerOfTwo(length)));
        }
        int end = Secded.encode(body, bodyOffset, bodyLength, copy, 0);
        copy.setMemory(end, length - end, (byte) 0);
        body = copy;
        bodyOffset = 0;
        bodyLength = length;
        scratch.putByte(HEADER_AT + BlockHeader.PROTECTION_OFFSET, (byte) CheckBits.PRESENT);
        putCrc(BlockHeader.CHECK_BITS_OFFSET);
        CheckBits.sealHeader(scratch, HEADER_AT);
    }

    private void putCrc(int coveredHeaderLength) {
        checksum.reset().update(scratch, 0, HEADER_AT + coveredHeaderLength).update(body, bodyOffset, bodyLength);
        scratch.putInt(HEADER_AT + BlockHeader.CRC_OFFSET, checksum.value(), LITTLE_ENDIAN);
    }

    MutableDirectBuffer buffer() {
        return scratch;
    }

    int headerOffset() {
        return HEADER_AT;
    }

    DirectBuffer body() {
        return body;
    }

    int bodyOffset() {
        return bodyOffset;
    }

    int bodyLength() {
        return bodyLength;
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
        if (block.hasCheckBits() && !CheckBits.isHeaderClean(buffer, offset)) {
            return "flipped bits in the header";
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
        return isHeader(buffer, offset, length) && crcOf(buffer, offset, length) == header.crc();
    }

    private boolean isHeader(DirectBuffer buffer, int offset, int length) {
        BlockHeader block = header.wrap(buffer, offset);
        return block.blockLength() == length
                && block.kind() >= BlockHeader.ENTRIES
                && block.kind() <= BlockHeader.TRUNCATION;
    }

    /** By the header alone: whether the bytes may be a block, or become one when flipped bits are corrected. */
    boolean mayBeBlock(DirectBuffer buffer, int offset, int length) {
        return isHeader(buffer, offset, length) || CheckBits.arePresent(buffer, offset);
    }

    /**
     * Whether the fields of a block whose checksum is right make sense. They do unless the writer had a bug, and then
     * nothing behind this check may trust them.
     */
    String disorder(DirectBuffer buffer, int offset) {
        BlockHeader block = header.wrap(buffer, offset);
        int recordsLength = block.recordsLength();
        boolean sound;
        switch (block.kind()) {
            case BlockHeader.ENTRIES:
                sound = block.firstIndex() >= 0
                        && block.recordCount() == block.lastIndex() - block.firstIndex() + 1
                        && recordCount(buffer, offset, recordsLength, block.firstIndex()) == block.recordCount();
                break;
            case BlockHeader.STATE:
                sound = block.recordCount() == 1
                        && block.lastIndex() == block.firstIndex() - 1
                        && recordCount(buffer, offset, recordsLength, DurableLog.NO_INDEX) == 1;
                break;
            case BlockHeader.TRUNCATION:
                sound = block.recordCount() == 1 && block.lastIndex() == block.firstIndex() - 1 && recordsLength == 0;
                break;
            default:
                return "block of unknown kind " + block.kind();
        }
        return sound
                ? null
                : "block of kind " + block.kind() + " and " + block.recordCount() + " records from index "
                        + block.firstIndex() + " to " + block.lastIndex() + " in " + recordsLength + " bytes";
    }

    private static int recordCount(DirectBuffer buffer, int offset, int recordsLength, long firstIndex) {
        return Records.countConsecutive(
                buffer, offset + BlockHeader.LENGTH, recordsLength, firstIndex, Records.HEADER_LENGTH);
    }

    /** The check bits of the header cover the checksum, so it cannot cover them. */
    private int crcOf(DirectBuffer buffer, int offset, int length) {
        boolean hasCheckBits = CheckBits.arePresent(buffer, offset);
        return checksum.reset()
                .update(scratch, 0, ID_BYTES)
                .update(buffer, offset, hasCheckBits ? BlockHeader.CHECK_BITS_OFFSET : BlockHeader.CRC_OFFSET)
                .update(buffer, offset + BlockHeader.LENGTH, length - BlockHeader.LENGTH)
                .value();
    }
}
