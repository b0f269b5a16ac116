package io.ft4j.commit;

import io.ft4j.commit.codec.MessageKind;
import io.ft4j.commit.codec.RecordKind;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;

/**
 * Votes, and does as is decided (Gray 1978). Before it has voted for a transaction it may abort alone; after that never: it
 * asks, the coordinator first, then the other participants (Skeen 1981, cooperative termination).
 *
 * <p>Owns of each transaction at this node: state, participants, the position of its newest record. {@code KnownOutcomes}
 * owns what is over, {@code Termination} who was asked.
 */
final class Participant {
    /** So many ids a horizon is raised ahead, so that read-only votes have one record for all of them. */
    static final int HORIZON_STEP = 1024;

    private final CommitConfig config;
    private final int selfId;
    private final long members;
    private final CommitRecords records;
    private final DurableQueue queue;
    private final Outgoing outgoing;
    private final Application application;
    private final CommitCounters counters;
    private final TransactionTable table;
    private final DeadlineHeap deadlines;
    private final KnownOutcomes known;
    private final Termination termination;
    private final ParticipantState[] states;
    private final long[] participants;
    private final long[] readySinceNs;
    /** Of the newest record; {@link CommitRecords#NONE}: nothing was recorded. */
    private final long[] recordPosition;

    private final int[] attempts;
    /** Decided by an operator. */
    private final boolean[] heuristic;

    /** Of each coordinator: ids of another life are none of its present ones. */
    private final long[] lives = new long[ProcessSet.MAX_PROCESSES];

    Participant(
            CommitConfig config,
            int selfId,
            long members,
            CommitRecords records,
            DurableQueue queue,
            Outgoing outgoing,
            Application application,
            CommitCounters counters) {
        this.config = config;
        this.selfId = selfId;
        this.members = members;
        this.records = records;
        this.queue = queue;
        this.outgoing = outgoing;
        this.application = application;
        this.counters = counters;
        int capacity = config.maxTransactions();
        table = new TransactionTable(capacity);
        deadlines = new DeadlineHeap(capacity);
        known = new KnownOutcomes(config.rememberedOutcomes(), members);
        termination = new Termination(capacity);
        states = new ParticipantState[capacity];
        participants = new long[capacity];
        readySinceNs = new long[capacity];
        recordPosition = new long[capacity];
        attempts = new int[capacity];
        heuristic = new boolean[capacity];
    }

    int transactionCount() {
        return table.size();
    }

    /** Null: not in flight here. */
    ParticipantState state(int coordinatorId, long id) {
        int slot = table.find(coordinatorId, id);
        return slot == TransactionTable.NONE ? null : states[slot];
    }

    void forEachInDoubt(InDoubtHandler handler) {
        for (int slot = 0; slot < table.capacity(); slot++) {
            if (table.isUsed(slot) && states[slot] == ParticipantState.READY && !termination.isIdle(slot)) {
                int coordinatorId = table.coordinatorId(slot);
                long unblockers = ProcessSet.add(termination.mayKnow(slot, peers(slot)), coordinatorId);
                handler.onInDoubt(coordinatorId, table.id(slot), readySinceNs[slot], unblockers);
            }
        }
    }

    // Recovery

    void replay(CommitRecords record, long position) {
        int coordinatorId = record.coordinatorId();
        long id = record.id();
        if (record.kind() == RecordKind.HORIZON) {
            known.raiseHorizon(coordinatorId, Math.max(id, known.horizon(coordinatorId)), position);
            return;
        }
        known.recorded(coordinatorId, id);
        switch (record.kind()) {
            case READY:
                replayOpen(record, position, ParticipantState.READY);
                break;
            case ONE_PHASE_COMMITTED:
                replayOpen(record, position, ParticipantState.ONE_PHASE_DECIDED);
                break;
            case HEURISTIC_COMMIT:
                replayHeuristic(record, position, ParticipantState.COMMITTING);
                break;
            case HEURISTIC_ABORT:
                replayHeuristic(record, position, ParticipantState.ABORTING);
                break;
            case ABORTED:
                replayEnd(coordinatorId, id, KnownOutcomes.Fate.ABORTED);
                break;
            default:
                replayEnd(coordinatorId, id, KnownOutcomes.Fate.COMMITTED);
                break;
        }
    }

