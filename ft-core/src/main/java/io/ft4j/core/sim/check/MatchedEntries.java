package io.ft4j.core.sim.check;

/**
 * What a leader believes of its followers is so: up to the match index they hold what it holds, durably. Only then is
 * counting them sound (Raft §5.3). It need not be so any more for a leader that others have gone on without.
 */
public final class MatchedEntries implements Check {
    private final ProcessFacts[] processes;
    private final DurableTerms terms;

    public MatchedEntries(ProcessFacts[] processes, DurableTerms terms) {
        this.processes = processes;
        this.terms = terms;
    }

    @Override
    public void afterStep(ProcessFacts leader) {
        if (!leader.isLeading() || leader.term() < terms.newest()) {
            return;
        }
        for (int id = 0; id < processes.length; id++) {
            long match = id == leader.id() ? 0 : leader.matchIndex(id);
            if (match > 0
                    && !processes[id].log().holdsDurably(match, leader.log().chain(match))) {
                throw new Broken("matched entries: " + leader.id() + " leads term " + leader.term()
                        + " and takes it that " + id + " has its entries up to " + match + ", but it has not");
            }
        }
    }
}
