package io.ft4j.commit;

import io.ft4j.commit.codec.MessageKind;
import io.ft4j.commit.codec.RecordKind;
import io.ft4j.commit.table.KnownOutcomes;
import io.ft4j.commit.table.TransactionTable;
import io.ft4j.commit.wire.CommitCounter;
import io.ft4j.commit.wire.CommitCounters;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;

/**
 * Votes, when the coordinator asks: once for each transaction, whatever comes twice, late, or after a crash.
 *
 * <p>Owns the present life of each coordinator.
 */
final class Voter {
    /** So many ids a horizon is raised ahead, so that read-only votes have one record for all of them. */
    static final int HORIZON_STEP = 1024;

    private final CommitConfig config;
    private final int selfId;
    private final long members;
    private final BranchTable branches;
    private final KnownOutcomes known;
    private final Promises promises;
    private final Resolver resolver;
    private final Termination termination;
    private final Application application;
    private final CommitCounters counters;

    /** Of each coordinator: ids of another life are none of its present ones. */
    private final long[] lives = new long[ProcessSet.MAX_PROCESSES];

    Voter(
            CommitConfig config,
            int selfId,
            long members,
            BranchTable branches,
            KnownOutcomes known,
            Promises promises,
            Resolver resolver,
            Termination termination,
            Application application,
            CommitCounters counters) {
        this.config = config;
        this.selfId = selfId;
        this.members = members;
        this.branches = branches;
        this.known = known;
        this.promises = promises;
        this.resolver = resolver;
        this.termination = termination;
        this.application = application;
        this.counters = counters;
    }

    void onLife(int coordinatorId, long life) {
        lives[coordinatorId] = life;
    }

