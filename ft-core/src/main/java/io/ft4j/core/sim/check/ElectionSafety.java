package io.ft4j.core.sim.check;

import org.agrona.collections.Long2LongHashMap;

/** At most one leader in a term, over all time (Raft, Figure 3). */
public final class ElectionSafety implements Check {
    private static final long NOBODY = -1;

    private final Long2LongHashMap leaders = new Long2LongHashMap(NOBODY);

    @Override
    public void afterStep(ProcessFacts process) {
        if (process.isLeading()) {
            claim(process.id(), process.term());
        }
    }

    /** For a message in which a process speaks as the leader of a term. */
    public void claim(int processId, long term) {
        long leader = leaders.get(term);
        if (leader == NOBODY) {
            leaders.put(term, processId);
        } else if (leader != processId) {
            throw new Broken("election safety: " + leader + " and " + processId + " both lead term " + term);
        }
    }

    /** Most terms in a row without a leader, before the last one that had one. */
    public int longestLeaderlessRun() {
        long found = 0;
        int run = 0;
        int longest = 0;
        for (long term = 1; found < leaders.size(); term++) {
            if (leaders.containsKey(term)) {
                found++;
                run = 0;
            } else {
                longest = Math.max(longest, ++run);
            }
        }
        return longest;
    }
}
