package io.ft4j.commit;

import io.ft4j.commit.codec.MessageKind;
import io.ft4j.commit.codec.RecordKind;
import io.ft4j.commit.table.KnownOutcomes;
import io.ft4j.commit.table.TransactionTable;
import io.ft4j.commit.wire.CommitCounter;
import io.ft4j.commit.wire.CommitCounters;
import io.ft4j.commit.wire.CommitRecords;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;

/** Does what was decided, here or elsewhere, until the application has managed to; records and acknowledges it. */
final class Resolver {
    private final CommitConfig config;
    private final BranchTable branches;
    private final KnownOutcomes known;
    private final Promises promises;
    private final Heuristics heuristics;
    private final Application application;
    private final CommitCounters counters;

    Resolver(
            CommitConfig config,
            BranchTable branches,
            KnownOutcomes known,
            Promises promises,
            Heuristics heuristics,
            Application application,
            CommitCounters counters) {
        this.config = config;
        this.branches = branches;
        this.known = known;
        this.promises = promises;
        this.heuristics = heuristics;
        this.application = application;
        this.counters = counters;
    }

    void onDecision(long nowNs, int sourceId, int coordinatorId, long id, boolean commit, Outbox outbox) {
        int slot = branches.find(coordinatorId, id);
        if (slot == TransactionTable.NONE) {
            onDecisionWithoutBranch(nowNs, sourceId, coordinatorId, id, commit, outbox);
            return;
        }
        boolean ofPeer = sourceId != coordinatorId;
        if (ofPeer && !ProcessSet.contains(branches.participants(slot), sourceId)) {
            counters.increment(CommitCounter.DECISION_OF_STRANGER);
            return;
        }
        if (branches.isHeuristic(slot)) {
            if (heuristics.isConfirmed(slot, ofPeer, commit, outbox)) {
                recordCommit(slot, nowNs, outbox);
            }
            return;
        }
        if (ofPeer && branches.state(slot) == ParticipantState.READY) {
            counters.increment(CommitCounter.DECISION_OF_PEER);
        }
        if (commit) {
            onCommit(slot, nowNs, outbox);
        } else {
            onAbort(slot, ofPeer, nowNs, outbox);
        }
    }

    /** The acknowledgement may have been lost. An abort may overtake the request for a vote, which is too late then. */
    private void onDecisionWithoutBranch(
            long nowNs, int sourceId, int coordinatorId, long id, boolean commit, Outbox outbox) {
        KnownOutcomes.Fate fate = known.fate(coordinatorId, id);
        if (sourceId != coordinatorId) {
            counters.increment(CommitCounter.DECISION_REPEATED);
        } else if (commit) {
            acknowledgeAgain(coordinatorId, id, fate);
        } else if (fate == KnownOutcomes.Fate.UNSEEN) {
            abortUnseen(nowNs, coordinatorId, id, outbox);
        } else {
            counters.increment(CommitCounter.DECISION_REPEATED);
            abortIfGivenUp(nowNs, coordinatorId, id, fate, outbox);
        }
    }

    private void acknowledgeAgain(int coordinatorId, long id, KnownOutcomes.Fate fate) {
        if (fate == KnownOutcomes.Fate.COMMITTED || fate == KnownOutcomes.Fate.FORGOTTEN) {
            counters.increment(CommitCounter.DECISION_REPEATED);
            promises.send(coordinatorId, MessageKind.ACKNOWLEDGEMENT, id);
        } else {
            counters.increment(CommitCounter.DECISION_IMPOSSIBLE);
        }
    }

    /** Whatever the application has begun since: nothing more comes for this transaction. */
    void abortIfGivenUp(long nowNs, int coordinatorId, long id, KnownOutcomes.Fate fate, Outbox outbox) {
        if (fate == KnownOutcomes.Fate.GIVEN_UP) {
            abortUnseen(nowNs, coordinatorId, id, outbox);
        }
    }