    private void replayHeuristic(CommitRecords record, long position, ParticipantState state) {
        replayOpen(record, position, state);
        heuristic[table.find(record.coordinatorId(), record.id())] = true;
    }

    private void replayOpen(CommitRecords record, long position, ParticipantState state) {
        int slot = table.find(record.coordinatorId(), record.id());
        if (slot == TransactionTable.NONE) {
            slot = table.add(record.coordinatorId(), record.id());
            if (slot == TransactionTable.NONE) {
                throw new IllegalStateException("the log holds more open transactions than maxTransactions="
                        + config.maxTransactions() + " of the participant");
            }
        }
        states[slot] = state;
        heuristic[slot] = false;
        participants[slot] = record.participantSet();
        recordPosition[slot] = position;
    }

    private void replayEnd(int coordinatorId, long id, KnownOutcomes.Fate fate) {
        known.note(coordinatorId, id, fate);
        int slot = table.find(coordinatorId, id);
        if (slot != TransactionTable.NONE) {
            table.remove(slot);
        }
    }

    void start(long nowNs) {
        known.start();
        for (int slot = 0; slot < table.capacity(); slot++) {
            if (table.isUsed(slot)) {
                attempts[slot] = 0;
                counters.increment(CommitCounter.RECOVERED_READY);
                if (states[slot] == ParticipantState.READY) {
                    readySinceNs[slot] = nowNs;
                    termination.begin(slot);
                    application.inDoubt(table.coordinatorId(slot), table.id(slot));
                    ask(slot, nowNs);
                } else if (heuristic[slot]) {
                    counters.increment(CommitCounter.RECOVERED_HEURISTIC);
                    application.inDoubt(table.coordinatorId(slot), table.id(slot));
                    deadlines.set(slot, nowNs);
                } else {
                    commitOnePhase(slot, nowNs);
                }
            }
        }
    }

    /** Decisions of a coordinator that is back are worth asking for at once. */
    void onLife(long nowNs, int coordinatorId, long life) {
        lives[coordinatorId] = life;
        for (int slot = 0; slot < table.capacity(); slot++) {
            if (table.isUsed(slot)
                    && table.coordinatorId(slot) == coordinatorId
                    && states[slot] == ParticipantState.READY
                    && !termination.isIdle(slot)) {
                termination.begin(slot);
                deadlines.set(slot, nowNs);
            }
        }
    }

    // Doors

    long enlist(long nowNs, int coordinatorId, long id) {
        if (table.find(coordinatorId, id) != TransactionTable.NONE
                || known.fate(coordinatorId, id) != KnownOutcomes.Fate.UNSEEN) {
            return CommitNode.NOT_OPEN;
        }
        int slot = add(nowNs, coordinatorId, id);
        if (slot == TransactionTable.NONE) {
            counters.increment(CommitCounter.BACK_PRESSURED);
            return CommitNode.BACK_PRESSURED;
        }
        return id;
    }

    long vote(long nowNs, int coordinatorId, long id, Vote vote, Outbox outbox) {
        int slot = table.find(coordinatorId, id);
        if (slot == TransactionTable.NONE || states[slot] != ParticipantState.VOTING) {
            return CommitNode.NOT_OPEN;
        }
        take(slot, vote, nowNs, outbox);
        return id;
    }

