package io.ft4j.detect;

import io.ft4j.core.model.DetectorClass;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.FailureDetector;
import io.ft4j.core.protocol.Outbox;
import org.agrona.DirectBuffer;

/**
 * Tells the stack what is known for certain: the processes of a group that are replicas of one operating-system process,
 * whose host writes on a {@link ProcessBoard} which of them it ended and started (Chandra, Toueg 1996, P; the halt is
 * fail-stop). No message, no time-out, no mistake.
 *
 * <p>It is perfect on one assumption, which nobody can check for the embedder: {@link ProcessBoard#down} is called for every
 * process that halted, and only after it has taken its last step. A host that writes "down" when it <em>asks</em> a thread to
 * end has a detector of no class: the replica may still decide something that the others then decide without it.
 *
 * <p>One thread; the board may be written by another one. Allocates nothing after construction. Without a change a duty cycle
 * costs one read. Owns what it saw of the board; the board owns who is up.
 */
public final class PerfectDetector implements FailureDetector {
    private final ProcessBoard board;
    private final long peers;
    private final DetectorCounters counters = new DetectorCounters();
    private final long[] seenChanges = new long[ProcessSet.MAX_PROCESSES];

    private long seenOfAll;
    private long suspects;

    /**
     * @param selfId    this process.
     * @param memberSet the group, this process included.
     */
    public PerfectDetector(ProcessBoard board, int selfId, long memberSet) {
        ConfigChecks.requireMember(selfId, memberSet);
        this.board = board;
        peers = ProcessSet.remove(memberSet, selfId);
    }

    @Override
    public int schemaId() {
        return NO_MESSAGES;
    }

    @Override
    public int maxStepBytes() {
        return 0;
    }

    @Override
    public DetectorClass detectorClass() {
        return DetectorClass.PERFECT;
    }

    @Override
    public boolean isSuspected(int processId) {
        return ProcessSet.contains(suspects, processId);
    }

    /** As a {@link ProcessSet}. */
    public long suspects() {
        return suspects;
    }

    public DetectorCounters counters() {
        return counters;
    }

    /** The log is that of others: a detector remembers nothing. */
    @Override
    public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {}

    /** What happened before this life began is no news in it; who is down is. */
    @Override
    public void onStart(long nowNs, Outbox outbox) {
        seenOfAll = board.changes();
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int processId = ProcessSet.first(rest);
            seenChanges[processId] = board.changes(processId);
            if (!ProcessBoard.isUp(seenChanges[processId])) {
                suspect(processId, outbox);
            }
        }
    }

    /** None is sent to it. */
    @Override
    public void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        counters.increment(DetectorCounter.MESSAGE_UNREADABLE);
    }

    /** 0, so at once: something changed since the last look. */
    @Override
    public long nextDeadlineNs() {
        return board.changes() == seenOfAll ? Long.MAX_VALUE : 0;
    }

    @Override
    public void onDeadline(long nowNs, Outbox outbox) {
        seenOfAll = board.changes();
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int processId = ProcessSet.first(rest);
            long now = board.changes(processId);
            if (now != seenChanges[processId]) {
                seenChanges[processId] = now;
                follow(processId, ProcessBoard.isUp(now), outbox);
            }
        }
    }

    /** A process that is not suspected and changed was down, whatever it is now: its former life has ended. */
    private void follow(int processId, boolean up, Outbox outbox) {
        if (!isSuspected(processId)) {
            suspect(processId, outbox);
        }
        if (up) {
            counters.increment(DetectorCounter.RESTORED_AFTER_RESTART);
            suspects = ProcessSet.remove(suspects, processId);
            outbox.restore(processId);
        }
    }

    private void suspect(int processId, Outbox outbox) {
        counters.increment(DetectorCounter.SUSPECTED);
        suspects = ProcessSet.add(suspects, processId);
        outbox.suspect(processId);
    }

    @Override
    public void onBatchEnd(long nowNs, Outbox outbox) {}

    @Override
    public void checkInvariants() {
        Invariant.check((suspects & ~peers) == ProcessSet.EMPTY, "D1 only peers are suspected", suspects, peers);
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int processId = ProcessSet.first(rest);
            Invariant.check(
                    isSuspected(processId) != ProcessBoard.isUp(seenChanges[processId]),
                    "B1 suspected = down when last seen",
                    processId,
                    seenChanges[processId]);
        }
    }
}
