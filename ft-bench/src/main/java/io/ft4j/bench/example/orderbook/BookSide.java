package io.ft4j.bench.example.orderbook;

/**
 * The price levels of one side in order of price, the best one last. Activity is near the touch, so that insertions move
 * few elements and the search gallops from the best price away: its cost grows with the logarithm of the distance.
 *
 * <p>One thread. Allocates nothing.
 */
public final class BookSide {
    /** Price for bids, −price for asks: greater is better. */
    private final long[] keys;

    private final int[] levels;
    private final boolean bid;
    private int size;

    BookSide(boolean bid, int capacity) {
        this.bid = bid;
        keys = new long[capacity];
        levels = new int[capacity];
    }

    boolean isBid() {
        return bid;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** The level at a rank; 0 is the best. */
    int level(int rank) {
        return levels[size - 1 - rank];
    }

    int bestLevel() {
        return levels[size - 1];
    }

    /** Whether an order of the other side with this limit trades with the best level. */
    boolean isCrossedBy(long price) {
        return size > 0 && keys[size - 1] >= key(price);
    }

    /** The position of a price, or, when it has no level, the complement of the position where it belongs. */
    int find(long price) {
        long key = key(price);
        int high = size - 1;
        int step = 1;
        int low = high;
        while (low >= 0 && keys[low] > key) {
            high = low - 1;
            low -= step;
            step <<= 1;
        }
        low = Math.max(low, 0);
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (keys[middle] < key) {
                low = middle + 1;
            } else if (keys[middle] > key) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return ~low;
    }

    int levelAt(int position) {
        return levels[position];
    }

    void insert(int position, long price, int level) {
        System.arraycopy(keys, position, keys, position + 1, size - position);
        System.arraycopy(levels, position, levels, position + 1, size - position);
        keys[position] = key(price);
        levels[position] = level;
        size++;
    }

    void remove(int position) {
        size--;
        System.arraycopy(keys, position + 1, keys, position, size - position);
        System.arraycopy(levels, position + 1, levels, position, size - position);
    }

    private long key(long price) {
        return bid ? price : -price;
    }
}
