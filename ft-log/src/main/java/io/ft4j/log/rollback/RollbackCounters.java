package io.ft4j.log.rollback;

import io.ft4j.core.model.EventCounters;

/** Counts by {@link RollbackCounter}. */
public final class RollbackCounters extends EventCounters<RollbackCounter> {
    RollbackCounters() {
        super(RollbackCounter.class);
    }

    @Override
    protected void increment(RollbackCounter counter) {
        super.increment(counter);
    }
}
