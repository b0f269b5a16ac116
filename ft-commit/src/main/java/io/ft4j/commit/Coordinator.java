package io.ft4j.commit;

import io.ft4j.commit.codec.MessageKind;
import io.ft4j.commit.codec.RecordKind;
import io.ft4j.commit.table.DeadlineHeap;
import io.ft4j.commit.table.TransactionTable;
import io.ft4j.commit.wire.CommitCounter;
import io.ft4j.commit.wire.CommitCounters;
import io.ft4j.commit.wire.CommitRecords;
import io.ft4j.commit.wire.DurableQueue;
import io.ft4j.commit.wire.Outgoing;
import io.ft4j.commit.wire.SharedRecord;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;

/**
 * Asks for votes and decides (Gray 1978), with presumed abort (Mohan, Lindsay, Obermarck 1986): it records only that it
 * commits, before anybody hears of it, and that all have acknowledged. Of everything else it knows nothing after a crash,
 * and what it does not know it answers with ABORT.
 *
 * <p>Owns of each transaction begun here: state, participants, votes, who has not acknowledged.
 */
final class Coordinator {
    private final CommitConfig config;
    private final int selfId;
    private long life;
    private final CommitRecords records;
    private final SharedRecord ended;
    private final DurableQueue queue;
    private final Outgoing outgoing;
    private final OutcomeListener listener;
    private final CommitCounters counters;
    private final TransactionTable table;
    private final DeadlineHeap deadlines;
    private final CoordinatorState[] states;
    private final long[] participants;
    private final long[] voted;
    private final long[] readOnly;
    /** Who has to acknowledge. */
    private final long[] pending;

    private final long[] giveUpNs;
    private final long[] recordPosition;
    private final int[] attempts;
    private final Backlog backlog;
    private long lastSequence;

    Coordinator(
            CommitConfig config,
            int selfId,
            long life,
            CommitRecords records,
            DurableQueue queue,
            Outgoing outgoing,
            OutcomeListener listener,
            CommitCounters counters) {
        this.config = config;
        this.selfId = selfId;
        this.life = life;
        this.records = records;
        ended = new SharedRecord(records, RecordKind.END, RecordKind.SEVERAL_ENDED);
        this.queue = queue;
        this.outgoing = outgoing;
        this.listener = listener;
        this.counters = counters;
        int capacity = config.maxTransactions();
        table = new TransactionTable(capacity);
        deadlines = new DeadlineHeap(capacity);
        states = new CoordinatorState[capacity];
        participants = new long[capacity];
        voted = new long[capacity];
        readOnly = new long[capacity];
        pending = new long[capacity];
        giveUpNs = new long[capacity];
        recordPosition = new long[capacity];
        attempts = new int[capacity];
        backlog = new Backlog(capacity);
    }

    int transactionCount() {
        return table.size();
    }

    /** Null: not in flight here. */
    CoordinatorState state(long id) {
        int slot = table.find(selfId, id);
        return slot == TransactionTable.NONE ? null : states[slot];
    }

    // Recovery

    void replay(CommitRecords record, long position) {
        if (record.kind() == RecordKind.END) {
            replayEnd(record.id());
            return;
        }
        if (record.kind() == RecordKind.SEVERAL_ENDED) {
            for (long rest = record.participantSet(); rest != 0; rest = ProcessSet.withoutFirst(rest)) {
                replayEnd(SharedRecord.id(record.id(), ProcessSet.first(rest)));
            }
            return;
        }
        int slot = table.find(selfId, record.id());
        if (slot == TransactionTable.NONE) {
            slot = table.add(selfId, record.id());
            if (slot == TransactionTable.NONE) {
                throw new IllegalStateException("the log holds more open transactions than maxTransactions="
                        + config.maxTransactions() + " of the coordinator");
            }
        }
        states[slot] = CoordinatorState.COMMIT;
        participants[slot] = record.participantSet();
        pending[slot] = record.participantSet();
        recordPosition[slot] = position;
    }

    private void replayEnd(long id) {
        int slot = table.find(selfId, id);
        if (slot != TransactionTable.NONE) {
            table.remove(slot);
        }
    }

    void start(long nowNs) {
        for (int slot = 0; slot < table.capacity(); slot++) {
            if (table.isUsed(slot)) {
                counters.increment(CommitCounter.RECOVERED_COMMIT);
                attempts[slot] = 0;
                sendDecision(slot, nowNs);
            }
        }
    }

    void beginLife(long newLife) {
        life = newLife;
        lastSequence = 0;
    }

    // Doors

    long begin(long nowNs) {
        if (lastSequence == TransactionIds.MAX_SEQUENCE) {
            return CommitNode.IDS_EXHAUSTED;
        }
        return begin(nowNs, TransactionIds.of(life, lastSequence + 1));
    }

