package io.ft4j.commit.table;

import io.ft4j.core.model.ProcessSet;

/**
 * Whom a participant in READY asks next: the coordinator, then the other participants one after the other, then again. It
 * remembers who is as uncertain as itself; when all are, only the coordinator can help.
 *
 * <p>One thread. Allocates nothing after construction.
 */
public final class AskingOrder {
    private static final int NOBODY = -2;
    private static final int COORDINATOR = -1;

    private final int[] lastAsked;
    private final int[] rounds;
    private final long[] uncertain;

    public AskingOrder(int slotCount) {
        lastAsked = new int[slotCount];
        rounds = new int[slotCount];
        uncertain = new long[slotCount];
    }

    public void begin(int slot) {
        lastAsked[slot] = NOBODY;
        rounds[slot] = 0;
        uncertain[slot] = ProcessSet.EMPTY;
    }

    /** Whether nobody was asked yet: the decision is not late. */
    public boolean isIdle(int slot) {
        return lastAsked[slot] == NOBODY && rounds[slot] == 0;
    }

    /** How often all were asked in vain. */
    public int rounds(int slot) {
        return rounds[slot];
    }

    /**
     * @param peers the participants but this one.
     * @return the one to ask now.
     */
    public int next(int slot, int coordinatorId, long peers) {
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
    public boolean isLast(int slot, long peers) {
        return lastAsked[slot] >= 0 ? peers >>> lastAsked[slot] == 1 : peers == ProcessSet.EMPTY;
    }

    /** Somebody who was asked does not know either. @return whether it is the one asked last. */
    public boolean onUncertain(int slot, int processId) {
        uncertain[slot] = ProcessSet.add(uncertain[slot], processId);
        return lastAsked[slot] == processId;
    }

    /** Those of the peers that have not said that they are uncertain. */
    public long mayKnow(int slot, long peers) {
        return peers & ~uncertain[slot];
    }
}
