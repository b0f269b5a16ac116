package io.ft4j.core.session;

import java.util.Arrays;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The memory of all replies: chunks off heap, cut into regions of 1, 2, 4, … slots, one region per session. A region
 * that is given back serves the next session of its size. Slots lie as close as they can: with thousands of sessions the
 * price of a command is the memory that all of them touch, and slots that begin at cache lines are a third dearer.
 *
 * <p>A region is named by its chunk (upper 32 bits) and the offset in it. Allocates a chunk when the last is used up.
 */
final class SlotArena {
    private static final int CACHE_LINE_BYTES = 64;
    private static final int SLOT_ALIGNMENT = 8;
    private static final int MIN_CHUNK_BYTES = 1 << 20;
    private static final long MAX_CHUNK_BYTES = 1L << 30;
    private static final long NONE = -1;

    private final int slotBytes;
    private final int chunkBytes;
    private final long[] freeRegions = new long[Integer.SIZE];
    private UnsafeBuffer[] chunks = new UnsafeBuffer[0];
    private int usedOfLastChunk;

    SlotArena(int maxSlots, int bytesPerSlot) {
        long regionBytes = BitUtil.align((long) bytesPerSlot, SLOT_ALIGNMENT) * maxSlots;
        if (regionBytes > MAX_CHUNK_BYTES) {
            throw new IllegalArgumentException("maxSlots=" + maxSlots + " of " + bytesPerSlot
                    + " bytes exceed the limit of " + MAX_CHUNK_BYTES + " bytes per session");
        }
        slotBytes = BitUtil.align(bytesPerSlot, SLOT_ALIGNMENT);
        chunkBytes = BitUtil.findNextPositivePowerOfTwo(Math.max(MIN_CHUNK_BYTES, (int) regionBytes));
        Arrays.fill(freeRegions, NONE);
    }

    /** @param slotCount power of two. */
    long allocate(int slotCount) {
        int sizeClass = Integer.numberOfTrailingZeros(slotCount);
        long free = freeRegions[sizeClass];
        if (free != NONE) {
            freeRegions[sizeClass] = chunk(free).getLong(offset(free));
            return free;
        }
        int bytes = slotCount * slotBytes;
        if (chunks.length == 0 || usedOfLastChunk + bytes > chunkBytes) {
            addChunk();
        }
        long region = (long) (chunks.length - 1) << Integer.SIZE | usedOfLastChunk;
        usedOfLastChunk += bytes;
        return region;
    }

    void release(long region, int slotCount) {
        int sizeClass = Integer.numberOfTrailingZeros(slotCount);
        chunk(region).putLong(offset(region), freeRegions[sizeClass]);
        freeRegions[sizeClass] = region;
    }

    UnsafeBuffer chunk(long region) {
        return chunks[(int) (region >>> Integer.SIZE)];
    }

    /** Where the slot begins in {@link #chunk}. */
    int slotOffset(long region, int slot) {
        return offset(region) + slot * slotBytes;
    }

    private void addChunk() {
        chunks = Arrays.copyOf(chunks, chunks.length + 1);
        chunks[chunks.length - 1] = new UnsafeBuffer(BufferUtil.allocateDirectAligned(chunkBytes, CACHE_LINE_BYTES));
        usedOfLastChunk = 0;
    }

    private static int offset(long region) {
        return (int) region;
    }
}
