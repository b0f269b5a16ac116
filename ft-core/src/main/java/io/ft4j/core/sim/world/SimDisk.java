package io.ft4j.core.sim.world;

import io.ft4j.core.fault.Fault;
import io.ft4j.core.model.Prng;
import io.ft4j.core.protocol.Records;
import io.ft4j.core.redundancy.Checksum;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The bytes below a {@link SimLog}: blocks one after the other, each with a head of length, first position and a CRC-32C
 * over both and the content. So a block that is torn, flipped, stale or in the wrong place is told from a sound one.
 */
public final class SimDisk {
    private static final int LENGTH = 0;
    private static final int CRC = 4;
    private static final int FIRST_POSITION = 8;
    private static final int HEAD_LENGTH = 16;
    /** For a block of a certain length. */
    private static final int MAX_LOOKS = 16;

    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(8192);
    private final Checksum checksum = new Checksum();

    // By block.
    private int[] offsets = new int[64];
    private int[] ends = new int[64];
    private long[] firstPositions = new long[64];
    private long[] lastPositions = new long[64];

    private int blockCount;
    private int end;
    private long dropFrom = Long.MAX_VALUE;
    private long dropTo;
    private boolean full;
    private long readErrorRate;
    private Prng prng = new Prng(0);

    public MutableDirectBuffer buffer() {
        return buffer;
    }

    public boolean isFull() {
        return full;
    }

    public void full(boolean isFull) {
        full = isFull;
    }

    /** @param rate of reads with a wrong bit, in millionths. */
    public void readErrors(long rate, Prng newPrng) {
        readErrorRate = rate;
        prng = newPrng;
    }

    public boolean failsToRead() {
        return readErrorRate > 0 && prng.nextLong(Fault.ALWAYS) < readErrorRate;
    }