    long begin(long nowNs, long id) {
        int slot = table.add(selfId, id);
        if (slot == TransactionTable.NONE) {
            counters.increment(CommitCounter.BACK_PRESSURED);
            return CommitNode.BACK_PRESSURED;
        }
        lastSequence = Math.max(lastSequence, TransactionIds.sequence(id));
        states[slot] = CoordinatorState.INIT;
        participants[slot] = ProcessSet.EMPTY;
        deadlines.set(slot, nowNs + config.initTimeoutNs());
        return id;
    }

    long requestCommit(long nowNs, long id, long participantSet) {
        int slot = table.find(selfId, id);
        if (slot == TransactionTable.NONE || states[slot] != CoordinatorState.INIT) {
            return CommitNode.NOT_OPEN;
        }
        long behind = backlog.refused(participantSet);
        if (behind != ProcessSet.EMPTY) {
            abort(slot, Outcome.ABORTED_BY_BACKLOG, behind, participantSet);
            return id;
        }
        states[slot] = ProcessSet.size(participantSet) == 1 ? CoordinatorState.ONE_PHASE : CoordinatorState.WAIT;
        participants[slot] = participantSet;
        voted[slot] = ProcessSet.EMPTY;
        readOnly[slot] = ProcessSet.EMPTY;
        giveUpNs[slot] = nowNs + config.voteTimeoutNs();
        ask(slot, nowNs);
        return id;
    }

    long rollback(long id, long participantSet) {
        int slot = table.find(selfId, id);
        if (slot == TransactionTable.NONE) {
            return CommitNode.NOT_OPEN;
        }
        if (states[slot] == CoordinatorState.INIT) {
            participants[slot] = participantSet;
        } else if (states[slot] != CoordinatorState.WAIT) {
            return CommitNode.TOO_LATE;
        }
        abort(slot, Outcome.ROLLED_BACK, ProcessSet.EMPTY, participants[slot]);
        return id;
    }

    // Messages

    void onVote(int sourceId, MessageKind vote, long id, long horizon, Outbox outbox) {
        int slot = table.find(selfId, id);
        if (vote == MessageKind.VOTE_ABORT && horizon > 0) {
            skipIds(horizon);
        }
        if (slot == TransactionTable.NONE) {
            onVoteForUnknown(sourceId, vote, id);
            return;
        }
        if (!ProcessSet.contains(participants[slot], sourceId)) {
            counters.increment(CommitCounter.ANSWER_OF_STRANGER);
            return;
        }
        if (states[slot] != CoordinatorState.WAIT && states[slot] != CoordinatorState.ONE_PHASE) {
            counters.increment(CommitCounter.VOTE_UNTIMELY);
            return;
        }
        if (ProcessSet.contains(voted[slot], sourceId)) {
            onSecondVote(slot, sourceId, vote);
            return;
        }
        count(slot, sourceId, vote, outbox);
    }

    private void onVoteForUnknown(int sourceId, MessageKind vote, long id) {
        if (vote == MessageKind.VOTE_COMMIT) {
            counters.increment(CommitCounter.PRESUMED_ABORT);
            outgoing.send(sourceId, MessageKind.GLOBAL_ABORT, selfId, id, CommitRecords.NONE);
        } else {
            counters.increment(CommitCounter.VOTE_UNTIMELY);
        }
    }

    /** While nothing is decided, to abort is safe, whoever changes its mind. */
    private void onSecondVote(int slot, int sourceId, MessageKind vote) {
        boolean changed = (vote == MessageKind.VOTE_READ_ONLY) != ProcessSet.contains(readOnly[slot], sourceId);
        counters.increment(
                changed || vote == MessageKind.VOTE_ABORT ? CommitCounter.VOTE_CHANGED : CommitCounter.VOTE_REPEATED);
        if (vote == MessageKind.VOTE_ABORT) {
            abort(slot, Outcome.ABORTED_BY_VOTE, ProcessSet.of(sourceId), participants[slot]);
        }
    }

    private void count(int slot, int sourceId, MessageKind vote, Outbox outbox) {
        if (vote == MessageKind.VOTE_ABORT) {
            long causes = ProcessSet.of(sourceId);
            abort(slot, Outcome.ABORTED_BY_VOTE, causes, participants[slot] & ~causes & ~readOnly[slot]);
            return;
        }
        if (vote == MessageKind.VOTE_COMMIT && states[slot] == CoordinatorState.ONE_PHASE) {
            counters.increment(CommitCounter.VOTE_UNTIMELY);
            return;
        }
        voted[slot] = ProcessSet.add(voted[slot], sourceId);
        if (vote == MessageKind.VOTE_READ_ONLY) {
            readOnly[slot] = ProcessSet.add(readOnly[slot], sourceId);
        }
        if (voted[slot] == participants[slot]) {
            decide(slot, outbox);
        }
    }

