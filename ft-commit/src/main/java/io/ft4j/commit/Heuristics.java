package io.ft4j.commit;

import io.ft4j.commit.codec.MessageKind;
import io.ft4j.commit.codec.RecordKind;
import io.ft4j.commit.table.KnownOutcomes;
import io.ft4j.commit.wire.CommitCounter;
import io.ft4j.commit.wire.CommitCounters;
import io.ft4j.core.protocol.Outbox;

/**
 * Compares what an operator has decided in place of a coordinator with what that one has decided. It is asked until it answers;
 * peers are not, since they may have been told by hand as well. Where the two agree, the branch ends as any other. Where they do
 * not, that is recorded, reported, and kept until an operator has taken note; the coordinator hears an acknowledgement all the
 * same, since nothing that it could still do would help.
 *
 * <p>One thread. No allocation, reports aside.
 */
final class Heuristics {
    private final CommitConfig config;
    private final BranchTable branches;
    private final KnownOutcomes known;
    private final Promises promises;
    private final Application application;
    private final CommitCounters counters;

    Heuristics(
            CommitConfig config,
            BranchTable branches,
            KnownOutcomes known,
            Promises promises,
            Application application,
            CommitCounters counters) {
        this.config = config;
        this.branches = branches;
        this.known = known;
        this.promises = promises;
        this.application = application;
        this.counters = counters;
    }

    /** Under which a branch in this state that an operator has decided is on record. */
    static RecordKind kind(ParticipantState state) {
        switch (state) {
            case MIXED_COMMITTED:
                return RecordKind.MIXED_COMMIT;
            case MIXED_ABORTED:
                return RecordKind.MIXED_ABORT;
            case ABORTING:
            case HEURISTIC_ABORTED:
                return RecordKind.HEURISTIC_ABORT;
            default:
                return RecordKind.HEURISTIC_COMMIT;
        }
    }

    /** The application has done what the operator has decided. A life that comes after a crash does it again. */
    void done(int slot, ParticipantState state, long nowNs) {
        branches.become(slot, state);
        ask(slot, nowNs);
    }

    void ask(int slot, long nowNs) {
        int coordinatorId = branches.coordinatorId(slot);
        counters.increment(CommitCounter.ASKED_ABOUT_HEURISTIC);
        promises.tell(coordinatorId, MessageKind.DECISION_REQUEST, coordinatorId, branches.id(slot));
        branches.wakeAt(slot, nowNs + config.backOffNs(branches.nextAttempt(slot)));
    }

    /** A decision has come. @return whether it has to be recorded and acknowledged that it was committed, as decided. */
    boolean isConfirmed(int slot, boolean ofPeer, boolean commit, Outbox outbox) {
        ParticipantState state = branches.state(slot);
        if (ofPeer || !state.isUnconfirmed()) {
            counters.increment(CommitCounter.DECISION_REPEATED);
            if (!ofPeer && commit && state == ParticipantState.MIXED_ABORTED && promises.isDurable(slot)) {
                promises.send(branches.coordinatorId(slot), MessageKind.ACKNOWLEDGEMENT, branches.id(slot));
            }
            return false;
        }
        boolean committed = state == ParticipantState.HEURISTIC_COMMITTED;
        if (committed != commit) {
            tear(slot, committed, outbox);
            return false;
        }
        counters.increment(CommitCounter.HEURISTIC_CONFIRMED);
        if (!commit) {
            promises.recordAbort(branches.coordinatorId(slot), branches.id(slot), outbox);
            branches.remove(slot);
        }
        return commit;
    }

    private void tear(int slot, boolean committed, Outbox outbox) {
        counters.increment(CommitCounter.HEURISTIC_MIXED);
        branches.become(slot, committed ? ParticipantState.MIXED_COMMITTED : ParticipantState.MIXED_ABORTED);
        branches.sleep(slot);
        KnownOutcomes.Fate decided = committed ? KnownOutcomes.Fate.ABORTED : KnownOutcomes.Fate.COMMITTED;
        known.note(branches.coordinatorId(slot), branches.id(slot), decided);
        if (committed) {
            promises.record(slot, RecordKind.MIXED_COMMIT, outbox);
        } else {
            promises.record(slot, RecordKind.MIXED_ABORT, MessageKind.ACKNOWLEDGEMENT, outbox);
        }
        report(slot);
    }

    void report(int slot) {
        application.mixed(
                branches.coordinatorId(slot),
                branches.id(slot),
                branches.state(slot) == ParticipantState.MIXED_COMMITTED);
    }

    void forEachMixed(MixedHandler handler) {
        for (int slot = 0; slot < branches.capacity(); slot++) {
            if (branches.isUsed(slot) && branches.state(slot).isMixed()) {
                handler.onMixed(
                        branches.coordinatorId(slot),
                        branches.id(slot),
                        branches.state(slot) == ParticipantState.MIXED_COMMITTED);
            }
        }
    }
}
