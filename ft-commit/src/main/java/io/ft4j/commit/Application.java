package io.ft4j.commit;

import io.ft4j.commit.wire.CommitCounter;
import io.ft4j.commit.wire.CommitCounters;
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

    /** What throws votes against, and is told to abort what it may have begun. */
    Vote prepare(int coordinatorId, long id) {
        try {
            return participant.prepare(coordinatorId, id);
        } catch (RuntimeException e) {
            counters.increment(CommitCounter.PREPARE_FAILED);
            errorHandler.onError(e);
            abort(coordinatorId, id);
            return Vote.ABORT;
        }
    }

    /** @return false: it has to be told again. */
    boolean commit(int coordinatorId, long id) {
        try {
            return participant.commit(coordinatorId, id);
        } catch (RuntimeException e) {
            counters.increment(CommitCounter.COMMIT_FAILED);
            errorHandler.onError(e);
            return false;
        }
    }

    /** @return false: it has to be told again. */
    boolean abort(int coordinatorId, long id) {
        try {
            return participant.abort(coordinatorId, id);
        } catch (RuntimeException e) {
            counters.increment(CommitCounter.ABORT_FAILED);
            errorHandler.onError(e);
            return false;
        }
    }

    void inDoubt(int coordinatorId, long id) {
        participant.inDoubt(coordinatorId, id);
    }

    void started() {
        participant.started();
    }
}
