package io.ft4j.core.sim.check;

import org.agrona.collections.Long2LongHashMap;

/**
 * Two logs that have an entry of the same index and term are the same up to there, every byte, over all time (Raft,
 * Figure 3): so to each index and term belongs one hash chain.
 */
public final class LogMatching implements Check {
    private static final long NONE = 0;
    private static final int TERM_BITS = 24;

    private final Long2LongHashMap chains = new Long2LongHashMap(NONE);

    @Override
    public void onEntry(ProcessFacts process, long index) {
        long term = process.log().term(index);
        long key = index << TERM_BITS | term;
        long chain = process.log().chain(index);
        long known = chains.get(key);
        if (known == NONE) {
            chains.put(key, chain);
        } else if (known != chain) {
            throw new Broken("log matching: the log of " + process.id() + " differs from another that has entry "
                    + index + " of term " + term + " too, at or before it");
        }
    }
}