    long resume(long nowNs, int coordinatorId, long id, Outbox outbox) {
        int slot = table.find(coordinatorId, id);
        if (slot == TransactionTable.NONE) {
            return CommitNode.NOT_OPEN;
        }
        switch (states[slot]) {
            case COMMITTING:
                commit(slot, nowNs, outbox);
                return id;
            case ABORTING:
                abort(slot, nowNs, outbox);
                return id;
            case ONE_PHASE_DECIDED:
                if (queue.isDurable(recordPosition[slot])) {
                    commitOnePhase(slot, nowNs);
                    return id;
                }
                return CommitNode.NOT_OPEN;
            default:
                return CommitNode.NOT_OPEN;
        }
    }

    private int add(long nowNs, int coordinatorId, long id) {
        int slot = table.add(coordinatorId, id);
        if (slot != TransactionTable.NONE) {
            states[slot] = ParticipantState.INIT;
            participants[slot] = ProcessSet.EMPTY;
            recordPosition[slot] = CommitRecords.NONE;
            attempts[slot] = 0;
            heuristic[slot] = false;
            deadlines.set(slot, nowNs + config.initTimeoutNs());
        }
        return slot;
    }

    // Votes

    /** VOTE_REQUEST, or ONE_PHASE_COMMIT, of the coordinator itself. */
    void onVoteRequest(long nowNs, int coordinatorId, MessageKind request, long id, long set, Outbox outbox) {
        if (!isRequest(coordinatorId, request, id, set)) {
            counters.increment(CommitCounter.REQUEST_FORGED);
            return;
        }
        int slot = table.find(coordinatorId, id);
        if (slot == TransactionTable.NONE) {
            slot = admit(nowNs, coordinatorId, id, set, outbox);
        } else if (states[slot] != ParticipantState.INIT) {
            repeatAnswer(slot);
            return;
        }
        if (slot != TransactionTable.NONE) {
            participants[slot] = set;
            states[slot] = ParticipantState.VOTING;
            take(slot, application.prepare(coordinatorId, id), nowNs, outbox);
        }
    }

    private boolean isRequest(int coordinatorId, MessageKind request, long id, long set) {
        return TransactionIds.life(id) == lives[coordinatorId]
                && ProcessSet.contains(set, selfId)
                && (set & ~members) == 0
                && (request == MessageKind.ONE_PHASE_COMMIT) == (ProcessSet.size(set) == 1);
    }

    /** A slot for a transaction that was never here; one that was, or may have been, is answered as it ended. */
    private int admit(long nowNs, int coordinatorId, long id, long set, Outbox outbox) {
        KnownOutcomes.Fate fate = known.fate(coordinatorId, id);
        if (fate == KnownOutcomes.Fate.UNSEEN) {
            int slot = add(nowNs, coordinatorId, id);
            if (slot == TransactionTable.NONE) {
                counters.increment(CommitCounter.VOTE_AGAINST_TABLE_FULL);
                voteAgainst(coordinatorId, id, set, outbox);
            }
            return slot;
        }
        if (fate == KnownOutcomes.Fate.FORGOTTEN) {
            counters.increment(CommitCounter.VOTE_AGAINST_EXPIRED);
            refuse(coordinatorId, id, set, outbox);
            return TransactionTable.NONE;
        }
        counters.increment(CommitCounter.REQUEST_REPEATED);
        if (fate == KnownOutcomes.Fate.READ_ONLY) {
            long position = known.horizonPosition(coordinatorId);
            queue.add(position, MessageKind.VOTE_READ_ONLY, coordinatorId, coordinatorId, id);
        } else if (fate != KnownOutcomes.Fate.COMMITTED) {
            queue.add(records.lastPosition(), MessageKind.VOTE_ABORT, coordinatorId, coordinatorId, id);
        }
        return TransactionTable.NONE;
    }

    private void repeatAnswer(int slot) {
        counters.increment(CommitCounter.REQUEST_REPEATED);
        if (states[slot] == ParticipantState.READY && queue.isDurable(recordPosition[slot])) {
            send(table.coordinatorId(slot), MessageKind.VOTE_COMMIT, table.id(slot), CommitRecords.NONE);
        } else if (states[slot] == ParticipantState.ONE_PHASE_COMMITTED) {
            send(table.coordinatorId(slot), MessageKind.ONE_PHASE_COMMITTED, table.id(slot), CommitRecords.NONE);
        }
    }

