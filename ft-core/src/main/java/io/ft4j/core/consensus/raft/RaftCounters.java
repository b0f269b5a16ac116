package io.ft4j.core.consensus.raft;

/** Counts by {@link RaftCounter}. Written by the protocol's thread; a reader on another may see an older value. */
public final class RaftCounters {
    private final long[] counts = new long[RaftCounter.values().length];

    RaftCounters() {}

    public long count(RaftCounter counter) {
        return counts[counter.ordinal()];
    }

    void increment(RaftCounter counter) {
        counts[counter.ordinal()]++;
    }
}
