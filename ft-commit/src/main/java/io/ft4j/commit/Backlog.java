package io.ft4j.commit;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;

/**
 * Who holds places of a coordinator with decisions that were sent again and again in vain. Once those are more than half of all
 * places, nothing more is begun with whoever holds one: it would go on to promise what it does not carry out, until no place is
 * left for the others. What fills all places before half of them count is not stopped by this.
 *
 * <p>One thread. Allocates nothing after construction.
 */
final class Backlog {
    /** A decision that was sent so often is sent at the longest interval from now on, and counts. */
    static final int ATTEMPTS = 6;

    private final int limit;
    private final int[] placesOf = new int[ProcessSet.MAX_PROCESSES];
    private int places;
    private long holders;

    /** @param capacity places of the coordinator. */
    Backlog(int capacity) {
        limit = capacity / 2;
    }

    /** @param pendingSet who has not acknowledged. */
    void add(long pendingSet) {
        places++;
        holders |= pendingSet;
        for (long rest = pendingSet; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            placesOf[ProcessSet.first(rest)]++;
        }
    }

    /** One of those that held the place has acknowledged. */
    void acknowledged(int processId) {
        placesOf[processId]--;
        Invariant.check(placesOf[processId] >= 0, "C9 a place is given back once", processId, placesOf[processId]);
        if (placesOf[processId] == 0) {
            holders = ProcessSet.remove(holders, processId);
        }
    }

    /** The place is free. @param pendingSet who had not acknowledged. */
    void remove(long pendingSet) {
        places--;
        for (long rest = pendingSet; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            acknowledged(ProcessSet.first(rest));
        }
    }

    /** Which of these nothing is to be begun with now. */
    long refused(long participantSet) {
        return places > limit ? participantSet & holders : ProcessSet.EMPTY;
    }
}