    private void take(int slot, Vote vote, long nowNs, Outbox outbox) {
        switch (vote) {
            case COMMIT:
                promise(slot, nowNs, outbox);
                break;
            case READ_ONLY:
                leave(slot, outbox);
                break;
            case ABORT:
                int coordinatorId = table.coordinatorId(slot);
                long id = table.id(slot);
                remove(slot);
                voteAgainst(coordinatorId, id, participants[slot], outbox);
                break;
            default:
                break;
        }
    }

    private void promise(int slot, long nowNs, Outbox outbox) {
        if (ProcessSet.size(participants[slot]) == 1) {
            states[slot] = ParticipantState.ONE_PHASE_DECIDED;
            record(slot, RecordKind.ONE_PHASE_COMMITTED, MessageKind.ONE_PHASE_COMMITTED, outbox);
            deadlines.set(slot, nowNs + config.resendIntervalNs());
        } else {
            states[slot] = ParticipantState.READY;
            readySinceNs[slot] = nowNs;
            termination.begin(slot);
            record(slot, RecordKind.READY, MessageKind.VOTE_COMMIT, outbox);
            deadlines.set(slot, nowNs + config.readyTimeoutNs());
        }
    }

    /** The message leaves when the record is durable. */
    private void record(int slot, RecordKind record, MessageKind message, Outbox outbox) {
        int coordinatorId = table.coordinatorId(slot);
        long id = table.id(slot);
        recordPosition[slot] = records.append(record, coordinatorId, id, participants[slot], outbox);
        known.recorded(coordinatorId, id);
        queue.add(recordPosition[slot], message, coordinatorId, coordinatorId, id);
    }

    /**
     * A read-only vote has no record, so after a crash this process would take itself for one that has not voted, and answer
     * ABORT to a peer while the coordinator may have committed. The horizon keeps it from that.
     */
    private void leave(int slot, Outbox outbox) {
        int coordinatorId = table.coordinatorId(slot);
        long id = table.id(slot);
        remove(slot);
        counters.increment(CommitCounter.LOCAL_READ_ONLY);
        known.note(coordinatorId, id, KnownOutcomes.Fate.READ_ONLY);
        if (id > known.horizon(coordinatorId)) {
            raiseHorizon(coordinatorId, id + HORIZON_STEP - 1, outbox);
        }
        queue.add(known.horizonPosition(coordinatorId), MessageKind.VOTE_READ_ONLY, coordinatorId, coordinatorId, id);
    }

    private void raiseHorizon(int coordinatorId, long id, Outbox outbox) {
        counters.increment(CommitCounter.HORIZON_RAISED);
        long position = records.append(RecordKind.HORIZON, coordinatorId, id, CommitRecords.NONE, outbox);
        known.raiseHorizon(coordinatorId, id, position);
    }

    /**
     * A vote against needs no record: it is no promise, and the coordinator decides. But the only participant decides itself,
     * and after a crash a late request must not find it in another mood; so does one that does not know whether it is that.
     */
    private void voteAgainst(int coordinatorId, long id, long set, Outbox outbox) {
        counters.increment(CommitCounter.VOTE_AGAINST);
        if (ProcessSet.size(set) > 1) {
            known.note(coordinatorId, id, KnownOutcomes.Fate.ABORTED_HERE);
            sendVoteAgainst(coordinatorId, id);
        } else {
            recordAbort(coordinatorId, id, outbox);
            queue.add(records.lastPosition(), MessageKind.VOTE_ABORT, coordinatorId, coordinatorId, id);
        }
    }

