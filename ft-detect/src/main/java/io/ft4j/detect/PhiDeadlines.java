package io.ft4j.detect;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.detect.arrival.PhiEstimator;

/**
 * Since when each process is silent, and for how long it may be. News of a process costs its sample and a store: how long a
 * silence is borne is computed only when the earliest deadline has come. That one is kept as a lower bound, and since nobody
 * is waited for shorter than the least silence, news needs no root to keep it one.
 *
 * <p>One thread. No allocation after construction.
 */
final class PhiDeadlines implements Suspicions.Silences {
    private final PhiConfig config;
    private final long peers;
    private final DetectorCounters counters;
    private final PhiEstimator[] estimators = new PhiEstimator[ProcessSet.MAX_PROCESSES];
    private final long[] pauseNs = new long[ProcessSet.MAX_PROCESSES];
    private final long[] heardNs = new long[ProcessSet.MAX_PROCESSES];
    private final long leastNs;
    /** Processes whose present silence says nothing of how heartbeats come. */
    private long unsampled;

    private long earliestNs = Long.MAX_VALUE;

    PhiDeadlines(PhiConfig config, long peers, DetectorCounters counters) {
        this.config = config;
        this.peers = peers;
        this.counters = counters;
        leastNs = config.createEstimator().leastSilenceNs(config.acceptablePauseNs()) + 1;
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            estimators[ProcessSet.first(rest)] = config.createEstimator();
            pauseNs[ProcessSet.first(rest)] = config.acceptablePauseNs();
        }
    }

    /** Nobody has been heard, so no silence has a beginning. */
    void start(long nowNs) {
        unsampled = peers;
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            heardNs[ProcessSet.first(rest)] = nowNs;
        }
        if (peers != ProcessSet.EMPTY) {
            earliestNs = nowNs + leastNs;
        }
    }

    /** No watched process is due before. {@link Long#MAX_VALUE}: none is watched. */
    long earliestNs() {
        return earliestNs;
    }

    long pauseNs(int processId) {
        return pauseNs[processId];
    }

    long longestSilenceNs(int processId) {
        return estimators[processId].longestSilenceNs(pauseNs[processId]);
    }

    double phi(int processId, long nowNs) {
        return estimators[processId].phi(nowNs - heardNs[processId], pauseNs[processId]);
    }

    @Override
    public void restart(long nowNs, int processId) {
        if (ProcessSet.contains(unsampled, processId)) {
            unsampled = ProcessSet.remove(unsampled, processId);
            estimators[processId].leaveOut();
            counters.increment(DetectorCounter.SILENCE_LEFT_OUT);
        } else {
            sample(nowNs - heardNs[processId], processId);
        }
        heardNs[processId] = nowNs;
        earliestNs = Math.min(earliestNs, nowNs + leastNs);
    }

    private void sample(long silenceNs, int processId) {
        PhiEstimator.Sample sample = estimators[processId].add(silenceNs);
        if (sample == PhiEstimator.Sample.LEFT_OUT) {
            counters.increment(DetectorCounter.SILENCE_LEFT_OUT);
        } else if (sample == PhiEstimator.Sample.CLAMPED) {
            counters.increment(DetectorCounter.SILENCE_CLAMPED);
        }
    }

    /** The silence that lasts now is no sample when it ends. */
    void leaveOut(int processId) {
        unsampled = ProcessSet.add(unsampled, processId);
    }

    @Override
    public boolean grow(int processId) {
        if (pauseNs[processId] == PhiConfig.MAX_PAUSE_NS) {
            return false;
        }
        pauseNs[processId] = Math.min(pauseNs[processId] + config.incrementNs(), PhiConfig.MAX_PAUSE_NS);
        return true;
    }

    /** Leaves out a piece of time, and the silences that it fell into. */
    void shift(long shiftNs) {
        unsampled |= peers;
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            heardNs[ProcessSet.first(rest)] += shiftNs;
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
            long deadline = deadlineNs(processId);
            if (deadline <= nowNs) {
                due = ProcessSet.add(due, processId);
            } else {
                earliestNs = Math.min(earliestNs, deadline);
            }
        }
        unsampled |= due;
        return due;
    }

    /** The first instant at which the silence is longer than the longest one. */
    private long deadlineNs(int processId) {
        return heardNs[processId] + longestSilenceNs(processId) + 1;
    }

    @Override
    public void checkInvariants(long watched) {
        long suspects = peers & ~watched;
        Invariant.check((suspects & ~unsampled) == ProcessSet.EMPTY, "D6 suspects ⊆ unsampled", suspects, unsampled);
        for (long rest = watched; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            long deadline = deadlineNs(ProcessSet.first(rest));
            Invariant.check(earliestNs <= deadline, "D2 earliest ≤ deadline", earliestNs, deadline);
        }
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int processId = ProcessSet.first(rest);
            Invariant.check(
                    pauseNs[processId] >= config.acceptablePauseNs(),
                    "D5 first pause ≤ pause",
                    processId,
                    pauseNs[processId]);
        }
    }
}
