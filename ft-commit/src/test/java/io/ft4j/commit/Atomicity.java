package io.ft4j.commit;

import io.ft4j.core.model.ProcessSet;
import java.util.HashMap;
import java.util.Map;

/**
 * All or nothing, for ever: no process commits a transaction that another one, or itself at another time, aborts, and the one
 * who asked is told what happened, once.
 */
final class Atomicity implements CommitCheck {
    private static final class Ends {
        private long committed;
        private long aborted;
        private Outcome outcome;
    }

    private final Map<TransactionName, Ends> ends = new HashMap<>();

    private Ends of(int coordinatorId, long id) {
        return ends.computeIfAbsent(new TransactionName(coordinatorId, id), key -> new Ends());
    }

    @Override
    public void onCommit(int processId, int coordinatorId, long id) {
        Ends of = of(coordinatorId, id);
        of.committed = ProcessSet.add(of.committed, processId);
        check(coordinatorId, id, of);
    }

    @Override
    public void onAbort(int processId, int coordinatorId, long id) {
        Ends of = of(coordinatorId, id);
        of.aborted = ProcessSet.add(of.aborted, processId);
        check(coordinatorId, id, of);
    }

    @Override
    public void onOutcome(int coordinatorId, long id, Outcome outcome) {
        Ends of = of(coordinatorId, id);
        if (of.outcome != null) {
            throw new Broken("atomicity: " + CommitText.transaction(coordinatorId, id) + " was told as " + of.outcome
                    + " and then as " + outcome);
        }
        of.outcome = outcome;
        check(coordinatorId, id, of);
    }

    private static void check(int coordinatorId, long id, Ends of) {
        boolean commit = of.committed != 0 || of.outcome == Outcome.COMMITTED;
        boolean abort = of.aborted != 0 || (of.outcome != null && of.outcome.isAborted());
        if (commit && abort) {
            throw new Broken("atomicity: " + CommitText.transaction(coordinatorId, id) + " is committed by "
                    + ProcessSet.toString(of.committed) + ", aborted by " + ProcessSet.toString(of.aborted)
                    + ", told as " + of.outcome);
        }
    }
}
