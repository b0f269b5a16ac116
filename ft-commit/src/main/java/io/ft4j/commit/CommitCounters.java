package io.ft4j.commit;

/** Counts by {@link CommitCounter}. Written by the protocol's thread; a reader on another may see an older value. */
public final class CommitCounters {
    private final long[] counts = new long[CommitCounter.values().length];

    CommitCounters() {}

    public long count(CommitCounter counter) {
        return counts[counter.ordinal()];
    }

    void increment(CommitCounter counter) {
        counts[counter.ordinal()]++;
    }
}
