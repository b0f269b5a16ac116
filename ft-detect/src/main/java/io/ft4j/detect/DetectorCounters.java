package io.ft4j.detect;

import io.ft4j.core.model.EventCounters;

/** Counts by {@link DetectorCounter}. */
public final class DetectorCounters extends EventCounters<DetectorCounter> {
    DetectorCounters() {
        super(DetectorCounter.class);
    }

    @Override
    protected void increment(DetectorCounter counter) {
        super.increment(counter);
    }
}
