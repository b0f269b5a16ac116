package io.ft4j.commit;

import io.ft4j.commit.codec.MessageKind;
import io.ft4j.commit.codec.RecordKind;
import io.ft4j.commit.table.KnownOutcomes;
import io.ft4j.commit.table.TransactionTable;
import io.ft4j.commit.wire.CommitCounter;
import io.ft4j.commit.wire.CommitCounters;
import io.ft4j.commit.wire.CommitRecords;
import io.ft4j.commit.wire.DurableQueue;
import io.ft4j.commit.wire.Outgoing;
import io.ft4j.commit.wire.SharedRecord;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;

/**
 * Takes part in transactions (Gray 1978). Before it has voted for one it may abort alone; after that never. {@code Voter} votes,
 * {@code Resolver} does what is decided, {@code Termination} asks when no decision comes, {@code Heuristics} compares what an
 * operator has decided with it; this one recovers them from the log,
 * and wakes them.
 */
final class Participant {
    private final CommitConfig config;
    private final BranchTable branches;
    private final KnownOutcomes known;
    private final Promises promises;
    private final Resolver resolver;
    private final Heuristics heuristics;
    private final Termination termination;
    private final Voter voter;
    private final Application application;
    private final CommitCounters counters;

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
        this.application = application;
        this.counters = counters;
        branches = new BranchTable(selfId, config.maxTransactions());
        known = new KnownOutcomes(config.rememberedOutcomes(), members);
        promises = new Promises(branches, known, records, queue, outgoing);
        promises.shareLog(ProcessSet.of(selfId));
        heuristics = new Heuristics(config, branches, known, promises, application, counters);
        resolver = new Resolver(config, branches, known, promises, heuristics, application, counters);
        termination = new Termination(config, branches, known, promises, resolver, counters);
        voter = new Voter(
                config, selfId, members, branches, known, promises, resolver, termination, application, counters);
    }

    void shareLog(long processSet) {
        promises.shareLog(processSet);
    }

    BranchTable branches() {
        return branches;
    }

    Voter voter() {
        return voter;
    }

    Resolver resolver() {
        return resolver;
    }

    Termination termination() {
        return termination;
    }

    Heuristics heuristics() {
        return heuristics;
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
        if (record.kind() == RecordKind.SEVERAL_COMMITTED) {
            for (long rest = record.participantSet(); rest != 0; rest = ProcessSet.withoutFirst(rest)) {
                long each = SharedRecord.id(id, ProcessSet.first(rest));
                known.recorded(coordinatorId, each);
                replayEnd(coordinatorId, each, KnownOutcomes.Fate.COMMITTED);
            }
            return;
        }
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
            case MIXED_COMMIT:
                replayHeuristic(record, position, ParticipantState.MIXED_COMMITTED);
                break;
            case MIXED_ABORT:
                replayHeuristic(record, position, ParticipantState.MIXED_ABORTED);
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
        branches.heuristic(branches.find(record.coordinatorId(), record.id()), true);
    }

    private void replayOpen(CommitRecords record, long position, ParticipantState state) {
        int slot = branches.find(record.coordinatorId(), record.id());
        if (slot == TransactionTable.NONE) {
            slot = branches.add(record.coordinatorId(), record.id());
            if (slot == TransactionTable.NONE) {
                throw new IllegalStateException("the log holds more open transactions than maxTransactions="
                        + config.maxTransactions() + " of the participant");
            }
        }
        branches.become(slot, state);
        branches.participants(slot, record.participantSet());
        branches.recorded(slot, position);
        branches.heuristic(slot, false);
    }

    private void replayEnd(int coordinatorId, long id, KnownOutcomes.Fate fate) {
        known.note(coordinatorId, id, fate);
        int slot = branches.find(coordinatorId, id);
        if (slot != TransactionTable.NONE) {
            branches.remove(slot);
        }
    }

    void start(long nowNs) {
        known.start();
        for (int slot = 0; slot < branches.capacity(); slot++) {
            if (branches.isUsed(slot)) {
                counters.increment(CommitCounter.RECOVERED_READY);
                if (branches.state(slot) == ParticipantState.READY) {
                    termination.begin(slot, nowNs);
                    application.inDoubt(branches.coordinatorId(slot), branches.id(slot));
                    termination.ask(slot, nowNs);
                } else if (branches.state(slot).isMixed()) {
                    counters.increment(CommitCounter.RECOVERED_HEURISTIC);
                    heuristics.report(slot);
                } else if (branches.isHeuristic(slot)) {
                    counters.increment(CommitCounter.RECOVERED_HEURISTIC);
                    application.inDoubt(branches.coordinatorId(slot), branches.id(slot));
                    branches.wakeAt(slot, nowNs);
                } else {
                    resolver.commitOnePhase(slot, nowNs);
                }
            }
        }
        application.started();
    }

    // Durability

    void onReadyDurable(int coordinatorId, long id) {
        int slot = branches.find(coordinatorId, id);
        if (slot != TransactionTable.NONE && branches.state(slot) == ParticipantState.READY) {
            promises.sendVoteFor(slot);
        }
    }

    void onVoteAgainstDurable(long nowNs, int coordinatorId, long id, Outbox outbox) {
        int slot = branches.find(coordinatorId, id);
        if (slot != TransactionTable.NONE) {
            resolver.abortIfPromised(slot, nowNs, outbox);
        }
        promises.sendVoteAgainst(coordinatorId, id);
    }

    // Deadlines

    long nextDeadlineNs() {
        return branches.nextDeadlineNs();
    }

    void onDeadline(long nowNs, Outbox outbox) {
        int slot = branches.nextDue();
        int coordinatorId = branches.coordinatorId(slot);
        long id = branches.id(slot);
        switch (branches.state(slot)) {
            case INIT:
            case VOTING:
                counters.increment(CommitCounter.INIT_TIMED_OUT);
                counters.increment(CommitCounter.VOTE_AGAINST);
                resolver.promiseAbort(slot, nowNs, outbox);
                promises.tellWhenDurable(coordinatorId, MessageKind.VOTE_ABORT, coordinatorId, id);
                break;
            case READY:
                termination.ask(slot, nowNs);
                break;
            case ABORT_PROMISED:
                resolver.abortIfPromised(slot, nowNs, outbox);
                break;
            case COMMITTING:
                resolver.commit(slot, nowNs, outbox);
                break;
            case ABORTING:
                resolver.abort(slot, nowNs, outbox);
                break;
            case HEURISTIC_COMMITTED:
            case HEURISTIC_ABORTED:
                heuristics.ask(slot, nowNs);
                break;
            case COMMITTED:
                branches.wakeAt(slot, nowNs + config.resendIntervalNs());
                promises.hurry();
                resolver.acknowledgeIfDurable(slot);
                break;
            default:
                resolver.onOnePhaseDeadline(slot, nowNs);
                break;
        }
    }

    // The end of a batch

    void endBatch(Outbox outbox) {
        promises.writeCommitted(outbox);
        promises.force(outbox);
    }

    // Compactions

    /** Writes again what a recovery would need of this slot. @return whether there was anything. */
    boolean copyForward(int slot, Outbox outbox) {
        if (!branches.isUsed(slot)
                || !branches.isRecorded(slot)
                || branches.state(slot).isOver()) {
            return false;
        }
        promises.copyForward(openKind(slot), slot, outbox);
        return true;
    }

    private RecordKind openKind(int slot) {
        ParticipantState state = branches.state(slot);
        if (branches.isHeuristic(slot)) {
            return Heuristics.kind(state);
        }
        return state.isOnePhase() ? RecordKind.ONE_PHASE_COMMITTED : RecordKind.READY;
    }

    /** What is released behind it is not known any more after a crash. */
    boolean copyHorizonForward(int coordinatorId, Outbox outbox) {
        long id = Math.max(known.horizon(coordinatorId), known.newestRecorded(coordinatorId));
        if (id == CommitRecords.NONE) {
            return false;
        }
        counters.increment(CommitCounter.HORIZON_RAISED);
        promises.raiseHorizon(coordinatorId, id, outbox);
        return true;
    }
}
