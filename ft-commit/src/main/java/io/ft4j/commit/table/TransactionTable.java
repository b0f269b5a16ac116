package io.ft4j.commit.table;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;

/**
 * The transactions in flight of one role: a fixed number of slots, found by coordinator and id. Whatever else is known of a
 * transaction stands in arrays of its owner, under the same slot. A hash table with linear probing that leaves no traces of
 * what was removed. Allocates nothing after construction. One thread.
 */
public final class TransactionTable {
    public static final int NONE = -1;
    private static final int EMPTY = 0;
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;
    /** Of an id: they say which bucket of its cache line, which has 16. */
    private static final int NEIGHBOUR_BITS = 4;

    private static final int NEIGHBOUR_MASK = (1 << NEIGHBOUR_BITS) - 1;

    private final long[] ids;
    private final int[] coordinatorIds;
    private final int[] free;
    private final int[] buckets;
    private final int mask;
    private int freeCount;

    public TransactionTable(int capacity) {
        ids = new long[capacity];
        coordinatorIds = new int[capacity];
        free = new int[capacity];
        buckets = new int[Integer.highestOneBit(capacity) << 2];
        mask = buckets.length - 1;
        for (int slot = capacity - 1; slot >= 0; slot--) {
            free[freeCount++] = slot;
        }
    }

    public int capacity() {
        return ids.length;
    }

    public int size() {
        return ids.length - freeCount;
    }

    public boolean isUsed(int slot) {
        return ids[slot] != EMPTY;
    }

    public long id(int slot) {
        return ids[slot];
    }

    public int coordinatorId(int slot) {
        return coordinatorIds[slot];
    }

    /** Its slot, or {@link #NONE}. */
    public int find(int coordinatorId, long id) {
        int at = home(coordinatorId, id);
        while (buckets[at] != EMPTY) {
            int slot = buckets[at] - 1;
            if (ids[slot] == id && coordinatorIds[slot] == coordinatorId) {
                return slot;
            }
            at = (at + 1) & mask;
        }
        return NONE;
    }

    /** A slot for a transaction that has none; {@link #NONE}: all are taken. */
    public int add(int coordinatorId, long id) {
        if (freeCount == 0) {
            return NONE;
        }
        int slot = free[--freeCount];
        ids[slot] = id;
        coordinatorIds[slot] = coordinatorId;
        int at = home(coordinatorId, id);
        while (buckets[at] != EMPTY) {
            at = (at + 1) & mask;
        }
        buckets[at] = slot + 1;
        return slot;
    }

    public void remove(int slot) {
        int at = home(coordinatorIds[slot], ids[slot]);
        while (buckets[at] != slot + 1) {
            at = (at + 1) & mask;
        }
        closeGap(at);
        ids[slot] = EMPTY;
        free[freeCount++] = slot;
    }

    /** Moves those back that had to pass the bucket which gets free. */
    private void closeGap(int from) {
        int gap = from;
        for (int at = (gap + 1) & mask; buckets[at] != EMPTY; at = (at + 1) & mask) {
            int slot = buckets[at] - 1;
            int distance = (at - home(coordinatorIds[slot], ids[slot])) & mask;
            if (distance >= ((at - gap) & mask)) {
                buckets[gap] = buckets[at];
                gap = at;
            }
        }
        buckets[gap] = EMPTY;
    }

    /** Ids are given one after the other: neighbours stand in one cache line, lines anywhere. */
    private int home(int coordinatorId, long id) {
        long line = ((id >>> NEIGHBOUR_BITS) * ProcessSet.MAX_PROCESSES + coordinatorId) * GOLDEN_RATIO >>> 32;
        return (int) (line << NEIGHBOUR_BITS | id & NEIGHBOUR_MASK) & mask;
    }

    public void checkInvariants() {
        int used = 0;
        for (int slot = 0; slot < ids.length; slot++) {
            if (isUsed(slot)) {
                used++;
                Invariant.check(
                        find(coordinatorIds[slot], ids[slot]) == slot, "C7 a transaction has one slot", slot, used);
            }
        }
        Invariant.check(used == size(), "C7 a slot is free or used", used, size());
    }
}