    /**
     * It may have committed here. Where others take part that stays unknown, or a peer would be told ABORT; the only participant
     * has not, since its coordinator would not ask again.
     */
    private void refuse(int coordinatorId, long id, long set, Outbox outbox) {
        if (ProcessSet.size(set) > 1) {
            counters.increment(CommitCounter.VOTE_AGAINST);
            sendVoteAgainst(coordinatorId, id);
        } else {
            voteAgainst(coordinatorId, id, set, outbox);
        }
    }

    /** Tells how far this process refuses, where that is the reason. */
    void sendVoteAgainst(int coordinatorId, long id) {
        send(coordinatorId, MessageKind.VOTE_ABORT, id, known.refusedUpTo(coordinatorId, id));
    }

    private void recordAbort(int coordinatorId, long id, Outbox outbox) {
        records.append(RecordKind.ABORTED, coordinatorId, id, CommitRecords.NONE, outbox);
        known.recorded(coordinatorId, id);
        known.note(coordinatorId, id, KnownOutcomes.Fate.ABORTED);
    }

    // Decisions

    void onDecision(long nowNs, int sourceId, int coordinatorId, long id, boolean commit, Outbox outbox) {
        int slot = table.find(coordinatorId, id);
        if (slot == TransactionTable.NONE) {
            onDecisionAfterEnd(sourceId, coordinatorId, id, commit);
            return;
        }
        boolean ofPeer = sourceId != coordinatorId;
        if (ofPeer && !ProcessSet.contains(participants[slot], sourceId)) {
            counters.increment(CommitCounter.DECISION_OF_STRANGER);
            return;
        }
        if (ofPeer && states[slot] == ParticipantState.READY) {
            counters.increment(CommitCounter.DECISION_OF_PEER);
        }
        if (commit) {
            onCommit(slot, nowNs, outbox);
        } else {
            onAbort(slot, ofPeer, nowNs, outbox);
        }
    }

    /** The acknowledgement may have been lost. An abort may overtake the request for a vote, which is too late then. */
    private void onDecisionAfterEnd(int sourceId, int coordinatorId, long id, boolean commit) {
        KnownOutcomes.Fate fate = known.fate(coordinatorId, id);
        if (sourceId != coordinatorId) {
            counters.increment(CommitCounter.DECISION_REPEATED);
        } else if (commit) {
            if (fate == KnownOutcomes.Fate.COMMITTED || fate == KnownOutcomes.Fate.FORGOTTEN) {
                counters.increment(CommitCounter.DECISION_REPEATED);
                send(coordinatorId, MessageKind.ACKNOWLEDGEMENT, id, CommitRecords.NONE);
            } else {
                counters.increment(CommitCounter.DECISION_IMPOSSIBLE);
            }
        } else if (fate == KnownOutcomes.Fate.UNSEEN || fate == KnownOutcomes.Fate.ABORTED_HERE) {
            known.note(coordinatorId, id, KnownOutcomes.Fate.ABORTED);
        } else {
            counters.increment(CommitCounter.DECISION_REPEATED);
        }
    }

    private void onCommit(int slot, long nowNs, Outbox outbox) {
        if (states[slot] == ParticipantState.READY) {
            commit(slot, nowNs, outbox);
        } else if (states[slot].isCommit()) {
            counters.increment(CommitCounter.DECISION_REPEATED);
            acknowledgeIfDurable(slot);
        } else {
            counters.increment(CommitCounter.DECISION_IMPOSSIBLE);
        }
    }

    private void onAbort(int slot, boolean ofPeer, long nowNs, Outbox outbox) {
        if (states[slot] == ParticipantState.READY || (states[slot].isFree() && !ofPeer)) {
            known.note(table.coordinatorId(slot), table.id(slot), KnownOutcomes.Fate.ABORTED);
            abort(slot, nowNs, outbox);
        } else if (states[slot] == ParticipantState.ABORTING) {
            counters.increment(CommitCounter.DECISION_REPEATED);
        } else {
            counters.increment(CommitCounter.DECISION_IMPOSSIBLE);
        }
    }

