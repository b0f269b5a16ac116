package io.ft4j.commit.manager;

import io.ft4j.commit.CommitConfig;
import io.ft4j.commit.CoordinatorState;
import io.ft4j.commit.OutcomeListener;
import io.ft4j.commit.TransactionParticipant;
import io.ft4j.commit.Vote;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.runtime.driver.NodeWiring;
import org.agrona.ErrorHandler;

/** A coordinator that is one node with one log: when it stops, nothing is decided before the next start. One thread. */
final class LocalCoordinator extends ManagedNode implements CoordinatingNode {
    /** Closes nothing when it fails. */
    LocalCoordinator(
            CommitConfig config,
            NodeIdentity identity,
            NodeWiring wiring,
            long members,
            OutcomeListener listener,
            ErrorHandler errorHandler) {
        super(config, identity, wiring, members, new NoPart(), listener, errorHandler);
    }

    @Override
    public boolean commit(long nowNs, long id, long participantSet) {
        return protocol().begin(nowNs, id) > 0 && protocol().requestCommit(nowNs, id, participantSet) > 0;
    }

    @Override
    public boolean abandon(long nowNs, long id, long participantSet) {
        return protocol().begin(nowNs, id) > 0 && protocol().rollback(id, participantSet) > 0;
    }

    @Override
    public boolean rollback(long id) {
        protocol().rollback(id, ProcessSet.EMPTY);
        return true;
    }

    /** What has no record of a decision will be presumed aborted; what was not even begun as well. */
    @Override
    public boolean isUndecided(long id) {
        CoordinatorState state = protocol().coordinatorState(id);
        return state == null || state == CoordinatorState.INIT || state == CoordinatorState.WAIT;
    }

    /** The coordinating node has no part of its own. */
    private static final class NoPart implements TransactionParticipant {
        @Override
        public Vote prepare(int coordinatorId, long transactionId) {
            return Vote.ABORT;
        }

        @Override
        public boolean commit(int coordinatorId, long transactionId) {
            return true;
        }

        @Override
        public boolean abort(int coordinatorId, long transactionId) {
            return true;
        }

        @Override
        public void inDoubt(int coordinatorId, long transactionId) {
            throw new IllegalStateException(
                    "transaction " + TransactionIds.toString(transactionId) + " names the coordinator");
        }
    }
}
