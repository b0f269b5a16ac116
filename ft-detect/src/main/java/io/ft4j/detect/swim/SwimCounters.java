package io.ft4j.detect.swim;

/** Counts by {@link SwimCounter}. Written by the protocol's thread; a reader on another may see an older value. */
public final class SwimCounters {
    private final long[] counts = new long[SwimCounter.values().length];

    SwimCounters() {}

    public long count(SwimCounter counter) {
        return counts[counter.ordinal()];
    }

    void increment(SwimCounter counter) {
        counts[counter.ordinal()]++;
    }
}
