package io.ft4j.detect;

import io.ft4j.core.model.DetectorClass;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;

/**
 * Who is suspected, and why that changes: silence until a deadline makes a suspicion, news ends it, and a mistake makes the
 * time-out grow.
 *
 * <p>One thread. No allocation after construction.
 */
final class Suspicions {
    private final long peers;
    private final DetectorClass detectorClass;
    private final DetectorCounters counters;
    private final Deadlines deadlines;

    private long suspects;
    /** Suspected processes of which a new life was heard since. */
    private long restarted;

    Suspicions(long peers, DetectorClass detectorClass, DetectorCounters counters, Deadlines deadlines) {
        this.peers = peers;
        this.detectorClass = detectorClass;
        this.counters = counters;
        this.deadlines = deadlines;
    }

    long suspects() {
        return suspects;
    }

    /** The peers that are not suspected: those whose deadlines count. */
    long trusted() {
        return peers & ~suspects;
    }

    /** News of a process: its time-out begins anew. */
    void heard(long nowNs, int processId, Outbox outbox) {
        if (ProcessSet.contains(suspects, processId)) {
            restore(processId, outbox);
        }
        deadlines.restart(nowNs, processId);
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
        } else if (!deadlines.grow(processId)) {
            counters.increment(DetectorCounter.TIMEOUT_AT_CAP);
        }
    }

    /** A new life of a process. Where it is suspected, that may have been right; it stays so until there is news. */
    void cameBack(int processId) {
        restarted |= suspects & ProcessSet.of(processId);
    }

    void suspectSilent(long nowNs, Outbox outbox) {
        long silent = deadlines.due(nowNs, trusted());
        suspects |= silent;
        for (long rest = silent; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            counters.increment(DetectorCounter.SUSPECTED);
            outbox.suspect(ProcessSet.first(rest));
        }
    }

    void checkInvariants() {
        Invariant.check((suspects & ~peers) == ProcessSet.EMPTY, "D1 only peers are suspected", suspects, peers);
        deadlines.checkInvariants(trusted());
        Invariant.check((restarted & ~suspects) == ProcessSet.EMPTY, "D4 restarted ⊆ suspects", restarted, suspects);
    }
}
