package io.ft4j.detect;

import io.ft4j.core.model.ProcessSet;

/**
 * How much a process forwards for others: of each sender a number of frames in an interval. So one that sends without end
 * costs a bounded number of frames, and takes nothing from the others.
 *
 * <p>One thread. No allocation after construction.
 */
final class RelayBudget {
    private final int limit;
    private final long intervalNs;
    private final long[] endNs = new long[ProcessSet.MAX_PROCESSES];
    private final int[] left = new int[ProcessSet.MAX_PROCESSES];

    RelayBudget(int limit, long intervalNs) {
        this.limit = limit;
        this.intervalNs = intervalNs;
    }

    /** @return false: as many as allowed came from this sender in this interval. */
    boolean take(long nowNs, int senderId) {
        // A clock that went back must not make the interval longer.
        if (nowNs >= endNs[senderId] || nowNs < endNs[senderId] - intervalNs) {
            endNs[senderId] = nowNs + intervalNs;
            left[senderId] = limit;
        }
        if (left[senderId] == 0) {
            return false;
        }
        left[senderId]--;
        return true;
    }
}
