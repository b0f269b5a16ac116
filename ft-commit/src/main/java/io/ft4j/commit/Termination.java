package io.ft4j.commit;

import io.ft4j.commit.codec.MessageKind;
import io.ft4j.commit.table.AskingOrder;
import io.ft4j.commit.table.KnownOutcomes;
import io.ft4j.commit.table.TransactionTable;
import io.ft4j.commit.wire.CommitCounter;
import io.ft4j.commit.wire.CommitCounters;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;

/**
 * How those in READY learn a decision that does not come (Skeen 1981, cooperative termination): each asks the coordinator, then
 * the other participants, and answers them.
 *
 * <p>Owns since when a branch is in READY; {@code AskingOrder} owns who was asked.
 */
final class Termination {
    private final CommitConfig config;
    private final BranchTable branches;
    private final KnownOutcomes known;
    private final Promises promises;
    private final Resolver resolver;
    private final CommitCounters counters;
    private final AskingOrder order;
    private final long[] readySinceNs;

    Termination(
            CommitConfig config,
            BranchTable branches,
            KnownOutcomes known,
            Promises promises,
            Resolver resolver,
            CommitCounters counters) {
        this.config = config;
        this.branches = branches;
        this.known = known;
        this.promises = promises;
        this.resolver = resolver;
        this.counters = counters;
        order = new AskingOrder(branches.capacity());
        readySinceNs = new long[branches.capacity()];
    }

    /** A branch is in READY from now on. */
    void begin(int slot, long nowNs) {
        readySinceNs[slot] = nowNs;
        order.begin(slot);
    }

    void forEachInDoubt(InDoubtHandler handler) {
        for (int slot = 0; slot < branches.capacity(); slot++) {
            if (isInDoubt(slot)) {
                int coordinatorId = branches.coordinatorId(slot);
                long unblockers = ProcessSet.add(order.mayKnow(slot, branches.peers(slot)), coordinatorId);
                handler.onInDoubt(coordinatorId, branches.id(slot), readySinceNs[slot], unblockers);
            }
        }
    }

    private boolean isInDoubt(int slot) {
        return branches.isUsed(slot) && branches.state(slot) == ParticipantState.READY && !order.isIdle(slot);
    }

    /** Decisions of a coordinator that is back are worth asking for at once. */
    void onBack(long nowNs, int coordinatorId) {
        for (int slot = 0; slot < branches.capacity(); slot++) {
            if (branches.isUsed(slot) && branches.coordinatorId(slot) == coordinatorId) {
                if (isInDoubt(slot)) {
                    order.begin(slot);
                    branches.wakeAt(slot, nowNs);
                } else if (branches.state(slot).isUnconfirmed()) {
                    branches.wakeAt(slot, nowNs);
                }
            }
        }
    }

    void ask(int slot, long nowNs) {
        int coordinatorId = branches.coordinatorId(slot);
        int nextId = order.next(slot, coordinatorId, branches.peers(slot));
        counters.increment(nextId == coordinatorId ? CommitCounter.ASKED_COORDINATOR : CommitCounter.ASKED_PEER);
        promises.tell(nextId, MessageKind.DECISION_REQUEST, coordinatorId, branches.id(slot));
        branches.wakeAt(slot, nowNs + config.backOffNs(order.rounds(slot)));
    }

