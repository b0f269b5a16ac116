package io.ft4j.core.sim.check;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.model.Quorum;
import org.agrona.collections.Long2LongHashMap;

/** Breaks nothing: counts the entries that a majority held durably and that were cut all the same (Raft, Figure 8). */
public final class MajorityOverwritten implements Check {
    /** No process has this id, so that the value of a known entry is never the map's value for none. */
    private static final long KNOWN = 1L << 63;

    private final int processCount;
    /** By the chain of an entry: who has ever held it durably at the same time as the others in the set. */
    private final Long2LongHashMap holders = new Long2LongHashMap(ProcessSet.EMPTY);

    private long count;

    public MajorityOverwritten(int processCount) {
        this.processCount = processCount;
    }

    public long count() {
        return count;
    }

    @Override
    public void onDurableEntry(ProcessFacts process, long index) {
        long chain = process.log().durableChain(index);
        holders.put(chain, ProcessSet.add(holders.get(chain), process.id()) | KNOWN);
    }

    @Override
    public void onDurableTruncation(ProcessFacts process, LogFacts log, long fromIndex) {
        for (long index = fromIndex; index <= log.durableLastIndex(); index++) {
            long chain = log.durableChain(index);
            long set = holders.get(chain);
            if (Quorum.isMajority(set & ~KNOWN, processCount)) {
                count++;
            }
            holders.put(chain, ProcessSet.remove(set, process.id()) | KNOWN);
        }
    }
}
