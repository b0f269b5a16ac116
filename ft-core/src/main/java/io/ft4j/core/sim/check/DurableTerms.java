package io.ft4j.core.sim.check;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.model.Quorum;
import java.util.Arrays;
import org.agrona.collections.Long2LongHashMap;

/**
 * The durable term of a process never decreases, its durable vote never changes within a term, no life begins or goes on
 * below it, and whoever leads has the durable votes of a majority in its term (Raft §5.2). What a process says about its
 * term and its vote must be durable when it is said; {@link #requireSaid} checks that for messages.
 */
public final class DurableTerms implements Check {
    private static final int NOBODY = -1;

    private final long[] terms;
    private final int[] votes;
    /** Who has ever voted for a candidate, by term and candidate. */
    private final Long2LongHashMap voters = new Long2LongHashMap(ProcessSet.EMPTY);

    public DurableTerms(int processCount) {
        terms = new long[processCount];
        votes = new int[processCount];
        Arrays.fill(votes, NOBODY);
    }

    @Override
    public void onDurableState(ProcessFacts process, long term, int votedFor) {
        int id = process.id();
        if (term < terms[id]) {
            throw new Broken("durable terms: " + id + " goes back from term " + terms[id] + " to " + term);
        }
        if (term == terms[id] && votes[id] != NOBODY && votedFor != votes[id]) {
            throw new Broken("durable terms: " + id + " changes its vote in term " + term + " from " + votes[id]
                    + " to " + votedFor);
        }
        terms[id] = term;
        votes[id] = votedFor;
        if (votedFor != NOBODY) {
            long election = election(term, votedFor);
            voters.put(election, ProcessSet.add(voters.get(election), id));
        }
    }

    /** Of all processes. */
    long newest() {
        long newest = 0;
        for (long term : terms) {
            newest = Math.max(newest, term);
        }
        return newest;
    }

    @Override
    public void afterStep(ProcessFacts process) {
        long floor = Math.max(terms[process.id()], process.previousTerm());
        if (process.term() < floor) {
            throw new Broken("durable terms: " + process.id() + " is in term " + process.term() + " after " + floor);
        }
        if (process.isLeading() && !(process.wasLeading() && process.term() == process.previousTerm())) {
            requireElected(process);
        }
    }

    private void requireElected(ProcessFacts leader) {
        long set = voters.get(election(leader.term(), leader.id()));
        if (!Quorum.isMajority(set, terms.length)) {
            throw new Broken("durable terms: " + leader.id() + " leads term " + leader.term() + " with the votes of "
                    + ProcessSet.toString(set) + " only");
        }
    }

    private static long election(long term, int candidateId) {
        return term * ProcessSet.MAX_PROCESSES + candidateId;
    }

    /** The process says that it is in this term. */
    public void requireSaid(int processId, long term) {
        if (terms[processId] < term) {
            throw new Broken("durable terms: " + processId + " speaks in term " + term + ", but durable is only "
                    + terms[processId]);
        }
    }

    /** The process tells a candidate that it has its vote. It may have moved on to a later term since. */
    public void requireVoted(int processId, long term, int candidateId) {
        requireSaid(processId, term);
        if (terms[processId] == term && votes[processId] != candidateId) {
            throw new Broken("durable terms: " + processId + " grants its vote in term " + term + " to " + candidateId
                    + ", but durable is a vote for " + votes[processId]);
        }
    }
}
