package io.ft4j.commit.replicated;

import io.ft4j.commit.codec.MessageHeaderDecoder;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Protocol;
import org.agrona.DirectBuffer;

/** The coordinator as the participants' group sees it: what they send it becomes a command. */
final class Relay implements Protocol {
    private final Commands commands;
    private final int maxMessageBytes;

    Relay(Commands commands, int maxMessageBytes) {
        this.commands = commands;
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    public int schemaId() {
        return MessageHeaderDecoder.SCHEMA_ID;
    }

    /** What the host sends for the coordinator. */
    @Override
    public int maxStepBytes() {
        return maxMessageBytes;
    }

    @Override
    public void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        commands.message(sourceId, buffer, offset, length);
    }

    @Override
    public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {}

    @Override
    public void onStart(long nowNs, Outbox outbox) {}

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