    /**
     * A peer that voted is in doubt. One that has not voted yet, or has voted against, aborts, and that has to be durable
     * before it is said or done: after a crash a late request could still make it vote for the transaction.
     */
    void onDecisionRequest(long nowNs, int sourceId, int coordinatorId, long id, Outbox outbox) {
        int slot = branches.find(coordinatorId, id);
        if (slot == TransactionTable.NONE) {
            answerWithoutBranch(nowNs, sourceId, coordinatorId, id, outbox);
        } else if (branches.state(slot).saysCommit()) {
            promises.tell(sourceId, MessageKind.GLOBAL_COMMIT, coordinatorId, id);
        } else if (branches.state(slot).isFree()) {
            counters.increment(CommitCounter.ABORTED_FOR_PEER);
            resolver.promiseAbort(slot, nowNs, outbox);
            answerAbort(sourceId, coordinatorId, id);
        } else if (branches.state(slot).saysAbort()) {
            answerAbort(sourceId, coordinatorId, id);
        } else if (branches.state(slot) == ParticipantState.ABORTING) {
            if (!branches.isHeuristic(slot)) { // which is on the disk
                promises.recordAbort(coordinatorId, id, outbox);
            }
            answerAbort(sourceId, coordinatorId, id);
        } else {
            answerUncertain(sourceId, coordinatorId, id);
        }
    }

    private void answerWithoutBranch(long nowNs, int sourceId, int coordinatorId, long id, Outbox outbox) {
        switch (known.fate(coordinatorId, id)) {
            case COMMITTED:
                promises.tell(sourceId, MessageKind.GLOBAL_COMMIT, coordinatorId, id);
                break;
            case ABORTED_HERE:
                promises.recordAbort(coordinatorId, id, outbox);
                answerAbort(sourceId, coordinatorId, id);
                break;
            case GIVEN_UP:
            case ABORTED:
                answerAbort(sourceId, coordinatorId, id);
                break;
            case UNSEEN:
                abortUnseen(nowNs, sourceId, coordinatorId, id, outbox);
                break;
            default:
                answerUncertain(sourceId, coordinatorId, id);
                break;
        }
    }

    /** The application may have work of it. Without a slot to see to that, the peer has to ask again. */
    private void abortUnseen(long nowNs, int sourceId, int coordinatorId, long id, Outbox outbox) {
        int slot = branches.add(coordinatorId, id);
        if (slot == TransactionTable.NONE) {
            answerUncertain(sourceId, coordinatorId, id);
        } else {
            counters.increment(CommitCounter.ABORTED_FOR_PEER);
            resolver.promiseAbort(slot, nowNs, outbox);
            answerAbort(sourceId, coordinatorId, id);
        }
    }

    /** Whatever record it rests on is durable when it leaves. */
    private void answerAbort(int sourceId, int coordinatorId, long id) {
        promises.tellWhenDurable(sourceId, MessageKind.GLOBAL_ABORT, coordinatorId, id);
    }

    private void answerUncertain(int sourceId, int coordinatorId, long id) {
        counters.increment(CommitCounter.ANSWERED_UNCERTAIN);
        promises.tell(sourceId, MessageKind.UNCERTAIN, coordinatorId, id);
    }

    void onAbortDurable(long nowNs, int askerId, int coordinatorId, long id, Outbox outbox) {
        int slot = branches.find(coordinatorId, id);
        if (slot != TransactionTable.NONE) {
            resolver.abortIfPromised(slot, nowNs, outbox);
        }
        promises.tell(askerId, MessageKind.GLOBAL_ABORT, coordinatorId, id);
    }

    void onUncertain(long nowNs, int sourceId, int coordinatorId, long id) {
        int slot = branches.find(coordinatorId, id);
        if (slot == TransactionTable.NONE || branches.state(slot) != ParticipantState.READY) {
            counters.increment(CommitCounter.DECISION_REPEATED);
            return;
        }
        long peers = branches.peers(slot);
        if (!ProcessSet.contains(peers, sourceId)) {
            counters.increment(CommitCounter.DECISION_OF_STRANGER);
            return;
        }
        boolean couldKnow = order.mayKnow(slot, peers) != ProcessSet.EMPTY;
        boolean awaited = order.onUncertain(slot, sourceId);
        if (couldKnow && order.mayKnow(slot, peers) == ProcessSet.EMPTY) {
            counters.increment(CommitCounter.BLOCKED);
        }
        if (awaited && !order.isLast(slot, peers)) {
            ask(slot, nowNs);
        }
    }
}
