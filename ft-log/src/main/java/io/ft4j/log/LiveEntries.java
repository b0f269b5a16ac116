package io.ft4j.log;

import java.util.Arrays;

/**
 * Which entries can be read and about where they are: a sparse list of block addresses, one about every 256 KiB, and the
 * truncations that still hide something. Indexes grow along both lists, since a truncation removes what it hides from
 * them.
 */
final class LiveEntries {
    private static final int SPACING_BYTES = 256 * 1024;
    private static final int INITIAL_CAPACITY = 8192;

    private long firstIndex = 1;
    private long lastIndex;

    private long[] indexes = new long[INITIAL_CAPACITY];
    private long[] positions = new long[INITIAL_CAPACITY];
    private long[] addresses = new long[INITIAL_CAPACITY];
    private int size;
    private long bytesSinceMark = SPACING_BYTES;

    private long[] cutIndexes = new long[16];
    private long[] cutAddresses = new long[16];
    private int cuts;

    long firstIndex() {
        return firstIndex;
    }

    long lastIndex() {
        return lastIndex;
    }

    boolean isEmpty() {
        return lastIndex < firstIndex;
    }

    /** There is no entry, and this is the next index. */
    void startAt(long nextIndex) {
        firstIndex = nextIndex;
        lastIndex = nextIndex - 1;
    }

    /** Whether an entry of this index may be the next one: an empty log may begin anywhere ahead. */
    boolean mayFollow(long index) {
        return index == lastIndex + 1 || isEmpty() && index > lastIndex;
    }

    /** A block of entries, or one of another kind whose {@code firstIndex} is the next index. */
    void add(long address, BlockHeader block) {
        if (isEmpty()) {
            firstIndex = block.firstIndex();
        }
        lastIndex = block.lastIndex();
        if (bytesSinceMark >= SPACING_BYTES) {
            mark(address, block.firstPosition(), block.firstIndex());
        }
        bytesSinceMark += block.blockLength();
    }

    private void mark(long address, long position, long index) {
        if (size == indexes.length) {
            indexes = Arrays.copyOf(indexes, size * 2);
            positions = Arrays.copyOf(positions, size * 2);
            addresses = Arrays.copyOf(addresses, size * 2);
        }
        indexes[size] = index;
        positions[size] = position;
        addresses[size++] = address;
        bytesSinceMark = 0;
    }

    /** Hides all entries from {@code index} on that stand before this address. */
    void truncate(long address, long index) {
        while (size > 0 && indexes[size - 1] >= index) {
            size--;
            bytesSinceMark = SPACING_BYTES;
        }
        while (cuts > 0 && cutIndexes[cuts - 1] >= index) {
            cuts--;
        }
        if (cuts == cutIndexes.length) {
            cutIndexes = Arrays.copyOf(cutIndexes, cuts * 2);
            cutAddresses = Arrays.copyOf(cutAddresses, cuts * 2);
        }
        cutIndexes[cuts] = index;
        cutAddresses[cuts++] = address;
        firstIndex = Math.min(firstIndex, index);
        lastIndex = index - 1;
    }

    /** Forgets what stands before this address; the entries begin with {@code newFirstIndex}. */
    void release(long address, long newFirstIndex) {
        int gone = 0;
        while (gone < size && addresses[gone] < address) {
            gone++;
        }
        size -= gone;
        System.arraycopy(indexes, gone, indexes, 0, size);
        System.arraycopy(positions, gone, positions, 0, size);
        System.arraycopy(addresses, gone, addresses, 0, size);
        int goneCuts = firstCutBehind(address);
        cuts -= goneCuts;
        System.arraycopy(cutIndexes, goneCuts, cutIndexes, 0, cuts);
        System.arraycopy(cutAddresses, goneCuts, cutAddresses, 0, cuts);
        firstIndex = newFirstIndex;
    }

    /** The last entry of a block that no truncation hides; less than the block's first where all are hidden. */
    long lastLive(long address, long blockLastIndex) {
        int cut = firstCutBehind(address);
        return cut == cuts ? blockLastIndex : Math.min(blockLastIndex, cutIndexes[cut] - 1);
    }

    private int firstCutBehind(long address) {
        int low = 0;
        int high = cuts;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cutAddresses[middle] > address) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Number of a mark from which a walk forward finds this live index, or −1: walk from the oldest block. */
    int markBeforeIndex(long index) {
        return lastAtMost(indexes, index);
    }

    /** As {@link #markBeforeIndex} for a position. */
    int markBeforePosition(long position) {
        return lastAtMost(positions, position);
    }

    long markAddress(int mark) {
        return addresses[mark];
    }

    long markPosition(int mark) {
        return positions[mark];
    }

    private int lastAtMost(long[] sorted, long value) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
