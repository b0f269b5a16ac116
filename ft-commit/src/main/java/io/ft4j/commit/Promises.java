package io.ft4j.commit;

import io.ft4j.commit.codec.MessageKind;
import io.ft4j.commit.codec.RecordKind;
import io.ft4j.commit.table.KnownOutcomes;
import io.ft4j.commit.wire.CommitRecords;
import io.ft4j.commit.wire.DurableQueue;
import io.ft4j.commit.wire.Outgoing;
import io.ft4j.commit.wire.SharedRecord;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;

/**
 * How a participant writes and speaks: what it says of a branch waits for the record on which it rests. Decides nothing.
 *
 * <p>One thread. No allocation.
 */
final class Promises {
    /** In place of the position of a record that is written at the end of the batch: it is not durable. */
    private static final long NOT_WRITTEN = Long.MAX_VALUE;

    private final BranchTable branches;
    private final KnownOutcomes known;
    private final CommitRecords records;
    private final SharedRecord committed;
    private final DurableQueue queue;
    private final Outgoing outgoing;
    /** Whose records stand in the log of this process, in the order in which they were written. */
    private long logSharers;

    private boolean waits;

    Promises(BranchTable branches, KnownOutcomes known, CommitRecords records, DurableQueue queue, Outgoing outgoing) {
        this.branches = branches;
        this.known = known;
        this.records = records;
        committed = new SharedRecord(records, RecordKind.COMMITTED, RecordKind.SEVERAL_COMMITTED);
        this.queue = queue;
        this.outgoing = outgoing;
    }

    void shareLog(long processSet) {
        logSharers |= processSet;
    }

    /**
     * It will commit if that is decided. The vote leaves when the record is durable; but where the coordinator writes to the same
     * log, behind this record, no decision survives a crash that the promise does not survive, and it leaves at once.
     */
    void recordReady(int slot, Outbox outbox) {
        if (!ProcessSet.contains(logSharers, branches.coordinatorId(slot))) {
            record(slot, RecordKind.READY, MessageKind.VOTE_COMMIT, outbox);
            return;
        }
        int coordinatorId = branches.coordinatorId(slot);
        long id = branches.id(slot);
        branches.recorded(
                slot, records.appendUnforced(RecordKind.READY, coordinatorId, id, branches.participants(slot), outbox));
        known.recorded(coordinatorId, id);
        sendVoteFor(slot);
    }

    /** The message leaves when the record is durable. */
    void record(int slot, RecordKind record, MessageKind message, Outbox outbox) {
        record(slot, record, outbox);
        int coordinatorId = branches.coordinatorId(slot);
        queue.add(branches.recordPosition(slot), message, coordinatorId, coordinatorId, branches.id(slot));
    }

    /** Nothing is said of it. */
    void record(int slot, RecordKind record, Outbox outbox) {
        int coordinatorId = branches.coordinatorId(slot);
        long id = branches.id(slot);
        branches.recorded(slot, records.append(record, coordinatorId, id, branches.participants(slot), outbox));
        known.recorded(coordinatorId, id);
    }

    /** It has committed. Those of one batch share records, see {@link #writeCommitted}; the acknowledgement waits for them. */
    void recordCommitted(int slot, Outbox outbox) {
        int coordinatorId = branches.coordinatorId(slot);
        long id = branches.id(slot);
        if (!committed.add(coordinatorId, id)) {
            writeCommitted(outbox);
            committed.add(coordinatorId, id);
        }
        branches.recorded(slot, NOT_WRITTEN);
        known.recorded(coordinatorId, id);
    }

    /** At the end of the batch. */
    void writeCommitted(Outbox outbox) {
        if (committed.isEmpty()) {
            return;
        }
        int coordinatorId = committed.coordinatorId();
        long set = committed.set();
        long position = committed.write(outbox);
        for (long rest = set; rest != 0; rest = ProcessSet.withoutFirst(rest)) {
            long id = SharedRecord.id(committed.id(), ProcessSet.first(rest));
            branches.recorded(branches.find(coordinatorId, id), position);
            queue.add(position, MessageKind.ACKNOWLEDGEMENT, coordinatorId, coordinatorId, id);
        }
    }

    /** The end of a branch, for which nobody waits. */
    void recordEnd(RecordKind record, int coordinatorId, long id, Outbox outbox) {
        known.recorded(coordinatorId, id);
        records.appendUnforced(record, coordinatorId, id, CommitRecords.NONE, outbox);
    }

    /** This process will never vote for it: durable before anybody but the coordinator hears of it. */
    long recordAbort(int coordinatorId, long id, Outbox outbox) {
        return recordAbort(coordinatorId, id, KnownOutcomes.Fate.ABORTED, outbox);
    }

    long recordAbort(int coordinatorId, long id, KnownOutcomes.Fate fate, Outbox outbox) {
        known.note(coordinatorId, id, fate);
        known.recorded(coordinatorId, id);
        return records.append(RecordKind.ABORTED, coordinatorId, id, CommitRecords.NONE, outbox);
    }

    void raiseHorizon(int coordinatorId, long id, Outbox outbox) {
        long position = records.append(RecordKind.HORIZON, coordinatorId, id, CommitRecords.NONE, outbox);
        known.raiseHorizon(coordinatorId, id, position);
    }

    /** Writes a record of a branch again, as it was. */
    void copyForward(RecordKind record, int slot, Outbox outbox) {
        records.append(record, branches.coordinatorId(slot), branches.id(slot), branches.participants(slot), outbox);
    }

    /** To the coordinator. */
    void send(int coordinatorId, MessageKind kind, long id) {
        tell(coordinatorId, kind, coordinatorId, id);
    }

    void tell(int destinationId, MessageKind kind, int coordinatorId, long id) {
        outgoing.send(destinationId, kind, coordinatorId, id, CommitRecords.NONE);
    }

    /** It tells how far this process refuses, where that is the reason. */
    void sendVoteAgainst(int coordinatorId, long id) {
        long refusedUpTo = known.refusedUpTo(coordinatorId, id);
        outgoing.send(coordinatorId, MessageKind.VOTE_ABORT, coordinatorId, id, refusedUpTo);
    }

    void sendVoteFor(int slot) {
        long position = branches.recordPosition(slot);
        Invariant.check(mayVoteFor(slot), "C1 recorded before it is said", branches.id(slot), position);
        send(branches.coordinatorId(slot), MessageKind.VOTE_COMMIT, branches.id(slot));
    }

    /** Whether the coordinator may know of the promise. */
    boolean mayVoteFor(int slot) {
        return isDurable(slot) || ProcessSet.contains(logSharers, branches.coordinatorId(slot));
    }

    /** When all that was written so far is durable, and so whatever it rests on. */
    void tellWhenDurable(int destinationId, MessageKind kind, int coordinatorId, long id) {
        waits = true;
        queue.add(records.lastPosition(), kind, destinationId, coordinatorId, id);
    }

    void sendReadOnlyWhenDurable(int coordinatorId, long id) {
        long position = known.horizonPosition(coordinatorId);
        queue.add(position, MessageKind.VOTE_READ_ONLY, coordinatorId, coordinatorId, id);
    }

    boolean isDurable(int slot) {
        return queue.isDurable(branches.recordPosition(slot));
    }

    /** What was written and not forced has waited long enough. */
    void hurry() {
        waits = true;
    }

    /** At the end of the batch, behind all records. */
    void force(Outbox outbox) {
        if (waits) {
            waits = false;
            outbox.force();
        }
    }
}
