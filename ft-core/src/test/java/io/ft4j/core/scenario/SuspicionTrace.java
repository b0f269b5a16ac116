package io.ft4j.core.scenario;

import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Protocol;
import org.agrona.DirectBuffer;

/** Stands in the stack of a process beside its protocols and says what a failure detector tells them. */
final class SuspicionTrace implements Protocol {
    private final int processId;
    private final Trace trace;

    SuspicionTrace(int processId, Trace trace) {
        this.processId = processId;
        this.trace = trace;
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
    public void onSuspect(long nowNs, int suspectId, Outbox outbox) {
        trace.line(processId + " suspects " + suspectId);
    }

    @Override
    public void onRestore(long nowNs, int restoredId, Outbox outbox) {
        trace.line(processId + " restores " + restoredId);
    }

    @Override
    public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {}

    @Override
    public void onStart(long nowNs, Outbox outbox) {}

    @Override
    public void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {}

    @Override
    public void onDeadline(long nowNs, Outbox outbox) {}

    @Override
    public void onBatchEnd(long nowNs, Outbox outbox) {}

    @Override
    public long nextDeadlineNs() {
        return Long.MAX_VALUE;
    }

    @Override
    public void checkInvariants() {}
}