    /** @param isNew nothing of it was here in this life: what is too old to be remembered is not over for that. */
    long enlist(long nowNs, int coordinatorId, long id, boolean isNew) {
        KnownOutcomes.Fate fate = known.fate(coordinatorId, id);
        boolean isOpen = fate == KnownOutcomes.Fate.UNSEEN
                || (isNew && fate == KnownOutcomes.Fate.FORGOTTEN && known.refusedUpTo(coordinatorId, id) == 0);
        if (!isOpen || branches.find(coordinatorId, id) != TransactionTable.NONE) {
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
        int slot = branches.find(coordinatorId, id);
        if (slot == TransactionTable.NONE || branches.state(slot) != ParticipantState.VOTING) {
            return CommitNode.NOT_OPEN;
        }
        take(slot, vote, nowNs, outbox);
        return id;
    }

    private int add(long nowNs, int coordinatorId, long id) {
        int slot = branches.add(coordinatorId, id);
        if (slot != TransactionTable.NONE) {
            branches.wakeAt(slot, nowNs + config.initTimeoutNs());
        }
        return slot;
    }

    /** VOTE_REQUEST, or ONE_PHASE_COMMIT, of the coordinator itself. */
    void onVoteRequest(long nowNs, int coordinatorId, MessageKind request, long id, long set, Outbox outbox) {
        if (!isRequest(coordinatorId, request, id, set)) {
            counters.increment(CommitCounter.REQUEST_FORGED);
            return;
        }
        int slot = branches.find(coordinatorId, id);
        if (slot == TransactionTable.NONE) {
            slot = admit(nowNs, coordinatorId, id, set, outbox);
        } else if (branches.state(slot) != ParticipantState.INIT) {
            repeatAnswer(slot);
            return;
        }
        if (slot != TransactionTable.NONE) {
            branches.participants(slot, set);
            branches.become(slot, ParticipantState.VOTING);
            Vote vote = application.prepare(coordinatorId, id);
            if (vote == null) {
                giveUp(slot, nowNs, outbox);
            } else {
                take(slot, vote, nowNs, outbox);
            }
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
                counters.increment(CommitCounter.REQUEST_WITHOUT_ROOM);
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
            promises.sendReadOnlyWhenDurable(coordinatorId, id);
        } else if (fate != KnownOutcomes.Fate.COMMITTED) {
            promises.tellWhenDurable(coordinatorId, MessageKind.VOTE_ABORT, coordinatorId, id);
            resolver.abortIfGivenUp(nowNs, coordinatorId, id, fate, outbox);
        }
        return TransactionTable.NONE;
    }

    private void repeatAnswer(int slot) {
        counters.increment(CommitCounter.REQUEST_REPEATED);
        if (branches.state(slot) == ParticipantState.READY && promises.mayVoteFor(slot)) {
            promises.sendVoteFor(slot);
        } else if (branches.state(slot) == ParticipantState.ONE_PHASE_COMMITTED) {
            promises.send(branches.coordinatorId(slot), MessageKind.ONE_PHASE_COMMITTED, branches.id(slot));
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
                int coordinatorId = branches.coordinatorId(slot);
                long id = branches.id(slot);
                branches.remove(slot);
                voteAgainst(coordinatorId, id, branches.participants(slot), outbox);
                break;
            default:
                break;
        }
    }

    /** The application has failed: it is told to abort what it may have begun until it has managed to. */
    private void giveUp(int slot, long nowNs, Outbox outbox) {
        voteAgainst(branches.coordinatorId(slot), branches.id(slot), branches.participants(slot), outbox);
        resolver.abort(slot, nowNs, outbox);
    }

    private void promise(int slot, long nowNs, Outbox outbox) {
        if (branches.isAlone(slot)) {
            branches.become(slot, ParticipantState.ONE_PHASE_DECIDED);
            promises.record(slot, RecordKind.ONE_PHASE_COMMITTED, MessageKind.ONE_PHASE_COMMITTED, outbox);
            branches.wakeAt(slot, nowNs + config.resendIntervalNs());
        } else {
            branches.become(slot, ParticipantState.READY);
            termination.begin(slot, nowNs);
            promises.recordReady(slot, outbox);
            branches.wakeAt(slot, nowNs + config.readyTimeoutNs());
        }
    }

    /**
     * A read-only vote has no record, so after a crash this process would take itself for one that has not voted, and answer
     * ABORT to a peer while the coordinator may have committed. The horizon keeps it from that.
     */
    private void leave(int slot, Outbox outbox) {
        int coordinatorId = branches.coordinatorId(slot);
        long id = branches.id(slot);
        branches.remove(slot);
        counters.increment(CommitCounter.LOCAL_READ_ONLY);
        known.note(coordinatorId, id, KnownOutcomes.Fate.READ_ONLY);
        if (id > known.horizon(coordinatorId)) {
            counters.increment(CommitCounter.HORIZON_RAISED);
            promises.raiseHorizon(coordinatorId, id + HORIZON_STEP - 1, outbox);
        }
        promises.sendReadOnlyWhenDurable(coordinatorId, id);
    }

    /**
     * A vote against needs no record: it is no promise, and the coordinator decides. But the only participant decides itself,
     * and after a crash a late request must not find it in another mood; so does one that does not know whether it is that.
     */
    private void voteAgainst(int coordinatorId, long id, long set, Outbox outbox) {
        counters.increment(CommitCounter.VOTE_AGAINST);
        if (ProcessSet.size(set) > 1) {
            known.note(coordinatorId, id, KnownOutcomes.Fate.ABORTED_HERE);
            promises.sendVoteAgainst(coordinatorId, id);
        } else {
            promises.recordAbort(coordinatorId, id, outbox);
            promises.tellWhenDurable(coordinatorId, MessageKind.VOTE_ABORT, coordinatorId, id);
        }
    }

    /**
     * It may have committed here. Where others take part that stays unknown, or a peer would be told ABORT; the only participant
     * has not, since its coordinator would not ask again.
     */
    private void refuse(int coordinatorId, long id, long set, Outbox outbox) {
        if (ProcessSet.size(set) > 1) {
            counters.increment(CommitCounter.VOTE_AGAINST);
            promises.sendVoteAgainst(coordinatorId, id);
        } else {
            voteAgainst(coordinatorId, id, set, outbox);
        }
    }
}