    /** The record comes after the deed: without it this process asks again, and commits again. */
    private void commit(int slot, long nowNs, Outbox outbox) {
        if (!application.commit(table.coordinatorId(slot), table.id(slot))) {
            states[slot] = ParticipantState.COMMITTING;
            deadlines.set(slot, nowNs + config.backOffNs(attempts[slot]++));
            return;
        }
        counters.increment(CommitCounter.LOCAL_COMMIT);
        states[slot] = ParticipantState.COMMITTED;
        known.note(table.coordinatorId(slot), table.id(slot), KnownOutcomes.Fate.COMMITTED);
        record(slot, RecordKind.COMMITTED, MessageKind.ACKNOWLEDGEMENT, outbox);
        deadlines.set(slot, nowNs + config.resendIntervalNs());
    }

    /** The record only spares the question after a crash; nobody waits for it, and where no vote was recorded there is none. */
    private void abort(int slot, long nowNs, Outbox outbox) {
        int coordinatorId = table.coordinatorId(slot);
        long id = table.id(slot);
        if (!application.abort(coordinatorId, id)) {
            states[slot] = ParticipantState.ABORTING;
            deadlines.set(slot, nowNs + config.backOffNs(attempts[slot]++));
            return;
        }
        counters.increment(CommitCounter.LOCAL_ABORT);
        if (recordPosition[slot] != CommitRecords.NONE) {
            records.append(RecordKind.ABORTED, coordinatorId, id, CommitRecords.NONE, outbox);
        }
        remove(slot);
    }

    /** Decides for one phase: the record is the decision, so it comes before the deed. */
    private void commitOnePhase(int slot, long nowNs) {
        int coordinatorId = table.coordinatorId(slot);
        long id = table.id(slot);
        if (application.commit(coordinatorId, id)) {
            counters.increment(CommitCounter.ONE_PHASE_COMMIT);
            states[slot] = ParticipantState.ONE_PHASE_COMMITTED;
            send(coordinatorId, MessageKind.ONE_PHASE_COMMITTED, id, CommitRecords.NONE);
        }
        deadlines.set(slot, nowNs + config.backOffNs(attempts[slot]++));
    }

    void onForget(int coordinatorId, long id, Outbox outbox) {
        int slot = table.find(coordinatorId, id);
        if (slot == TransactionTable.NONE || states[slot] != ParticipantState.ONE_PHASE_COMMITTED) {
            counters.increment(CommitCounter.DECISION_REPEATED);
            return;
        }
        records.append(RecordKind.FORGOTTEN, coordinatorId, id, CommitRecords.NONE, outbox);
        known.note(coordinatorId, id, KnownOutcomes.Fate.COMMITTED);
        remove(slot);
    }

    // Durability

    void onReadyDurable(int coordinatorId, long id) {
        int slot = table.find(coordinatorId, id);
        if (slot != TransactionTable.NONE && states[slot] == ParticipantState.READY) {
            Invariant.check(
                    queue.isDurable(recordPosition[slot]), "C1 recorded before it is said", id, recordPosition[slot]);
            send(coordinatorId, MessageKind.VOTE_COMMIT, id, CommitRecords.NONE);
        }
    }

    void onCommittedDurable(int coordinatorId, long id) {
        int slot = table.find(coordinatorId, id);
        if (slot != TransactionTable.NONE) {
            acknowledgeIfDurable(slot);
        }
    }

    private void acknowledgeIfDurable(int slot) {
        if (states[slot] == ParticipantState.COMMITTED && queue.isDurable(recordPosition[slot])) {
            send(table.coordinatorId(slot), MessageKind.ACKNOWLEDGEMENT, table.id(slot), CommitRecords.NONE);
            remove(slot);
        }
    }

    void onOnePhaseDurable(long nowNs, int coordinatorId, long id) {
        int slot = table.find(coordinatorId, id);
        if (slot != TransactionTable.NONE && states[slot] == ParticipantState.ONE_PHASE_DECIDED) {
            commitOnePhase(slot, nowNs);
        }
    }

    // Termination

