package io.ft4j.log.messagelog;

import io.ft4j.core.model.EventCounters;

/** Counts by {@link MessageLogCounter}. */
public final class MessageLogCounters extends EventCounters<MessageLogCounter> {
    public MessageLogCounters() {
        super(MessageLogCounter.class);
    }

    @Override
    public void increment(MessageLogCounter counter) {
        super.increment(counter);
    }
}
