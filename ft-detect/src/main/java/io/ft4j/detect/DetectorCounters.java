package io.ft4j.detect;

/** Counts by {@link DetectorCounter}. Written by the protocol's thread; a reader on another may see an older value. */
public final class DetectorCounters {
    private final long[] counts = new long[DetectorCounter.values().length];

    DetectorCounters() {}

    public long count(DetectorCounter counter) {
        return counts[counter.ordinal()];
    }

    void increment(DetectorCounter counter) {
        counts[counter.ordinal()]++;
    }
}
