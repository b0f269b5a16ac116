package io.ft4j.core.model;

/**
 * How many processes must agree so that any two agreeing sets share enough members.
 * Pure functions over process counts; no allocation.
 */
public final class Quorum {
    private Quorum() {}

    /** Smallest set of which any two intersect: ⌊n/2⌋ + 1 (Raft §5.2; all servers count, the leader included). */
    public static int majority(int processCount) {
        requirePositive(processCount);
        return processCount / 2 + 1;
    }

    /** Most processes that may lie among n: ⌊(n − 1) / 3⌋ (Pease, Shostak, Lamport 1980). */
    public static int byzantineFaults(int processCount) {
        requirePositive(processCount);
        return (processCount - 1) / 3;
    }

    /**
     * Smallest set of which any two share a correct process: ⌈(n + k + 1) / 2⌉ with k = ⌊(n − 1) / 3⌋.
     * It is 2k + 1 only where n = 3k + 1; with n = 6 two sets of 2k + 1 = 3 may not meet at all.
     */
    public static int byzantine(int processCount) {
        return (processCount + byzantineFaults(processCount) + 2) / 2;
    }

    public static boolean isMajority(long set, int processCount) {
        return ProcessSet.size(set) >= majority(processCount);
    }

    /**
     * The largest value that a majority has reached: Raft's commit candidate from the match indexes.
     *
     * @param values       one per process; not changed.
     * @param processCount how many of them count.
     * @return the majority(processCount)-th largest of them.
     */
    public static long reachedByMajority(long[] values, int processCount) {
        int needed = majority(processCount);
        long best = Long.MIN_VALUE;
        for (int i = 0; i < processCount; i++) {
            if (values[i] > best && countAtLeast(values, processCount, values[i]) >= needed) {
                best = values[i];
            }
        }
        return best;
    }

    private static int countAtLeast(long[] values, int processCount, long floor) {
        int count = 0;
        for (int i = 0; i < processCount; i++) {
            if (values[i] >= floor) {
                count++;
            }
        }
        return count;
    }

    private static void requirePositive(int processCount) {
        if (processCount < 1) {
            throw new IllegalArgumentException("processCount=" + processCount + " must be at least 1");
        }
    }
}
