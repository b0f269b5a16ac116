package io.ft4j.bench.example.orderbook;

import java.util.Arrays;
import org.agrona.collections.Long2LongHashMap;

/**
 * All resting orders, as parallel arrays over slots 0 to capacity − 1, and the index that finds the slot of an order id.
 * {@code next} and {@code previous} are the queue of a price level; the free slots are chained through {@code next}.
 *
 * <p>One thread. Allocates nothing, but for the index growing to the greatest number of orders that ever rested at once.
 */
final class OrderPool {
    static final int NONE = -1;

    private static final int INITIAL_INDEX_CAPACITY = 4096;
    private static final float INDEX_LOAD_FACTOR = 0.5f;

    final long[] id;
    final int[] remaining;
    final int[] level;
    final int[] next;
    final int[] previous;

    private final Long2LongHashMap slotByKey = new Long2LongHashMap(INITIAL_INDEX_CAPACITY, INDEX_LOAD_FACTOR, NONE);
    private int firstFree;
    private int size;
    private int usedSlots;

    OrderPool(int capacity) {
        id = new long[capacity];
        remaining = new int[capacity];
        level = new int[capacity];
        next = new int[capacity];
        previous = new int[capacity];
        Arrays.fill(level, NONE);
        firstFree = NONE;
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == id.length;
    }

    /** Slots from here on were never used. */
    int usedSlots() {
        return usedSlots;
    }

    boolean isResting(int slot) {
        return level[slot] != NONE;
    }

    /** The slot of a resting order, or {@link #NONE}. */
    int find(long orderId) {
        return (int) slotByKey.get(key(orderId));
    }

    /** Takes a free slot, of which there is one. The caller links it into the queue of {@code levelId}. */
    int take(long orderId, int quantity, int levelId) {
        int slot = firstFree;
        if (slot == NONE) {
            slot = usedSlots++;
        } else {
            firstFree = next[slot];
        }
        id[slot] = orderId;
        remaining[slot] = quantity;
        level[slot] = levelId;
        slotByKey.put(key(orderId), slot);
        size++;
        return slot;
    }

    /** Gives back a slot that its queue has let go of. */
    void release(int slot) {
        slotByKey.remove(key(id[slot]));
        level[slot] = NONE;
        next[slot] = firstFree;
        firstFree = slot;
        size--;
    }

    /** One to one. Ids come from clients: without it, ids that differ in their high bits only would share one place. */
    private static long key(long orderId) {
        return (orderId ^ (orderId >>> 32)) * 0x9E3779B97F4A7C15L;
    }
}
