package io.ft4j.log.rollback;

import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Protocol;
import org.agrona.DirectBuffer;

/** Wakes its process now and then, as a host does that is driven in a loop. */
final class Ticker implements Protocol {
    private final long intervalNs;
    private long deadlineNs;

    Ticker(long intervalNs) {
        this.intervalNs = intervalNs;
    }

    @Override
    public int schemaId() {
        return NO_MESSAGES;
    }

    @Override
    public int maxStepBytes() {
        return 0;
    }

    @Override
    public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {}

    @Override
    public void onStart(long nowNs, Outbox outbox) {
        deadlineNs = nowNs + intervalNs;
    }

    @Override
    public void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {}

    @Override
    public void onDeadline(long nowNs, Outbox outbox) {
        deadlineNs = nowNs + intervalNs;
    }

    @Override
    public void onBatchEnd(long nowNs, Outbox outbox) {}

    @Override
    public long nextDeadlineNs() {
        return deadlineNs;
    }

    @Override
    public void checkInvariants() {}
}
