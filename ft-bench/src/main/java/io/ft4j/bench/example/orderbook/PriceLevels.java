package io.ft4j.bench.example.orderbook;

import static io.ft4j.bench.example.orderbook.OrderPool.NONE;

/**
 * A pool of price levels for both sides of a book. A level is a first-in-first-out queue of orders at one price with
 * their total quantity.
 *
 * <p>One thread. Allocates nothing.
 */
final class PriceLevels {
    final long[] price;
    final long[] quantity;
    final int[] head;
    final int[] tail;
    final int[] orderCount;
    final boolean[] isBid;

    private final OrderPool orders;
    private final int[] nextFree;
    private int firstFree;
    private int freeCount;

    PriceLevels(OrderPool orders, int capacity) {
        this.orders = orders;
        price = new long[capacity];
        quantity = new long[capacity];
        head = new int[capacity];
        tail = new int[capacity];
        orderCount = new int[capacity];
        isBid = new boolean[capacity];
        nextFree = new int[capacity];
        for (int i = 0; i < capacity; i++) {
            nextFree[i] = i + 1 < capacity ? i + 1 : NONE;
        }
        freeCount = capacity;
    }

    boolean isExhausted() {
        return freeCount == 0;
    }

    /** Takes an empty level, of which there is one. */
    int take(boolean bid, long levelPrice) {
        int level = firstFree;
        firstFree = nextFree[level];
        freeCount--;
        price[level] = levelPrice;
        isBid[level] = bid;
        quantity[level] = 0;
        orderCount[level] = 0;
        head[level] = NONE;
        tail[level] = NONE;
        return level;
    }

    void release(int level) {
        nextFree[level] = firstFree;
        firstFree = level;
        freeCount++;
    }

    /** Appends an order at the end of the queue that it names. */
    void append(int slot) {
        int level = orders.level[slot];
        int last = tail[level];
        orders.previous[slot] = last;
        orders.next[slot] = NONE;
        if (last == NONE) {
            head[level] = slot;
        } else {
            orders.next[last] = slot;
        }
        tail[level] = slot;
        quantity[level] += orders.remaining[slot];
        orderCount[level]++;
    }

    /** Takes an order out of its queue, wherever it stands. */
    void unlink(int slot) {
        int level = orders.level[slot];
        int before = orders.previous[slot];
        int after = orders.next[slot];
        if (before == NONE) {
            head[level] = after;
        } else {
            orders.next[before] = after;
        }
        if (after == NONE) {
            tail[level] = before;
        } else {
            orders.previous[after] = before;
        }
        quantity[level] -= orders.remaining[slot];
        orderCount[level]--;
    }
}
