package io.ft4j.commit.replicated;

import io.ft4j.commit.replicated.codec.AbandonEncoder;
import io.ft4j.commit.replicated.codec.BeginEncoder;
import io.ft4j.commit.replicated.codec.CommitEncoder;
import io.ft4j.commit.replicated.codec.KeepEncoder;
import io.ft4j.commit.replicated.codec.MessageEncoder;
import io.ft4j.commit.replicated.codec.MessageHeaderEncoder;
import io.ft4j.commit.replicated.codec.OpenEncoder;
import io.ft4j.commit.replicated.codec.ReadEncoder;
import io.ft4j.commit.replicated.codec.RequestCommitEncoder;
import io.ft4j.commit.replicated.codec.RollbackEncoder;
import io.ft4j.commit.replicated.codec.TickEncoder;
import io.ft4j.core.runtime.client.Client;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Hands the group what its coordinator has to hear. Each call returns what {@link Client#offer} does. One thread. */
final class Commands {
    private static final int HEADER_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH;
    private static final int MESSAGE_OFFSET = HEADER_LENGTH + MessageEncoder.BLOCK_LENGTH;
    private static final int RECORD_OFFSET = HEADER_LENGTH + KeepEncoder.BLOCK_LENGTH;

    private final Client client;
    private final int maxMessageBytes;
    private final UnsafeBuffer buffer;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final BeginEncoder begin = new BeginEncoder();
    private final RequestCommitEncoder requestCommit = new RequestCommitEncoder();
    private final RollbackEncoder rollback = new RollbackEncoder();
    private final MessageEncoder message = new MessageEncoder();
    private final TickEncoder tick = new TickEncoder();
    private final OpenEncoder open = new OpenEncoder();
    private final KeepEncoder keep = new KeepEncoder();
    private final ReadEncoder read = new ReadEncoder();
    private final CommitEncoder commit = new CommitEncoder();
    private final AbandonEncoder abandon = new AbandonEncoder();
    private final UnsafeBuffer reply = new UnsafeBuffer(new byte[Long.BYTES]);
    private long refused;

    Commands(Client client, int maxMessageBytes) {
        this.client = client;
        this.maxMessageBytes = maxMessageBytes;
        buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(maxLength(maxMessageBytes)));
    }

    /** Of a command, where no message of a participant is longer. */
    static int maxLength(int maxMessageBytes) {
        return Math.max(MESSAGE_OFFSET + maxMessageBytes, RECORD_OFFSET + CoordinatorMachine.MAX_RECORD_BYTES);
    }

    /** Messages that found no room, or are longer than any that a participant with the same settings sends. */
    long refused() {
        return refused;
    }

    long begin() {
        begin.wrapAndApplyHeader(buffer, 0, header);
        return client.offer(buffer, 0, HEADER_LENGTH + BeginEncoder.BLOCK_LENGTH);
    }

    long requestCommit(long transactionId, long participantSet) {
        requestCommit
                .wrapAndApplyHeader(buffer, 0, header)
                .transactionId(transactionId)
                .participantSet(participantSet);
        return client.offer(buffer, 0, HEADER_LENGTH + RequestCommitEncoder.BLOCK_LENGTH);
    }

    long rollback(long transactionId, long participantSet) {
        rollback.wrapAndApplyHeader(buffer, 0, header)
                .transactionId(transactionId)
                .participantSet(participantSet);
        return client.offer(buffer, 0, HEADER_LENGTH + RollbackEncoder.BLOCK_LENGTH);
    }

    void message(int sourceId, DirectBuffer source, int offset, int length) {
        if (length > maxMessageBytes) {
            refused++;
            return;
        }
        message.wrapAndApplyHeader(buffer, 0, header).sourceId(sourceId);
        buffer.putBytes(MESSAGE_OFFSET, source, offset, length);
        if (client.offer(buffer, 0, MESSAGE_OFFSET + length) < 0) {
            refused++;
        }
    }

    long tick() {
        tick.wrapAndApplyHeader(buffer, 0, header);
        return client.offer(buffer, 0, HEADER_LENGTH + TickEncoder.BLOCK_LENGTH);
    }

    long commit(long transactionId, long participantSet) {
        commit.wrapAndApplyHeader(buffer, 0, header)
                .transactionId(transactionId)
                .participantSet(participantSet);
        return client.offer(buffer, 0, HEADER_LENGTH + CommitEncoder.BLOCK_LENGTH);
    }

    long abandon(long transactionId, long participantSet) {
        abandon.wrapAndApplyHeader(buffer, 0, header)
                .transactionId(transactionId)
                .participantSet(participantSet);
        return client.offer(buffer, 0, HEADER_LENGTH + AbandonEncoder.BLOCK_LENGTH);
    }

    // Those that wait for the answer, and return it

    long open(long timeoutNs) {
        open.wrapAndApplyHeader(buffer, 0, header);
        return call(HEADER_LENGTH + OpenEncoder.BLOCK_LENGTH, timeoutNs);
    }

    long keep(long life, DirectBuffer source, int offset, int length, long timeoutNs) {
        keep.wrapAndApplyHeader(buffer, 0, header).life(life);
        buffer.putBytes(RECORD_OFFSET, source, offset, length);
        return call(RECORD_OFFSET + length, timeoutNs);
    }

    long read(int offset, long timeoutNs) {
        read.wrapAndApplyHeader(buffer, 0, header).recordOffset(offset);
        return call(HEADER_LENGTH + ReadEncoder.BLOCK_LENGTH, timeoutNs);
    }

    private long call(int length, long timeoutNs) {
        client.call(buffer, 0, length, reply, 0, timeoutNs);
        return reply.getLong(0);
    }
}