    /**
     * A peer that voted is in doubt. One that has not voted yet, or has voted against, aborts, and that has to be durable
     * before it is said: after a crash a late request could still make it vote for the transaction.
     */
    void onDecisionRequest(long nowNs, int sourceId, int coordinatorId, long id, Outbox outbox) {
        int slot = table.find(coordinatorId, id);
        if (slot == TransactionTable.NONE) {
            answerAfterEnd(sourceId, coordinatorId, id, outbox);
        } else if (states[slot].isCommit()) {
            tell(sourceId, MessageKind.GLOBAL_COMMIT, coordinatorId, id);
        } else if (states[slot].isFree()) {
            abort(slot, nowNs, outbox);
            abortForPeer(sourceId, coordinatorId, id, outbox);
        } else if (states[slot] == ParticipantState.ABORTING) {
            abortForPeer(sourceId, coordinatorId, id, outbox);
        } else {
            counters.increment(CommitCounter.ANSWERED_UNCERTAIN);
            tell(sourceId, MessageKind.UNCERTAIN, coordinatorId, id);
        }
    }

    private void answerAfterEnd(int sourceId, int coordinatorId, long id, Outbox outbox) {
        switch (known.fate(coordinatorId, id)) {
            case COMMITTED:
                tell(sourceId, MessageKind.GLOBAL_COMMIT, coordinatorId, id);
                break;
            case ABORTED:
                answerAbort(sourceId, coordinatorId, id);
                break;
            case UNSEEN:
            case ABORTED_HERE:
                abortForPeer(sourceId, coordinatorId, id, outbox);
                break;
            default:
                counters.increment(CommitCounter.ANSWERED_UNCERTAIN);
                tell(sourceId, MessageKind.UNCERTAIN, coordinatorId, id);
                break;
        }
    }

    private void abortForPeer(int sourceId, int coordinatorId, long id, Outbox outbox) {
        counters.increment(CommitCounter.ABORTED_FOR_PEER);
        recordAbort(coordinatorId, id, outbox);
        answerAbort(sourceId, coordinatorId, id);
    }

    /** Whatever record it rests on is durable when it leaves. */
    private void answerAbort(int sourceId, int coordinatorId, long id) {
        queue.add(records.lastPosition(), MessageKind.GLOBAL_ABORT, sourceId, coordinatorId, id);
    }

    void onUncertain(long nowNs, int sourceId, int coordinatorId, long id) {
        int slot = table.find(coordinatorId, id);
        if (slot == TransactionTable.NONE || states[slot] != ParticipantState.READY) {
            counters.increment(CommitCounter.DECISION_REPEATED);
            return;
        }
        long peers = peers(slot);
        if (!ProcessSet.contains(peers, sourceId)) {
            counters.increment(CommitCounter.DECISION_OF_STRANGER);
            return;
        }
        boolean couldKnow = termination.mayKnow(slot, peers) != ProcessSet.EMPTY;
        boolean awaited = termination.onUncertain(slot, sourceId);
        if (couldKnow && termination.mayKnow(slot, peers) == ProcessSet.EMPTY) {
            counters.increment(CommitCounter.BLOCKED);
        }
        if (awaited && !termination.isLast(slot, peers)) {
            ask(slot, nowNs);
        }
    }

    private void ask(int slot, long nowNs) {
        int coordinatorId = table.coordinatorId(slot);
        int nextId = termination.next(slot, coordinatorId, peers(slot));
        counters.increment(nextId == coordinatorId ? CommitCounter.ASKED_COORDINATOR : CommitCounter.ASKED_PEER);
        tell(nextId, MessageKind.DECISION_REQUEST, coordinatorId, table.id(slot));
        deadlines.set(slot, nowNs + config.backOffNs(termination.rounds(slot)));
    }

    /** The coordinator is asked first, and as the coordinator, also where it takes part. */
    private long peers(int slot) {
        return ProcessSet.remove(ProcessSet.remove(participants[slot], selfId), table.coordinatorId(slot));
    }