    /** The application may have work of it, though nobody asked for its vote. */
    private void abortUnseen(long nowNs, int coordinatorId, long id, Outbox outbox) {
        known.note(coordinatorId, id, KnownOutcomes.Fate.ABORTED);
        int slot = branches.add(coordinatorId, id);
        if (slot == TransactionTable.NONE) {
            application.abort(coordinatorId, id);
        } else {
            abort(slot, nowNs, outbox);
        }
    }

    private void onCommit(int slot, long nowNs, Outbox outbox) {
        if (branches.state(slot) == ParticipantState.READY) {
            commit(slot, nowNs, outbox);
        } else if (branches.state(slot).isCommit()) {
            counters.increment(CommitCounter.DECISION_REPEATED);
            acknowledgeIfDurable(slot);
        } else {
            counters.increment(CommitCounter.DECISION_IMPOSSIBLE);
        }
    }

    private void onAbort(int slot, boolean ofPeer, long nowNs, Outbox outbox) {
        if (branches.state(slot) == ParticipantState.READY
                || (branches.state(slot).isFree() && !ofPeer)) {
            known.note(branches.coordinatorId(slot), branches.id(slot), KnownOutcomes.Fate.ABORTED);
            abort(slot, nowNs, outbox);
        } else if (branches.state(slot) == ParticipantState.ABORTING
                || branches.state(slot) == ParticipantState.ABORT_PROMISED) {
            counters.increment(CommitCounter.DECISION_REPEATED);
        } else {
            counters.increment(CommitCounter.DECISION_IMPOSSIBLE);
        }
    }

    /** The record comes after the deed: without it this process asks again, and commits again. */
    void commit(int slot, long nowNs, Outbox outbox) {
        if (!application.commit(branches.coordinatorId(slot), branches.id(slot))) {
            branches.become(slot, ParticipantState.COMMITTING);
            branches.wakeAt(slot, nowNs + config.backOffNs(branches.nextAttempt(slot)));
            return;
        }
        counters.increment(CommitCounter.LOCAL_COMMIT);
        if (branches.isHeuristic(slot)) {
            heuristics.done(slot, ParticipantState.HEURISTIC_COMMITTED, nowNs);
        } else {
            recordCommit(slot, nowNs, outbox);
        }
    }

    private void recordCommit(int slot, long nowNs, Outbox outbox) {
        branches.become(slot, ParticipantState.COMMITTED);
        known.note(branches.coordinatorId(slot), branches.id(slot), KnownOutcomes.Fate.COMMITTED);
        promises.recordCommitted(slot, outbox);
        branches.wakeAt(slot, nowNs + config.forceDelayNs());
    }

    /** The record only spares the question after a crash; nobody waits for it, and where no vote was recorded there is none. */
    void abort(int slot, long nowNs, Outbox outbox) {
        int coordinatorId = branches.coordinatorId(slot);
        long id = branches.id(slot);
        if (!application.abort(coordinatorId, id)) {
            branches.become(slot, ParticipantState.ABORTING);
            branches.wakeAt(slot, nowNs + config.backOffNs(branches.nextAttempt(slot)));
            return;
        }
        counters.increment(CommitCounter.LOCAL_ABORT);
        if (branches.isHeuristic(slot)) {
            heuristics.done(slot, ParticipantState.HEURISTIC_ABORTED, nowNs);
            return;
        }
        if (branches.isRecorded(slot)) {
            promises.recordEnd(RecordKind.ABORTED, coordinatorId, id, outbox);
        }
        branches.remove(slot);
    }

    /** Where nobody else has decided, the record comes before the deed: a crash must not find another mood. */
    void promiseAbort(int slot, long nowNs, Outbox outbox) {
        boolean wasAsked = branches.state(slot) != ParticipantState.INIT;
        KnownOutcomes.Fate fate = wasAsked ? KnownOutcomes.Fate.ABORTED : KnownOutcomes.Fate.GIVEN_UP;
        branches.become(slot, ParticipantState.ABORT_PROMISED);
        branches.recorded(slot, promises.recordAbort(branches.coordinatorId(slot), branches.id(slot), fate, outbox));
        branches.wakeAt(slot, nowNs + config.resendIntervalNs());
    }

