package io.ft4j.detect.swim;

import io.ft4j.core.model.Invariant;

/**
 * Until when each suspect may refute. The earliest deadline is kept as a lower bound, and looked for anew only when it has
 * come.
 *
 * <p>One thread. No allocation after construction.
 */
final class Suspicions {
    static final int NOBODY = -1;

    private final IdSet suspects;
    private final long[] deadlineNs;
    private long earliestNs = Long.MAX_VALUE;

    Suspicions(int capacity) {
        suspects = new IdSet(capacity);
        deadlineNs = new long[capacity];
    }

    int size() {
        return suspects.size();
    }

    boolean contains(int processId) {
        return suspects.contains(processId);
    }

    /** Nobody is due before. {@link Long#MAX_VALUE}: nobody is suspected. */
    long earliestNs() {
        return earliestNs;
    }

    /** Anew where there is one already. */
    void start(int processId, long untilNs) {
        if (!suspects.contains(processId)) {
            suspects.add(processId);
        }
        deadlineNs[processId] = untilNs;
        earliestNs = Math.min(earliestNs, untilNs);
    }

    void end(int processId) {
        if (suspects.contains(processId)) {
            suspects.remove(processId);
        }
    }

    /** A suspect whose time is over, or {@link #NOBODY}; then the earliest deadline is known again. */
    int due(long nowNs) {
        long earliest = Long.MAX_VALUE;
        for (int i = 0; i < suspects.size(); i++) {
            int processId = suspects.get(i);
            if (deadlineNs[processId] <= nowNs) {
                return processId;
            }
            earliest = Math.min(earliest, deadlineNs[processId]);
        }
        earliestNs = earliest;
        return NOBODY;
    }

    /** Leaves out a piece of time. */
    void shift(long shiftNs) {
        for (int i = 0; i < suspects.size(); i++) {
            deadlineNs[suspects.get(i)] += shiftNs;
        }
        if (earliestNs != Long.MAX_VALUE) {
            earliestNs += shiftNs;
        }
    }

    void checkInvariants() {
        for (int i = 0; i < suspects.size(); i++) {
            long deadline = deadlineNs[suspects.get(i)];
            Invariant.check(earliestNs <= deadline, "S3 earliest ≤ deadline", earliestNs, deadline);
        }
    }
}
