package io.ft4j.commit;

import io.ft4j.core.model.ProcessSet;
import java.util.HashMap;
import java.util.Map;

/** A commit needs the votes of all participants, the last that each gave; and with all votes and no fault it comes. */
final class Validity implements CommitCheck {
    private static final class Votes {
        private long participants;
        private long given;
        private long against;
        private Outcome outcome;
    }

    private final Map<TransactionName, Votes> votes = new HashMap<>();

    private Votes of(int coordinatorId, long id) {
        return votes.computeIfAbsent(new TransactionName(coordinatorId, id), key -> new Votes());
    }

    @Override
    public void onRequested(int coordinatorId, long id, long participantSet) {
        of(coordinatorId, id).participants = participantSet;
    }

    @Override
    public void onPrepare(int processId, int coordinatorId, long id, Vote vote) {
        Votes of = of(coordinatorId, id);
        if (vote == Vote.ABORT) {
            of.against = ProcessSet.add(of.against, processId);
            of.given = ProcessSet.remove(of.given, processId);
        } else if (vote != Vote.LATER) {
            of.given = ProcessSet.add(of.given, processId);
            of.against = ProcessSet.remove(of.against, processId);
        }
    }

    @Override
    public void onCommit(int processId, int coordinatorId, long id) {
        check(coordinatorId, id);
    }

    @Override
    public void onOutcome(int coordinatorId, long id, Outcome outcome) {
        of(coordinatorId, id).outcome = outcome;
        if (outcome == Outcome.COMMITTED) {
            check(coordinatorId, id);
        }
    }

    private void check(int coordinatorId, long id) {
        Votes of = of(coordinatorId, id);
        if (of.given != of.participants || of.against != 0) {
            throw new Broken("validity: " + CommitText.transaction(coordinatorId, id) + " commits with the votes of "
                    + ProcessSet.toString(of.given) + " out of " + ProcessSet.toString(of.participants) + ", against "
                    + ProcessSet.toString(of.against));
        }
    }

    @Override
    public void atEnd(CommitWorld world) {
        votes.forEach((transaction, of) -> {
            if (world.faultsHit == 0 && of.against == 0 && of.outcome != Outcome.COMMITTED) {
                throw new Broken("validity: " + transaction + " had all votes and no fault, and is " + of.outcome);
            }
        });
    }
}
