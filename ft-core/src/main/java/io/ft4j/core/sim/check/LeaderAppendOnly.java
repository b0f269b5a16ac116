package io.ft4j.core.sim.check;

/** A leader never cuts its log (Raft, Figure 3). */
public final class LeaderAppendOnly implements Check {
    @Override
    public void afterStep(ProcessFacts process) {
        if (process.hasTruncated()
                && process.wasLeading()
                && process.isLeading()
                && process.term() == process.previousTerm()) {
            throw new Broken("leader append-only: " + process.id() + " has cut its log in term " + process.term());
        }
    }
}
