package io.ft4j.log;

import io.ft4j.core.redundancy.Secded;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** One block in the bytes of a file as words: where the bits are that one check byte covers, and those of itself. */
final class BlockWords {
    private static final int HEADER_WORDS = 7;

    final int offset;
    final int length;

    private final boolean hasCheckBits;
    private final int recordsLength;

    private BlockWords(UnsafeBuffer file, int offset) {
        BlockHeader header = new BlockHeader().wrap(file, offset);
        this.offset = offset;
        length = header.blockLength();
        hasCheckBits = header.hasCheckBits();
        recordsLength = header.recordsLength();
    }

    /** All blocks of a file that is not damaged; {@code gapBytes} are between any two. */
    static List<BlockWords> of(byte[] file, int firstOffset, int gapBytes) {
        UnsafeBuffer bytes = new UnsafeBuffer(file);
        List<BlockWords> blocks = new ArrayList<>();
        for (int at = firstOffset; bytes.getInt(at) != 0; ) {
            BlockWords block = new BlockWords(bytes, at);
            blocks.add(block);
            at += block.length + gapBytes;
        }
        return blocks;
    }

    boolean contains(int fileOffset) {
        return fileOffset >= offset && fileOffset < offset + length;
    }

    int count() {
        return HEADER_WORDS + recordsLength / Long.BYTES;
    }

    int bitsPerWord() {
        return hasCheckBits ? Secded.DATA_BITS + Secded.CHECK_BITS : Secded.DATA_BITS;
    }

    /** Number of a bit in the file. */
    int place(int word, int bit) {
        return Byte.SIZE * (offset + byteOf(word, bit / Byte.SIZE)) + bit % Byte.SIZE;
    }

    private int byteOf(int word, int i) {
        boolean isCheck = i == Long.BYTES;
        if (word >= HEADER_WORDS) {
            int bodyWord = word - HEADER_WORDS;
            return BlockHeader.LENGTH + (isCheck ? recordsLength + bodyWord : bodyWord * Long.BYTES + i);
        }
        if (isCheck) {
            return BlockHeader.CHECK_BITS_OFFSET + word;
        }
        if (word < HEADER_WORDS - 1) {
            return word * Long.BYTES + i;
        }
        return i < Integer.BYTES ? BlockHeader.RECORD_COUNT_OFFSET + i : BlockHeader.CRC_OFFSET + i - Integer.BYTES;
    }
}
