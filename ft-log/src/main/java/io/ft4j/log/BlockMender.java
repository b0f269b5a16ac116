package io.ft4j.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Corrects flipped bits in blocks that have check bits. It works on a copy, and the file is changed only when the
 * checksum over the whole copy is right: three flipped bits in a word look like another one, and what they would be
 * corrected to must never be written. It is changed, since bits that stay as they are add up to what no check bits can
 * correct.
 */
final class BlockMender {
    /** How many places are remembered: a device that fails must not fill the memory. */
    static final int MAX_CORRECTIONS = 1024;

    private final BlockStore store;
    private final BlockCodec codec;
    private final List<Correction> corrections = new ArrayList<>();
    private final BlockHeader header = new BlockHeader();
    private UnsafeBuffer copy = new UnsafeBuffer(0, 0);
    private int copyBitCount;
    private long correctedBitCount;

    BlockMender(BlockStore store, BlockCodec codec) {
        this.store = store;
        this.codec = codec;
    }

    /** Bits that were corrected in files. */
    long correctedBitCount() {
        return correctedBitCount;
    }

    List<Correction> corrections() {
        return List.copyOf(corrections);
    }

    /**
     * Corrects a block that is not sound.
     *
     * @return whether anything was corrected; the bytes that the view shows are then those that were written once.
     */
    boolean mend(BlockView view) throws IOException {
        int corrected = correctCopy(view);
        if (corrected <= 0) {
            return false;
        }
        // An interrupt that waits would close the file that is written to.
        boolean interrupted = Thread.interrupted();
        try {
            repair(view);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        note(view.address(), corrected);
        return true;
    }

    private void note(long address, int bitCount) {
        correctedBitCount += bitCount;
        if (corrections.size() < MAX_CORRECTIONS) {
            corrections.add(new Correction(
                    store.file(address),
                    BlockStore.offset(address),
                    header.wrap(copy, 0).firstPosition(),
                    bitCount));
        }
    }

    private void repair(BlockView view) throws IOException {
        for (int i = 0; i < view.length(); i++) {
            if (copy.getByte(i) != view.buffer().getByte(view.offset() + i)) {
                store.repair(view.address(), i, copy.getByte(i));
            }
        }
    }

    /** The block of the view without its flipped bits, valid until the next call; null where that is unknown. */
    DirectBuffer corrected(BlockView view) {
        copyBitCount = correctCopy(view);
        return copyBitCount < 0 ? null : copy;
    }

    /** Of the block that {@link #corrected} gave. */
    int copyBitCount() {
        return copyBitCount;
    }

    private int correctCopy(BlockView view) {
        if (!CheckBits.arePresent(view.buffer(), view.offset())) {
            return CheckBits.UNCORRECTABLE;
        }
        int length = view.length();
        if (copy.capacity() < length) {
            copy = new UnsafeBuffer(ByteBuffer.allocateDirect(BitUtil.findNextPositivePowerOfTwo(length)));
        }
        copy.putBytes(0, view.buffer(), view.offset(), BlockHeader.LENGTH);
        int inHeader = CheckBits.correctHeader(copy, 0);
        if (inHeader < 0) {
            return CheckBits.UNCORRECTABLE;
        }
        int bodyLength = length - BlockHeader.LENGTH;
        copy.putBytes(BlockHeader.LENGTH, view.buffer(), view.offset() + BlockHeader.LENGTH, bodyLength);
        int inBody = CheckBits.correctBody(copy, BlockHeader.LENGTH, bodyLength);
        return inBody >= 0 && codec.isBlock(copy, 0, length) ? inHeader + inBody : CheckBits.UNCORRECTABLE;
    }
}
