package io.ft4j.commit;

import io.ft4j.commit.wire.TransactionIds;
import java.util.HashMap;
import java.util.Map;

/**
 * The application's part at one process. What it prepared survives a crash. It always votes for the same, also after a crash
 * and also when it has voted before: nothing may hang on its memory.
 */
final class TestPart implements TransactionParticipant {
    /** Sees what the protocol tells the application. */
    interface Watcher {
        void onPrepare(int processId, int coordinatorId, long id, Vote vote);

        void onCommit(int processId, int coordinatorId, long id);

        void onAbort(int processId, int coordinatorId, long id);
    }

    final int processId;
    private final Watcher watcher;
    private final Map<Long, Vote> votes = new HashMap<>();
    Vote vote = Vote.COMMIT;
    /** So many calls of commit or abort throw. */
    int failures;

    boolean prepareThrows;
    int inDoubtCalls;

    TestPart(int processId, Watcher watcher) {
        this.processId = processId;
        this.watcher = watcher;
    }

    void voteFor(long id, Vote newVote) {
        votes.put(id, newVote);
    }

    @Override
    public Vote prepare(int coordinatorId, long id) {
        if (prepareThrows) {
            throw new IllegalStateException("cannot prepare " + TransactionIds.toString(id));
        }
        Vote given = votes.getOrDefault(id, vote);
        watcher.onPrepare(processId, coordinatorId, id, given);
        return given;
    }

    @Override
    public boolean commit(int coordinatorId, long id) {
        failSometimes();
        watcher.onCommit(processId, coordinatorId, id);
        return true;
    }

    @Override
    public boolean abort(int coordinatorId, long id) {
        failSometimes();
        watcher.onAbort(processId, coordinatorId, id);
        return true;
    }

    private void failSometimes() {
        if (failures > 0) {
            failures--;
            throw new IllegalStateException("not now");
        }
    }

    @Override
    public void inDoubt(int coordinatorId, long id) {
        inDoubtCalls++;
    }
}
