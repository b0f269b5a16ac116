package io.ft4j.core.consensus.raft;

import io.ft4j.core.model.EventCounters;

/** Counts by {@link RaftCounter}. */
public final class RaftCounters extends EventCounters<RaftCounter> {
    RaftCounters() {
        super(RaftCounter.class);
    }

    @Override
    protected void increment(RaftCounter counter) {
        super.increment(counter);
    }
}
