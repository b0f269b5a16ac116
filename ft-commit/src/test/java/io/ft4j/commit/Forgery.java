package io.ft4j.commit;

import io.ft4j.commit.codec.BatchEncoder;
import io.ft4j.commit.codec.MessageHeaderEncoder;
import io.ft4j.commit.codec.MessageKind;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.redundancy.Checksum;
import org.agrona.concurrent.UnsafeBuffer;

/** Frames that nobody sent, with sound envelopes. */
final class Forgery {
    private Forgery() {}

    static Packet packet(
            int sourceId, int destinationId, long incarnation, MessageKind kind, TransactionName name, long argument) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
        BatchEncoder batch = new BatchEncoder();
        batch.wrapAndApplyHeader(buffer, Frames.HEADER_LENGTH, new MessageHeaderEncoder())
                .itemsCount(1)
                .next()
                .transactionId(name.id())
                .argument(argument)
                .coordinatorId((short) name.coordinatorId())
                .kind(kind);
        byte[] frame = new byte[batch.limit()];
        buffer.getBytes(0, frame);
        UnsafeBuffer sealed = new UnsafeBuffer(frame);
        Frames.putHeader(sealed, 0, frame.length, CommitWorld.GROUP_ID, incarnation, sourceId);
        Frames.seal(sealed, 0, frame.length, new Checksum());
        return new Packet(sourceId, destinationId, frame);
    }
}
