package io.ft4j.log.independent;

import io.ft4j.core.model.EventCounters;

/** Counts by {@link SettlementCounter}. */
public final class SettlementCounters extends EventCounters<SettlementCounter> {
    SettlementCounters() {
        super(SettlementCounter.class);
    }

    @Override
    protected void increment(SettlementCounter counter) {
        super.increment(counter);
    }
}
