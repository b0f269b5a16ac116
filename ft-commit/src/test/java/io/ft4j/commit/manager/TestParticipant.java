package io.ft4j.commit.manager;

import io.ft4j.commit.Vote;
import java.util.ArrayList;
import java.util.List;

/** Votes as it is told, and remembers what it was told; those of an earlier life too. */
class TestParticipant implements ThreadedParticipant {
    final List<Long> prepared = new ArrayList<>();
    final List<Long> committed = new ArrayList<>();
    final List<Long> aborted = new ArrayList<>();
    final List<Long> inDoubt = new ArrayList<>();
    Answers answers;
    Vote vote = Vote.COMMIT;
    /** So many calls of commit throw. */
    int failures;
    /** So many calls of commit say false. */
    int unfinished;
    /** Commit says false for this one. */
    long stuck;

    @Override
    public void start(Answers answers) {
        this.answers = answers;
    }

    @Override
    public Vote prepare(int coordinatorId, long transactionId) {
        prepared.add(transactionId);
        return vote;
    }

    @Override
    public boolean commit(int coordinatorId, long transactionId) {
        if (failures-- > 0) {
            throw new IllegalStateException("commit failed");
        }
        if (transactionId == stuck || unfinished-- > 0) {
            return false;
        }
        committed.add(transactionId);
        return true;
    }

    @Override
    public boolean abort(int coordinatorId, long transactionId) {
        aborted.add(transactionId);
        return true;
    }

    @Override
    public void inDoubt(int coordinatorId, long transactionId) {
        inDoubt.add(transactionId);
    }
}
