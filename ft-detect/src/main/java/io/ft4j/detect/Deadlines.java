package io.ft4j.detect;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;

/**
 * Until when each process must have been heard, or must have answered. News of a process costs a store: the earliest
 * deadline is kept as a lower bound, and looked for anew only when it has come.
 *
 * <p>One thread. No allocation after construction.
 */
final class Deadlines implements Suspicions.Silences {
    private final long initialTimeoutNs;
    private final long incrementNs;
    private final long maxTimeoutNs;
    private final long[] timeoutNs = new long[ProcessSet.MAX_PROCESSES];
    private final long[] deadlineNs = new long[ProcessSet.MAX_PROCESSES];
    private long earliestNs = Long.MAX_VALUE;

    /** @param incrementNs by so much a time-out {@linkplain #grow grows}, up to {@code maxTimeoutNs}. */
    Deadlines(long initialTimeoutNs, long incrementNs, long maxTimeoutNs) {
        this.initialTimeoutNs = initialTimeoutNs;
        this.incrementNs = incrementNs;
        this.maxTimeoutNs = maxTimeoutNs;
    }

    /** Time-outs that are equal and stay so. */
    Deadlines(long timeoutNs) {
        this(timeoutNs, 0, timeoutNs);
    }

    void start(long nowNs, long processes) {
        for (long rest = processes; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int processId = ProcessSet.first(rest);
            timeoutNs[processId] = initialTimeoutNs;
            restart(nowNs, processId);
        }
    }

    /** No watched process is due before. {@link Long#MAX_VALUE}: none is watched. */
    long earliestNs() {
        return earliestNs;
    }

    long timeoutNs(int processId) {
        return timeoutNs[processId];
    }

    /** Its time-out begins now: it is due at the first instant at which more than that has gone. */
    @Override
    public void restart(long nowNs, int processId) {
        long deadline = nowNs + timeoutNs[processId] + 1;
        deadlineNs[processId] = deadline;
        earliestNs = Math.min(earliestNs, deadline);
    }

    @Override
    public boolean grow(int processId) {
        if (timeoutNs[processId] == maxTimeoutNs) {
            return false;
        }
        timeoutNs[processId] = Math.min(timeoutNs[processId] + incrementNs, maxTimeoutNs);
        return true;
    }

    /** Leaves out a piece of time. */
    void shift(long watched, long shiftNs) {
        for (long rest = watched; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            deadlineNs[ProcessSet.first(rest)] += shiftNs;
        }
        if (earliestNs != Long.MAX_VALUE) {
            earliestNs += shiftNs;
        }
    }

    /** In one scan; the earliest deadline of the others is known from now on. */
    @Override
    public long due(long nowNs, long watched) {
        long due = ProcessSet.EMPTY;
        earliestNs = Long.MAX_VALUE;
        for (long rest = watched; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int processId = ProcessSet.first(rest);
            if (deadlineNs[processId] <= nowNs) {
                due = ProcessSet.add(due, processId);
            } else {
                earliestNs = Math.min(earliestNs, deadlineNs[processId]);
            }
        }
        return due;
    }

    /** As {@link #due}, but one at a time, where there is room for one only. −1: none is due. */
    int firstDue(long nowNs, long watched) {
        long due = due(nowNs, watched);
        if (due == ProcessSet.EMPTY) {
            return -1;
        }
        int first = ProcessSet.first(due);
        for (long rest = ProcessSet.withoutFirst(due); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            earliestNs = Math.min(earliestNs, deadlineNs[ProcessSet.first(rest)]);
        }
        return first;
    }

    @Override
    public void checkInvariants(long watched) {
        for (long rest = watched; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int processId = ProcessSet.first(rest);
            Invariant.check(
                    earliestNs <= deadlineNs[processId], "D2 earliest ≤ deadline", earliestNs, deadlineNs[processId]);
            Invariant.check(
                    timeoutNs[processId] >= initialTimeoutNs && timeoutNs[processId] <= maxTimeoutNs,
                    "D3 initial ≤ time-out ≤ cap",
                    processId,
                    timeoutNs[processId]);
        }
    }
}