    // Deadlines

    long nextDeadlineNs() {
        return deadlines.earliestNs();
    }

    void onDeadline(long nowNs, Outbox outbox) {
        int slot = deadlines.earliest();
        int coordinatorId = table.coordinatorId(slot);
        long id = table.id(slot);
        switch (states[slot]) {
            case INIT:
            case VOTING:
                counters.increment(CommitCounter.INIT_TIMED_OUT);
                long set = participants[slot];
                abort(slot, nowNs, outbox);
                voteAgainst(coordinatorId, id, set, outbox);
                break;
            case READY:
                ask(slot, nowNs);
                break;
            case COMMITTING:
                commit(slot, nowNs, outbox);
                break;
            case ABORTING:
                abort(slot, nowNs, outbox);
                break;
            case COMMITTED:
                deadlines.set(slot, nowNs + config.resendIntervalNs());
                acknowledgeIfDurable(slot);
                break;
            default:
                onOnePhaseDeadline(slot, nowNs);
                break;
        }
    }

    private void onOnePhaseDeadline(int slot, long nowNs) {
        if (states[slot] == ParticipantState.ONE_PHASE_COMMITTED) {
            counters.increment(CommitCounter.SENT_AGAIN);
            send(table.coordinatorId(slot), MessageKind.ONE_PHASE_COMMITTED, table.id(slot), CommitRecords.NONE);
            deadlines.set(slot, nowNs + config.backOffNs(attempts[slot]++));
        } else if (queue.isDurable(recordPosition[slot])) {
            commitOnePhase(slot, nowNs);
        } else {
            deadlines.set(slot, nowNs + config.resendIntervalNs());
        }
    }

    private void send(int coordinatorId, MessageKind kind, long id, long argument) {
        outgoing.send(coordinatorId, kind, coordinatorId, id, argument);
    }

    private void tell(int destinationId, MessageKind kind, int coordinatorId, long id) {
        outgoing.send(destinationId, kind, coordinatorId, id, CommitRecords.NONE);
    }

    private void remove(int slot) {
        deadlines.cancel(slot);
        table.remove(slot);
    }

    // Checkpoints

    int slotCount() {
        return table.capacity();
    }

    /** Writes again what a recovery would need of this slot. @return whether there was anything. */
    boolean copyForward(int slot, Outbox outbox) {
        if (!table.isUsed(slot) || recordPosition[slot] == CommitRecords.NONE) {
            return false;
        }
        if (states[slot] == ParticipantState.COMMITTED) {
            return false;
        }
        records.append(openKind(slot), table.coordinatorId(slot), table.id(slot), participants[slot], outbox);
        return true;
    }

    private RecordKind openKind(int slot) {
        if (heuristic[slot]) {
            return states[slot] == ParticipantState.ABORTING ? RecordKind.HEURISTIC_ABORT : RecordKind.HEURISTIC_COMMIT;
        }
        return states[slot].isOnePhase() ? RecordKind.ONE_PHASE_COMMITTED : RecordKind.READY;
    }

    /** What is released behind it is not known any more after a crash. */
    boolean copyHorizonForward(int coordinatorId, Outbox outbox) {
        long id = Math.max(known.horizon(coordinatorId), known.newestRecorded(coordinatorId));
        if (id == CommitRecords.NONE) {
            return false;
        }
        raiseHorizon(coordinatorId, id, outbox);
        return true;
    }

    void checkInvariants() {
        table.checkInvariants();
        deadlines.checkInvariants();
        for (int slot = 0; slot < table.capacity(); slot++) {
            if (table.isUsed(slot)) {
                boolean recorded = recordPosition[slot] != CommitRecords.NONE;
                Invariant.check(
                        recorded || states[slot].isFree() || states[slot] == ParticipantState.ABORTING,
                        "C1 recorded before it is said",
                        table.id(slot),
                        slot);
            }
        }
    }
}
