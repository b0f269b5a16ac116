package io.ft4j.commit;

import io.ft4j.core.model.ProcessSet;

/**
 * Whom a participant in READY asks next: the coordinator, then the other participants one after the other, then again. It
 * remembers who is as uncertain as itself; when all are, only the coordinator can help.
 *
 * <p>One thread. Allocates nothing after construction.
 */
final class AskingOrder {
    private static final int NOBODY = -2;
    private static final int COORDINATOR = -1;

    private final int[] lastAsked;
    private final int[] rounds;
    private final long[] uncertain;

    AskingOrder(int slotCount) {
        lastAsked = new int[slotCount];
        rounds = new int[slotCount];
        uncertain = new long[slotCount];
    }

    void begin(int slot) {
        lastAsked[slot] = NOBODY;
        rounds[slot] = 0;
        uncertain[slot] = ProcessSet.EMPTY;
    }

    /** Whether nobody was asked yet: the decision is not late. */
    boolean isIdle(int slot) {
        return lastAsked[slot] == NOBODY && rounds[slot] == 0;
    }

    /** How often all were asked in vain. */
    int rounds(int slot) {
        return rounds[slot];
    }

    /**
     * @param peers the participants but this one.
     * @return the one to ask now.
     */
    int next(int slot, int coordinatorId, long peers) {
        if (lastAsked[slot] != NOBODY) {
            long rest = lastAsked[slot] == COORDINATOR ? peers : peers & -(2L << lastAsked[slot]);
            if (rest != ProcessSet.EMPTY) {
                lastAsked[slot] = ProcessSet.first(rest);
                return lastAsked[slot];
            }
            rounds[slot]++;
        }
        lastAsked[slot] = COORDINATOR;
        return coordinatorId;
    }

    /** Whether the round is over with the one asked last. */
    boolean isLast(int slot, long peers) {
        return lastAsked[slot] >= 0 ? peers >>> lastAsked[slot] == 1 : peers == ProcessSet.EMPTY;
    }

    /** Somebody who was asked does not know either. @return whether it is the one asked last. */
    boolean onUncertain(int slot, int processId) {
        uncertain[slot] = ProcessSet.add(uncertain[slot], processId);
        return lastAsked[slot] == processId;
    }

    /** Those of the peers that have not said that they are uncertain. */
    long mayKnow(int slot, long peers) {
        return peers & ~uncertain[slot];
    }
}