    /** Those who changed nothing need no decision, and where nobody did, there is none. */
    private void decide(int slot, Outbox outbox) {
        pending[slot] = participants[slot] & ~readOnly[slot];
        if (pending[slot] == ProcessSet.EMPTY) {
            finish(slot, Outcome.COMMITTED, ProcessSet.EMPTY);
            return;
        }
        states[slot] = CoordinatorState.DECIDED;
        deadlines.cancel(slot);
        long id = table.id(slot);
        recordPosition[slot] = records.append(RecordKind.GLOBAL_COMMIT, selfId, id, pending[slot], outbox);
        deadlines.set(slot, giveUpNs[slot]);
        queue.add(recordPosition[slot], MessageKind.GLOBAL_COMMIT, selfId, selfId, id);
    }

    /** The record of the decision is on the disk: from now on everybody may know. */
    void onDecisionDurable(long nowNs, long id) {
        int slot = table.find(selfId, id);
        if (slot != TransactionTable.NONE && states[slot] == CoordinatorState.DECIDED) {
            Invariant.check(
                    queue.isDurable(recordPosition[slot]), "C1 recorded before it is said", id, recordPosition[slot]);
            states[slot] = CoordinatorState.COMMIT;
            attempts[slot] = 0;
            counters.increment(CommitCounter.COMMITTED);
            listener.onOutcome(id, Outcome.COMMITTED, ProcessSet.EMPTY);
            sendDecision(slot, nowNs);
        }
    }

    void onAcknowledgement(int sourceId, long id, Outbox outbox) {
        int slot = table.find(selfId, id);
        if (slot == TransactionTable.NONE || states[slot] != CoordinatorState.COMMIT) {
            counters.increment(CommitCounter.ACKNOWLEDGEMENT_UNTIMELY);
            return;
        }
        if (!ProcessSet.contains(participants[slot], sourceId)) {
            counters.increment(CommitCounter.ANSWER_OF_STRANGER);
            return;
        }
        if (attempts[slot] >= Backlog.ATTEMPTS && ProcessSet.contains(pending[slot], sourceId)) {
            backlog.acknowledged(sourceId);
        }
        pending[slot] = ProcessSet.remove(pending[slot], sourceId);
        if (pending[slot] == ProcessSet.EMPTY) {
            end(slot, outbox);
        }
    }

    private void end(int slot, Outbox outbox) {
        counters.increment(CommitCounter.ENDED);
        if (attempts[slot] >= Backlog.ATTEMPTS) {
            backlog.remove(pending[slot]);
        }
        long id = table.id(slot);
        if (!ended.add(selfId, id)) {
            ended.write(outbox);
            ended.add(selfId, id);
        }
        remove(slot);
    }

    /** What has ended in this batch. */
    void writeEnds(Outbox outbox) {
        if (!ended.isEmpty()) {
            ended.write(outbox);
        }
    }

    void onOnePhaseCommitted(int sourceId, long id) {
        int slot = table.find(selfId, id);
        if (slot != TransactionTable.NONE) {
            if (states[slot] != CoordinatorState.ONE_PHASE || !ProcessSet.contains(participants[slot], sourceId)) {
                counters.increment(CommitCounter.ANSWER_OF_STRANGER);
                return;
            }
            finish(slot, Outcome.COMMITTED, ProcessSet.EMPTY);
        }
        outgoing.send(sourceId, MessageKind.FORGET, selfId, id, CommitRecords.NONE);
    }

    /** A participant is in doubt. */
    void onDecisionRequest(int sourceId, long id) {
        int slot = table.find(selfId, id);
        if (slot == TransactionTable.NONE) {
            counters.increment(CommitCounter.PRESUMED_ABORT);
            outgoing.send(sourceId, MessageKind.GLOBAL_ABORT, selfId, id, CommitRecords.NONE);
        } else if (states[slot] == CoordinatorState.COMMIT && ProcessSet.contains(participants[slot], sourceId)) {
            outgoing.send(sourceId, MessageKind.GLOBAL_COMMIT, selfId, id, CommitRecords.NONE);
        } else {
            counters.increment(CommitCounter.ASKED_TOO_EARLY);
        }
    }

    /** A participant that lost its memory refuses everything up to there. */
    private void skipIds(long horizon) {
        long ahead = TransactionIds.sequence(horizon) - lastSequence;
        if (TransactionIds.life(horizon) == life && ahead > 0 && ahead <= Voter.HORIZON_STEP) {
            counters.increment(CommitCounter.IDS_SKIPPED);
            lastSequence += ahead;
        }
    }

