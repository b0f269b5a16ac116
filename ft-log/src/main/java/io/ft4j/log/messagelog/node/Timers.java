package io.ft4j.log.messagelog.node;

import java.util.Arrays;

/**
 * The timers of a process, part of its state. A timer that is due is logged as an event first, and fires when that event
 * comes; until then the process may cancel it or set it anew, and then the event says nothing. No allocation after
 * construction.
 */
public final class Timers {
    private final long[] ids;
    private final long[] deadlinesNs;
    /** It was logged that it is due, and the process was not told yet. Not part of the state. */
    private final boolean[] logged;

    private int count;
    private long earliestNs = Long.MAX_VALUE;

    public Timers(int maxTimers) {
        ids = new long[maxTimers];
        deadlinesNs = new long[maxTimers];
        logged = new boolean[maxTimers];
    }

    public int count() {
        return count;
    }

    public long id(int slot) {
        return ids[slot];
    }

    public long deadlineNs(int slot) {
        return deadlinesNs[slot];
    }

    public void set(long timerId, long deadlineNs) {
        int slot = find(timerId);
        if (slot == count) {
            if (count == ids.length) {
                throw new IllegalStateException("timer " + timerId + " is one more than maxTimers=" + ids.length);
            }
            count++;
            ids[slot] = timerId;
            logged[slot] = false;
        }
        deadlinesNs[slot] = deadlineNs;
        findEarliest();
    }

    public void cancel(long timerId) {
        int slot = find(timerId);
        if (slot < count) {
            remove(slot);
        }
    }

    private int find(long timerId) {
        int slot = 0;
        while (slot < count && ids[slot] != timerId) {
            slot++;
        }
        return slot;
    }

    private void remove(int slot) {
        count--;
        ids[slot] = ids[count];
        deadlinesNs[slot] = deadlinesNs[count];
        logged[slot] = logged[count];
        findEarliest();
    }

    /** Of those that are not logged yet. */
    public long earliestNs() {
        return earliestNs;
    }

    /** A slot whose timer is due and not logged yet, or −1. */
    public int due(long nowNs) {
        for (int slot = 0; earliestNs <= nowNs && slot < count; slot++) {
            if (!logged[slot] && deadlinesNs[slot] <= nowNs) {
                return slot;
            }
        }
        return -1;
    }

    public void markLogged(int slot) {
        logged[slot] = true;
        findEarliest();
    }

    /** The event of a timer that was due at this time comes. False: it is outdated. */
    public boolean fire(long timerId, long timestampNs) {
        int slot = find(timerId);
        if (slot == count) {
            return false;
        }
        if (deadlinesNs[slot] > timestampNs) {
            logged[slot] = false;
            findEarliest();
            return false;
        }
        remove(slot);
        return true;
    }

    public void clear() {
        count = 0;
        Arrays.fill(logged, false);
        findEarliest();
    }

    private void findEarliest() {
        long earliest = Long.MAX_VALUE;
        for (int slot = 0; slot < count; slot++) {
            if (!logged[slot]) {
                earliest = Math.min(earliest, deadlinesNs[slot]);
            }
        }
        earliestNs = earliest;
    }
}
