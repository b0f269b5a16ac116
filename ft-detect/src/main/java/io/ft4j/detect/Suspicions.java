package io.ft4j.detect;

import io.ft4j.core.model.DetectorClass;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;

/**
 * Who is suspected, and why that changes: a silence that is too long makes a suspicion, news ends it, and after a mistake
 * longer silences are borne.
 *
 * <p>One thread. No allocation after construction.
 */
final class Suspicions {
    /** How long each process may be silent. */
    interface Silences {
        /** News of a process: its silence begins anew. */
        void restart(long nowNs, int processId);

        /** After a mistake. @return false: it is at its cap already. */
        boolean grow(int processId);

        /** The watched processes that have been silent for too long. */
        long due(long nowNs, long watched);

        void checkInvariants(long watched);
    }

    private final long peers;
    private final DetectorClass detectorClass;
    private final DetectorCounters counters;
    private final Silences silences;

    private long suspects;
    /** Suspected processes of which a new life was heard since. */
    private long restarted;

    Suspicions(long peers, DetectorClass detectorClass, DetectorCounters counters, Silences silences) {
        this.peers = peers;
        this.detectorClass = detectorClass;
        this.counters = counters;
        this.silences = silences;
    }

    long suspects() {
        return suspects;
    }

    boolean isSuspected(int processId) {
        return ProcessSet.contains(suspects, processId);
    }

    /** The peers that are not suspected: those whose silences count. */
    long trusted() {
        return peers & ~suspects;
    }

    /** News of a process. */
    void heard(long nowNs, int processId, Outbox outbox) {
        if (isSuspected(processId)) {
            restore(processId, outbox);
        }
        silences.restart(nowNs, processId);
    }

    private void restore(int processId, Outbox outbox) {
        if (ProcessSet.contains(restarted, processId)) {
            counters.increment(DetectorCounter.RESTORED_AFTER_RESTART);
        } else {
            counters.increment(DetectorCounter.RESTORED);
            learnFromMistake(processId);
        }
        suspects = ProcessSet.remove(suspects, processId);
        restarted = ProcessSet.remove(restarted, processId);
        outbox.restore(processId);
    }

    private void learnFromMistake(int processId) {
        if (detectorClass == DetectorClass.PERFECT) {
            counters.increment(DetectorCounter.BOUND_BROKEN);
        } else if (!silences.grow(processId)) {
            counters.increment(DetectorCounter.TIMEOUT_AT_CAP);
        }
    }

    /** A new life of a process. Where it is suspected, that may have been right; it stays so until there is news. */
    void cameBack(int processId) {
        restarted |= suspects & ProcessSet.of(processId);
    }

    void suspectSilent(long nowNs, Outbox outbox) {
        long silent = silences.due(nowNs, trusted());
        suspects |= silent;
        for (long rest = silent; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            counters.increment(DetectorCounter.SUSPECTED);
            outbox.suspect(ProcessSet.first(rest));
        }
    }

    void checkInvariants() {
        Invariant.check((suspects & ~peers) == ProcessSet.EMPTY, "D1 only peers are suspected", suspects, peers);
        silences.checkInvariants(trusted());
        Invariant.check((restarted & ~suspects) == ProcessSet.EMPTY, "D4 restarted ⊆ suspects", restarted, suspects);
    }
}
