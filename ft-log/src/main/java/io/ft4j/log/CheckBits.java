package io.ft4j.log;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.redundancy.Secded;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The SECDED check bits of a block: where they stand and how they are used. The body is a protected record, filled up
 * with zeros to a multiple of eight. The words of the header are its first six, and one of record count and checksum.
 * Every flipped bit of the block is in one of these words, in the zeros, or in the byte that says that there are check
 * bits; the majority of its own bits decides about that one.
 */
final class CheckBits {
    /** Value of the byte {@link BlockHeader#PROTECTION_OFFSET}; without check bits it is 0. */
    static final int PRESENT = 0xFF;

    /** Returned instead of a number of corrected bits where there are too many. */
    static final int UNCORRECTABLE = -1;

    private static final int HEADER_WORDS = 7;
    private static final int LAST_WORD = HEADER_WORDS - 1;

    private CheckBits() {}

    static boolean arePresent(DirectBuffer buffer, int offset) {
        return Integer.bitCount(buffer.getByte(offset + BlockHeader.PROTECTION_OFFSET) & 0xFF) > Byte.SIZE / 2;
    }

    /** Records, check bytes and zeros. */
    static int bodyLength(int recordsLength) {
        return recordsLength + BitUtil.align(Secded.checkLength(recordsLength), BlockStore.BLOCK_ALIGNMENT);
    }

    /** The inverse: the longest records, a multiple of eight, that have room in a body of this length. */
    static int recordsLength(int bodyLength) {
        int words = bodyLength / Long.BYTES;
        return (words - (words + Long.BYTES) / (Long.BYTES + 1)) * Long.BYTES;
    }

    /** Writes what is in the header of check bits; all its other fields are there. */
    static void sealHeader(MutableDirectBuffer buffer, int offset) {
        for (int i = 0; i < HEADER_WORDS; i++) {
            buffer.putByte(
                    offset + BlockHeader.CHECK_BITS_OFFSET + i, (byte) Secded.encode(headerWord(buffer, offset, i)));
        }
    }

    static boolean isHeaderClean(DirectBuffer buffer, int offset) {
        boolean clean = buffer.getByte(offset + BlockHeader.PROTECTION_OFFSET) == (byte) PRESENT;
        for (int i = 0; i < HEADER_WORDS; i++) {
            clean &= flippedBit(buffer, offset, i) == Secded.CLEAN;
        }
        return clean;
    }

    /** @return how many bits were corrected, or {@link #UNCORRECTABLE}. */
    static int correctHeader(MutableDirectBuffer buffer, int offset) {
        int protectionAt = offset + BlockHeader.PROTECTION_OFFSET;
        int corrected = Byte.SIZE - Integer.bitCount(buffer.getByte(protectionAt) & 0xFF);
        buffer.putByte(protectionAt, (byte) PRESENT);
        for (int i = 0; i < HEADER_WORDS; i++) {
            int bit = flippedBit(buffer, offset, i);
            if (bit == Secded.UNCORRECTABLE) {
                return UNCORRECTABLE;
            }
            if (bit != Secded.CLEAN) {
                long word = Secded.corrected(headerWord(buffer, offset, i), bit);
                putHeaderWord(buffer, offset, i, word);
                buffer.putByte(offset + BlockHeader.CHECK_BITS_OFFSET + i, (byte) Secded.encode(word));
                corrected++;
            }
        }
        return corrected;
    }

    /** @return how many bits were corrected, or {@link #UNCORRECTABLE}. */
    static int correctBody(MutableDirectBuffer buffer, int offset, int length) {
        int recordsLength = recordsLength(length);
        int corrected = Secded.verifyAndCorrect(buffer, offset, recordsLength);
        if (corrected < 0) {
            return UNCORRECTABLE;
        }
        for (int at = recordsLength + Secded.checkLength(recordsLength); at < length; at++) {
            corrected += Integer.bitCount(buffer.getByte(offset + at) & 0xFF);
            buffer.putByte(offset + at, (byte) 0);
        }
        return corrected;
    }

    /** The length that the block has, or had before a bit of it flipped. */
    static int blockLength(DirectBuffer buffer, int offset) {
        if (!arePresent(buffer, offset)) {
            return buffer.getInt(offset + BlockHeader.BLOCK_LENGTH_OFFSET, LITTLE_ENDIAN);
        }
        return (int) Secded.corrected(headerWord(buffer, offset, 0), flippedBit(buffer, offset, 0));
    }

    private static int flippedBit(DirectBuffer buffer, int offset, int i) {
        return Secded.flippedBit(
                headerWord(buffer, offset, i), buffer.getByte(offset + BlockHeader.CHECK_BITS_OFFSET + i));
    }

    private static long headerWord(DirectBuffer buffer, int offset, int i) {
        if (i < LAST_WORD) {
            return buffer.getLong(offset + i * Long.BYTES, LITTLE_ENDIAN);
        }
        long recordCount = buffer.getInt(offset + BlockHeader.RECORD_COUNT_OFFSET, LITTLE_ENDIAN) & 0xFFFFFFFFL;
        return recordCount | (long) buffer.getInt(offset + BlockHeader.CRC_OFFSET, LITTLE_ENDIAN) << Integer.SIZE;
    }

    private static void putHeaderWord(MutableDirectBuffer buffer, int offset, int i, long word) {
        if (i < LAST_WORD) {
            buffer.putLong(offset + i * Long.BYTES, word, LITTLE_ENDIAN);
        } else {
            buffer.putInt(offset + BlockHeader.RECORD_COUNT_OFFSET, (int) word, LITTLE_ENDIAN);
            buffer.putInt(offset + BlockHeader.CRC_OFFSET, (int) (word >>> Integer.SIZE), LITTLE_ENDIAN);
        }
    }
}
