package io.ft4j.log;

import java.io.IOException;
import java.nio.ByteBuffer;
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
    private final BlockStore store;
    private final BlockCodec codec;
    private UnsafeBuffer copy = new UnsafeBuffer(0, 0);
    private long correctedBitCount;

    BlockMender(BlockStore store, BlockCodec codec) {
        this.store = store;
        this.codec = codec;
    }

    /** Bits that were corrected in files. */
    long correctedBitCount() {
        return correctedBitCount;
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
        correctedBitCount += corrected;
        return true;
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
        return correctCopy(view) < 0 ? null : copy;
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
