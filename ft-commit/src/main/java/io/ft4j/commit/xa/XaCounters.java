package io.ft4j.commit.xa;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts by {@link XaCounter}. Any thread. */
public final class XaCounters {
    private final AtomicLongArray counts = new AtomicLongArray(XaCounter.values().length);

    XaCounters() {}

    public long count(XaCounter counter) {
        return counts.get(counter.ordinal());
    }

    void increment(XaCounter counter) {
        counts.incrementAndGet(counter.ordinal());
    }
}
