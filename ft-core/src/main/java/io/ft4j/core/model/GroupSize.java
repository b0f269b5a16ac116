package io.ft4j.core.model;

/**
 * How many processes a group needs so that {@code faults} of them may fail. Two questions that are often mixed up:
 * <em>masking</em> (is one right answer among those that arrive, or a majority of right ones) and <em>consensus</em>
 * (do the survivors agree on one order although nobody knows who is slow and who is dead).
 */
public final class GroupSize {
    private GroupSize() {}

    /**
     * Replicas that hide the failure of k of them behind a voter, or under a perfect detector: k + 1 when they halt,
     * 2k + 1 when they may answer wrongly, since the right answers must outnumber the wrong ones.
     */
    public static int masking(FailureClass failureClass, int faults) {
        requireFaults(faults);
        return failureClass.includes(FailureClass.RESPONSE) ? bounded(2L * faults + 1) : bounded(faults + 1L);
    }

    /**
     * Processes for agreement on a total order: k + 1 for halting failures where silence is proof (synchronous),
     * 2k + 1 where it is not, 3k + 1 where processes may lie.
     *
     * @throws IllegalArgumentException for an asynchronous system, in which no deterministic protocol terminates as
     *                                  soon as one process may crash (Fischer, Lynch, Paterson 1985).
     */
    public static int consensus(FailureClass failureClass, Synchrony synchrony, int faults) {
        requireFaults(faults);
        if (synchrony == Synchrony.ASYNCHRONOUS && faults > 0) {
            throw new IllegalArgumentException("synchrony=ASYNCHRONOUS: no deterministic consensus terminates when "
                    + faults + " process(es) may fail; declare PARTIALLY_SYNCHRONOUS");
        }
        if (failureClass.includes(FailureClass.RESPONSE)) {
            return bounded(3L * faults + 1);
        }
        boolean silenceIsProof = failureClass == FailureClass.CRASH && synchrony == Synchrony.SYNCHRONOUS;
        return silenceIsProof ? bounded(faults + 1L) : bounded(2L * faults + 1);
    }

    /** @throws IllegalArgumentException with the reason, when a group of this size is too small for what it declares. */
    public static void requireConsensus(int processCount, FailureClass failureClass, Synchrony synchrony, int faults) {
        int needed = consensus(failureClass, synchrony, faults);
        if (processCount < needed) {
            throw new IllegalArgumentException("processCount=" + processCount + " cannot survive faults=" + faults
                    + " of class " + failureClass + " in a " + synchrony + " system: it takes " + needed);
        }
    }

    private static int bounded(long processCount) {
        if (processCount > ProcessSet.MAX_PROCESSES) {
            throw new IllegalArgumentException(
                    "a group of " + processCount + " exceeds the limit of " + ProcessSet.MAX_PROCESSES + " processes");
        }
        return (int) processCount;
    }

    private static void requireFaults(int faults) {
        if (faults < 0) {
            throw new IllegalArgumentException("faults=" + faults + " must not be negative");
        }
    }
}