    public void beginBlock(long firstPosition) {
        if (blockCount == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * blockCount);
            ends = Arrays.copyOf(ends, 2 * blockCount);
            firstPositions = Arrays.copyOf(firstPositions, 2 * blockCount);
            lastPositions = Arrays.copyOf(lastPositions, 2 * blockCount);
        }
        offsets[blockCount] = end;
        firstPositions[blockCount] = firstPosition;
        end += HEAD_LENGTH;
        buffer.checkLimit(end);
    }

    /** Room in the block that was begun; a multiple of the alignment of records. */
    public int claim(int length) {
        int at = end;
        end += Records.stride(length);
        buffer.checkLimit(end);
        return at;
    }

    public int append(DirectBuffer bytes, int offset, int length) {
        int at = claim(length);
        buffer.putBytes(at, bytes, offset, length);
        return at;
    }

    public void endBlock(long lastPosition) {
        int offset = offsets[blockCount];
        ends[blockCount] = end;
        lastPositions[blockCount] = lastPosition;
        buffer.putInt(offset + LENGTH, end - offset);
        buffer.putLong(offset + FIRST_POSITION, firstPositions[blockCount]);
        buffer.putInt(offset + CRC, crc(offset, end));
        blockCount++;
    }

    private int crc(int offset, int blockEnd) {
        return checksum.reset()
                .update(buffer, offset + LENGTH, Integer.BYTES)
                .update(buffer, offset + FIRST_POSITION, blockEnd - offset - FIRST_POSITION)
                .value();
    }

    /** −1 when all are sound. */
    public int firstBadBlock() {
        for (int block = 0; block < blockCount; block++) {
            if (!isSound(block)) {
                return block;
            }
        }
        return -1;
    }

    private boolean isSound(int block) {
        int offset = offsets[block];
        return buffer.getInt(offset + LENGTH) == ends[block] - offset
                && buffer.getLong(offset + FIRST_POSITION) == firstPositions[block]
                && buffer.getInt(offset + CRC) == crc(offset, ends[block]);
    }

    /** What is wrong with a block. */
    public String reason(int block) {
        int offset = offsets[block];
        if (buffer.getInt(offset + LENGTH) != ends[block] - offset) {
            return "length=" + buffer.getInt(offset + LENGTH) + " instead of " + (ends[block] - offset);
        }
        return buffer.getLong(offset + FIRST_POSITION) != firstPositions[block]
                ? "position=" + buffer.getLong(offset + FIRST_POSITION) + " instead of " + firstPositions[block]
                : "the checksum is wrong";
    }

    public long firstPosition(int block) {
        return firstPositions[block];
    }

    public int offset(int block) {
        return offsets[block];
    }

    public int blockCount() {
        return blockCount;
    }

    /** This block and those behind it are gone. */
    public void cut(int block) {
        blockCount = block;
        end = offsets[block];
    }

    /** The blocks above this position, and none that come later, will be gone with the next crash. */
    public void dropAbove(long position) {
        dropFrom = Math.min(dropFrom, position + 1);
        dropTo = blockCount == 0 ? 0 : lastPositions[blockCount - 1];
    }

    /** Blocks that are not forced meet their fate. The last block of a step that was cut short was never written. */
    public void crash(long forcedPosition, Prng crashPrng, CrashFate fate) {
        end = blockCount == 0 ? 0 : ends[blockCount - 1];
        for (int block = blockCount - 1; block >= 0 && firstPositions[block] >= dropFrom; block--) {
            if (lastPositions[block] <= dropTo) {
                erase(offsets[block], ends[block]);
            }
        }
        dropFrom = Long.MAX_VALUE;
        int first = blockCount;
        while (first > 0 && lastPositions[first - 1] > forcedPosition) {
            first--;
        }
        int count = blockCount - first;
        if (count == 0) {
            return;
        }
        boolean torn = crashPrng.nextLong(Fault.ALWAYS) < fate.tornRate();
        boolean subset = !torn && crashPrng.nextLong(Fault.ALWAYS) < fate.keepSubsetRate();
        boolean prefix = !torn && !subset && crashPrng.nextLong(Fault.ALWAYS) < fate.keepPrefixRate();
        int kept = torn || prefix ? crashPrng.nextInt(count + (prefix ? 1 : 0)) : 0;
        for (int block = first + kept; block < blockCount; block++) {
            if (torn && block == first + kept) {
                tear(block, crashPrng);
            } else if (!subset || crashPrng.chance(0.5)) {
                erase(offsets[block], ends[block]);
            }
        }
    }

    private void tear(int block, Prng crashPrng) {
        erase(offsets[block] + crashPrng.nextInt(length(block)), ends[block]);
    }

    private void erase(int from, int to) {
        buffer.setMemory(from, to - from, (byte) 0);
    }

    /** Flips one bit of any block; false when there is none. */
    public boolean rot(Prng rotPrng) {
        if (end == 0) {
            return false;
        }
        int bit = rotPrng.nextInt(8 * end);
        buffer.putByte(bit / 8, (byte) (buffer.getByte(bit / 8) ^ 1 << bit % 8));
        return true;
    }

    /** A block that was written last or long ago is not there: its place holds what it held before, which is nothing. */
    public boolean forget(Prng stalePrng) {
        if (blockCount == 0) {
            return false;
        }
        int block = stalePrng.nextInt(blockCount);
        erase(offsets[block], ends[block]);
        return true;
    }

    /** The newest block was written to the place of another one, of its own length if there is one, and not to its own. */
    public boolean misdirect(Prng placePrng) {
        int block = blockCount - 1;
        if (block < 1) {
            return false;
        }
        int victim = placePrng.nextInt(block);
        for (int i = 0; i < MAX_LOOKS && length(victim) != length(block); i++) {
            victim = placePrng.nextInt(block);
        }
        buffer.putBytes(offsets[victim], buffer, offsets[block], Math.min(length(block), length(victim)));
        erase(offsets[block], ends[block]);
        return true;
    }

    private int length(int block) {
        return ends[block] - offsets[block];
    }
}
