package io.ft4j.core.protocol;

/**
 * Translates durability, which is counted in positions of the log, into indexes: which index is durable once a position
 * is. A position is never reused, an index is, after a cut; so a cut lowers the marks that wait. Positions grow from mark
 * to mark, indexes never fall. A fixed ring; when it is full, the newest mark takes the next one in, which reports later
 * but never too early.
 */
public final class DurableMarks {
    private final long[] positions;
    private final long[] indexes;
    private final int mask;
    private long head;
    private long tail;

    /** @param capacity power of two. */
    public DurableMarks(int capacity) {
        positions = new long[capacity];
        indexes = new long[capacity];
        mask = capacity - 1;
    }

    /** Once {@code position} is durable, so are the entries up to {@code index}. False when marks had to be merged. */
    public boolean add(long position, long index) {
        boolean fits = tail - head <= mask;
        if (fits) {
            tail++;
        }
        int newest = (int) (tail - 1) & mask;
        positions[newest] = position;
        indexes[newest] = index;
        return fits;
    }

    /** Entries from this index on were cut: positions that are reached later say nothing about them. */
    public void truncateFrom(long index) {
        for (long at = tail - 1; at >= head && indexes[(int) at & mask] >= index; at--) {
            indexes[(int) at & mask] = index - 1;
        }
    }

    /** The highest index that is durable by this position, or −1 when it says nothing new. */
    public long reached(long position) {
        long index = -1;
        while (head < tail && positions[(int) head & mask] <= position) {
            index = indexes[(int) head & mask];
            head++;
        }
        return index;
    }
}
