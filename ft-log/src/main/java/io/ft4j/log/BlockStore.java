package io.ft4j.log;

import java.io.IOException;
import java.nio.file.Path;
import org.agrona.DirectBuffer;

/**
 * An append-only sequence of blocks in the files of one folder. It knows where blocks lie and not what they mean;
 * {@link BlockLog} turns it into a {@link io.ft4j.core.port.DurableLog}.
 *
 * <p>One thread, except {@link #force} and {@link #prepare}, which a second one may call. No allocation per block. Addresses are not negative, grow from block to block and
 * stay valid after a reopen. Their lower half is the place in a file, for messages; otherwise they are opaque.
 *
 * <p>An {@link IOException}, or an error of the memory that a file is mapped to, leaves the store in an unknown state:
 * {@code BlockLog} calls nothing but {@link #describe} and {@link #close} from then on.
 *
 * <p>A store that was opened for reading refuses every change, and its files may be written by another process: a block
 * may then be half there, and the end of the blocks moves.
 */
public interface BlockStore extends AutoCloseable {
    /** Every block is at least its header long, begins with its length as a little-endian int, and is never longer than that. */
    int MIN_BLOCK_BYTES = BlockHeader.LENGTH;

    /** Block lengths are multiples of this. */
    int BLOCK_ALIGNMENT = 8;

    /** Length of the block whose header stands here; a flipped bit in it is corrected if it can be. */
    static int blockLength(DirectBuffer buffer, int offset) {
        return CheckBits.blockLength(buffer, offset);
    }

    /** Longest block in bytes, header included. */
    int maxBlockBytes();

    /**
     * Copies one block, in two pieces, behind the last one.
     *
     * @return its address.
     */
    long append(
            DirectBuffer header, int headerOffset, int headerLength, DirectBuffer body, int bodyOffset, int bodyLength)
            throws IOException;

    /** Sets the view to the oldest block kept. */
    void first(BlockView out) throws IOException;

    /** Sets the view to the block at an address that {@link #append} or a view gave. */
    void at(long address, BlockView out) throws IOException;

    /**
     * Moves a view that shows a block to the one behind, which may have been appended after the view was set. A store that
     * was opened for reading may show what was there then: {@link #at} looks anew.
     */
    void next(BlockView view) throws IOException;

    /**
     * Moves a view that shows damage, the end, or a block that is not sound to a place behind where a block may begin,
     * or to the end where the store knows none. Recovery asks later blocks what was acknowledged.
     */
    default void resume(BlockView view) throws IOException {
        if (view.isBlock()) {
            next(view);
        } else {
            view.end(view.address());
        }
    }

    /**
     * Removes the block at this address, whole or damaged, and whatever stands behind it, so that none of it is ever
     * seen again. Also called with the address of a view that shows the end: whatever unreadable bytes lie there must
     * not come back. Only called while the log is opened.
     */
    void cutFrom(long address) throws IOException;

    /**
     * Overwrites one byte of the block at this address with what it was before it was damaged. Where that is forced at
     * all, it is with what is appended next.
     */
    void repair(long address, int offset, byte value) throws IOException;

    /** The address right behind the block of the view in its file, whatever stands there. */
    long behind(BlockView view);

    /**
     * Writes a block where a damaged one stands, with what the store has around it; it is on the device when this
     * returns. Only called while nothing is appended.
     */
    void rewrite(long address, DirectBuffer block, int offset, int length) throws IOException;

    /** Whether {@link #releaseBefore} would delete any. */
    boolean hasFilesBefore(long address);

    /** Deletes the files that hold only blocks before this address. */
    void releaseBefore(long address) throws IOException;

    /** Brings everything appended before this call to the device. */
    void force() throws IOException;

    /**
     * A part of what makes later appends and forces cheaper, for a moment in which nothing is to be forced. Of the forcing thread.
     *
     * @return false: nothing is left to do.
     */
    default boolean prepare() throws IOException {
        return false;
    }

    /** The file that an address lies in, be it there or not. */
    Path file(long address);

    /** Where the block of an address begins in its file, behind what belongs to the store. */
    int blockOffset(long address);

    /** Place of an address in its file, for messages. */
    static int offset(long address) {
        return (int) address;
    }

    /** "file F at offset O", for messages. */
    default String describe(long address) {
        return "file " + file(address) + " at offset " + offset(address);
    }

    /** Releases handles and memory; writes and forces nothing. Idempotent. */
    @Override
    void close();
}
