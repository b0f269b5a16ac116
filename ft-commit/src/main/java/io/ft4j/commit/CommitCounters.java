package io.ft4j.commit;

import io.ft4j.core.model.EventCounters;

/** Counts by {@link CommitCounter}. */
public final class CommitCounters extends EventCounters<CommitCounter> {
    CommitCounters() {
        super(CommitCounter.class);
    }

    @Override
    protected void increment(CommitCounter counter) {
        super.increment(counter);
    }
}
