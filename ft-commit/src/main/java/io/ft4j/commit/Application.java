package io.ft4j.commit;

import io.ft4j.commit.wire.CommitCounter;
import io.ft4j.commit.wire.CommitCounters;
import io.ft4j.commit.wire.TransactionIds;
import org.agrona.ErrorHandler;

/** Calls the application's part; what that throws is reported and becomes a result. */
final class Application {
    private final TransactionParticipant participant;
    private final ErrorHandler errorHandler;
    private final CommitCounters counters;

    Application(TransactionParticipant participant, ErrorHandler errorHandler, CommitCounters counters) {
        this.participant = participant;
        this.errorHandler = errorHandler;
        this.counters = counters;
    }

    /** Null: it failed, and may have begun what it has to be told to abort. */
    Vote prepare(int coordinatorId, long id) {
        Throwable failure;
        try {
            Vote vote = participant.prepare(coordinatorId, id);
            if (vote != null) {
                return vote;
            }
            failure = new IllegalStateException("the vote for transaction " + TransactionIds.toString(id)
                    + " of coordinator " + coordinatorId + " is null: taken as " + Vote.ABORT);
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        counters.increment(CommitCounter.PREPARE_FAILED);
        errorHandler.onError(failure);
        return null;
    }

    /** @return false: it has to be told again. */
    boolean commit(int coordinatorId, long id) {
        try {
            return participant.commit(coordinatorId, id);
        } catch (RuntimeException | Error e) {
            counters.increment(CommitCounter.COMMIT_FAILED);
            errorHandler.onError(e);
            return false;
        }
    }

    /** @return false: it has to be told again. */
    boolean abort(int coordinatorId, long id) {
        try {
            return participant.abort(coordinatorId, id);
        } catch (RuntimeException | Error e) {
            counters.increment(CommitCounter.ABORT_FAILED);
            errorHandler.onError(e);
            return false;
        }
    }

    /** What was done by hand is not what the coordinator has decided: told whenever it is noticed, and at each start. */
    void mixed(int coordinatorId, long id, boolean committed) {
        errorHandler.onError(new IllegalStateException("transaction " + TransactionIds.toString(id) + " of coordinator "
                + coordinatorId + " was " + (committed ? "committed" : "aborted")
                + " here by hand, but its coordinator "
                + (committed ? "aborts" : "commits") + " it: it is torn, and has to be mended"));
    }

    void inDoubt(int coordinatorId, long id) {
        participant.inDoubt(coordinatorId, id);
    }

    void started() {
        participant.started();
    }
}