    // Deadlines

    long nextDeadlineNs() {
        return deadlines.earliestNs();
    }

    void onDeadline(long nowNs) {
        int slot = deadlines.earliest();
        switch (states[slot]) {
            case INIT:
                abort(slot, Outcome.ABORTED_BY_TIMEOUT, ProcessSet.EMPTY, ProcessSet.EMPTY);
                break;
            case WAIT:
            case ONE_PHASE:
                onSilence(slot, nowNs);
                break;
            case DECIDED:
                if (queue.isDurable(recordPosition[slot])) {
                    onDecisionDurable(nowNs, table.id(slot));
                } else {
                    deadlines.set(slot, nowNs + config.resendIntervalNs());
                }
                break;
            default:
                counters.increment(CommitCounter.SENT_AGAIN);
                sendDecision(slot, nowNs);
                break;
        }
    }

    private void onSilence(int slot, long nowNs) {
        long silent = participants[slot] & ~voted[slot];
        if (nowNs < giveUpNs[slot]) {
            counters.increment(CommitCounter.SENT_AGAIN);
            ask(slot, nowNs);
        } else if (states[slot] == CoordinatorState.ONE_PHASE) {
            finish(slot, Outcome.INDETERMINATE, silent);
        } else {
            abort(slot, Outcome.ABORTED_BY_TIMEOUT, silent, participants[slot] & ~readOnly[slot]);
        }
    }

    private void ask(int slot, long nowNs) {
        MessageKind kind =
                states[slot] == CoordinatorState.ONE_PHASE ? MessageKind.ONE_PHASE_COMMIT : MessageKind.VOTE_REQUEST;
        outgoing.sendAll(participants[slot] & ~voted[slot], kind, selfId, table.id(slot), participants[slot]);
        deadlines.set(slot, Math.min(nowNs + config.resendIntervalNs(), giveUpNs[slot]));
    }

    private void sendDecision(int slot, long nowNs) {
        outgoing.sendAll(pending[slot], MessageKind.GLOBAL_COMMIT, selfId, table.id(slot), CommitRecords.NONE);
        deadlines.set(slot, nowNs + config.backOffNs(attempts[slot]++));
        if (attempts[slot] == Backlog.ATTEMPTS) {
            backlog.add(pending[slot]);
        }
    }

    /** No record: what is not known to commit aborts. @param told who has to hear of it; nobody need acknowledge. */
    private void abort(int slot, Outcome outcome, long causes, long told) {
        outgoing.sendAll(told, MessageKind.GLOBAL_ABORT, selfId, table.id(slot), CommitRecords.NONE);
        finish(slot, outcome, causes);
    }

    private void finish(int slot, Outcome outcome, long causes) {
        counters.increment(outcome.counter());
        long id = table.id(slot);
        remove(slot);
        listener.onOutcome(id, outcome, causes);
    }

    private void remove(int slot) {
        deadlines.cancel(slot);
        table.remove(slot);
    }

    // Compactions

    int slotCount() {
        return table.capacity();
    }

    /** Writes again what a recovery would need of this slot. @return whether there was anything. */
    boolean copyForward(int slot, Outbox outbox) {
        if (!table.isUsed(slot)
                || (states[slot] != CoordinatorState.DECIDED && states[slot] != CoordinatorState.COMMIT)) {
            return false;
        }
        records.append(RecordKind.GLOBAL_COMMIT, selfId, table.id(slot), pending[slot], outbox);
        return true;
    }

    void checkInvariants() {
        table.checkInvariants();
        deadlines.checkInvariants();
        for (int slot = 0; slot < table.capacity(); slot++) {
            if (table.isUsed(slot)) {
                checkInvariants(slot);
            }
        }
    }

    private void checkInvariants(int slot) {
        long id = table.id(slot);
        Invariant.check(
                TransactionIds.life(id) < life || TransactionIds.sequence(id) <= lastSequence,
                "C4 ids were given out",
                id,
                lastSequence);
        switch (states[slot]) {
            case WAIT:
                Invariant.check(
                        (voted[slot] & ~participants[slot]) == 0 && voted[slot] != participants[slot],
                        "C2 waits for participants only",
                        voted[slot],
                        participants[slot]);
                break;
            case COMMIT:
                Invariant.check(
                        queue.isDurable(recordPosition[slot]),
                        "C1 recorded before it is said",
                        id,
                        recordPosition[slot]);
                Invariant.check(
                        pending[slot] != 0 && (pending[slot] & ~participants[slot]) == 0,
                        "C3 kept until all have acknowledged",
                        pending[slot],
                        participants[slot]);
                break;
            default:
                break;
        }
    }
}
