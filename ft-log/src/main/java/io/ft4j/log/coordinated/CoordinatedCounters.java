package io.ft4j.log.coordinated;

import io.ft4j.core.model.EventCounters;

/** Counts by {@link CoordinatedCounter}. */
public final class CoordinatedCounters extends EventCounters<CoordinatedCounter> {
    CoordinatedCounters() {
        super(CoordinatedCounter.class);
    }

    @Override
    protected void increment(CoordinatedCounter counter) {
        super.increment(counter);
    }
}
