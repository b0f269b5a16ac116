package io.ft4j.core.model;

/**
 * Sets of group slots as the bits of a {@code long}: bit {@code i} stands for process {@code i}, 0–63.
 * Iterate without allocation:
 * <pre>{@code
 * for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
 *     int processId = ProcessSet.first(rest);
 * }
 * }</pre>
 * Stateless, so safe on any thread. Allocates only in {@link #toString(long)}.
 */
public final class ProcessSet {
    /** Slots of a group: ids 0 to 63. */
    public static final int MAX_PROCESSES = Long.SIZE;

    public static final long EMPTY = 0L;

    private ProcessSet() {}

    /** The set {0, …, processCount − 1}. */
    public static long firstN(int processCount) {
        if (processCount < 0 || processCount > MAX_PROCESSES) {
            throw new IllegalArgumentException("processCount=" + processCount + " is outside 0.." + MAX_PROCESSES);
        }
        return processCount == MAX_PROCESSES ? -1L : (1L << processCount) - 1;
    }

    public static long of(int processId) {
        if (processId < 0 || processId >= MAX_PROCESSES) {
            throw new IllegalArgumentException("processId=" + processId + " is outside 0.." + (MAX_PROCESSES - 1));
        }
        return 1L << processId;
    }

    public static long add(long set, int processId) {
        return set | of(processId);
    }

    public static long remove(long set, int processId) {
        return set & ~of(processId);
    }

    /** Ids outside 0–63 (clients, foreign nodes) are in no set. */
    public static boolean contains(long set, int processId) {
        return processId >= 0 && processId < MAX_PROCESSES && (set & (1L << processId)) != 0;
    }

    public static int size(long set) {
        return Long.bitCount(set);
    }

    /** The smallest id of a set that is not empty. */
    public static int first(long set) {
        return Long.numberOfTrailingZeros(set);
    }

    public static long withoutFirst(long set) {
        return set & (set - 1);
    }

    /** As {@code {0, 2, 5}}. */
    public static String toString(long set) {
        StringBuilder text = new StringBuilder("{");
        for (long rest = set; rest != EMPTY; rest = withoutFirst(rest)) {
            text.append(text.length() > 1 ? ", " : "").append(first(rest));
        }
        return text.append('}').toString();
    }
}
