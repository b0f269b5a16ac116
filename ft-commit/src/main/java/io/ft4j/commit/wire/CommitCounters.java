package io.ft4j.commit.wire;

import io.ft4j.core.model.EventCounters;

/** Counts by {@link CommitCounter}. */
public final class CommitCounters extends EventCounters<CommitCounter> {
    public CommitCounters() {
        super(CommitCounter.class);
    }

    @Override
    public void increment(CommitCounter counter) {
        super.increment(counter);
    }
}