    /** The record is durable, or looked at again later. */
    void abortIfPromised(int slot, long nowNs, Outbox outbox) {
        if (branches.state(slot) != ParticipantState.ABORT_PROMISED) {
            return;
        }
        if (promises.isDurable(slot)) {
            branches.recorded(slot, CommitRecords.NONE);
            abort(slot, nowNs, outbox);
        } else {
            branches.wakeAt(slot, nowNs + config.resendIntervalNs());
        }
    }

    /** Decides for one phase: the record is the decision, so it comes before the deed. */
    void commitOnePhase(int slot, long nowNs) {
        int coordinatorId = branches.coordinatorId(slot);
        long id = branches.id(slot);
        if (application.commit(coordinatorId, id)) {
            counters.increment(CommitCounter.ONE_PHASE_COMMIT);
            branches.become(slot, ParticipantState.ONE_PHASE_COMMITTED);
            promises.send(coordinatorId, MessageKind.ONE_PHASE_COMMITTED, id);
        }
        branches.wakeAt(slot, nowNs + config.backOffNs(branches.nextAttempt(slot)));
    }

    /** The application has finished what it had put off. */
    long resume(long nowNs, int coordinatorId, long id, Outbox outbox) {
        int slot = branches.find(coordinatorId, id);
        ParticipantState state = slot == TransactionTable.NONE ? null : branches.state(slot);
        if (state == ParticipantState.COMMITTING) {
            commit(slot, nowNs, outbox);
        } else if (state == ParticipantState.ABORTING) {
            abort(slot, nowNs, outbox);
        } else if (state == ParticipantState.ONE_PHASE_DECIDED && promises.isDurable(slot)) {
            commitOnePhase(slot, nowNs);
        } else {
            return CommitNode.NOT_OPEN;
        }
        return id;
    }

    void onForget(int coordinatorId, long id, Outbox outbox) {
        int slot = branches.find(coordinatorId, id);
        if (slot == TransactionTable.NONE || branches.state(slot) != ParticipantState.ONE_PHASE_COMMITTED) {
            counters.increment(CommitCounter.DECISION_REPEATED);
            return;
        }
        promises.recordEnd(RecordKind.FORGOTTEN, coordinatorId, id, outbox);
        known.note(coordinatorId, id, KnownOutcomes.Fate.COMMITTED);
        branches.remove(slot);
    }

    void onCommittedDurable(int coordinatorId, long id) {
        int slot = branches.find(coordinatorId, id);
        if (slot != TransactionTable.NONE) {
            acknowledgeIfDurable(slot);
        }
    }

    void acknowledgeIfDurable(int slot) {
        if (branches.state(slot) == ParticipantState.COMMITTED && promises.isDurable(slot)) {
            promises.send(branches.coordinatorId(slot), MessageKind.ACKNOWLEDGEMENT, branches.id(slot));
            branches.remove(slot);
        } else if (branches.state(slot) == ParticipantState.MIXED_ABORTED && promises.isDurable(slot)) {
            promises.send(branches.coordinatorId(slot), MessageKind.ACKNOWLEDGEMENT, branches.id(slot));
        }
    }

    void onOnePhaseDurable(long nowNs, int coordinatorId, long id) {
        int slot = branches.find(coordinatorId, id);
        if (slot != TransactionTable.NONE && branches.state(slot) == ParticipantState.ONE_PHASE_DECIDED) {
            commitOnePhase(slot, nowNs);
        }
    }

    void onOnePhaseDeadline(int slot, long nowNs) {
        if (branches.state(slot) == ParticipantState.ONE_PHASE_COMMITTED) {
            counters.increment(CommitCounter.SENT_AGAIN);
            promises.send(branches.coordinatorId(slot), MessageKind.ONE_PHASE_COMMITTED, branches.id(slot));
            branches.wakeAt(slot, nowNs + config.backOffNs(branches.nextAttempt(slot)));
        } else if (promises.isDurable(slot)) {
            commitOnePhase(slot, nowNs);
        } else {
            branches.wakeAt(slot, nowNs + config.resendIntervalNs());
        }
    }
}
