package io.ft4j.commit;

import io.ft4j.commit.codec.BatchDecoder;
import io.ft4j.commit.codec.CommitRecordDecoder;
import io.ft4j.commit.codec.MessageHeaderDecoder;
import io.ft4j.commit.codec.MessageKind;
import io.ft4j.commit.codec.RecordKind;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.model.ProcessSet;
import java.util.StringJoiner;
import org.agrona.DirectBuffer;

/** Messages and records as traces show them, and as tests look into them. */
final class CommitText {
    /** Sees the items of a batch. */
    interface ItemHandler {
        void onItem(MessageKind kind, int coordinatorId, long id, long argument);
    }

    private CommitText() {}

    static void forEachItem(Packet packet, ItemHandler handler) {
        BatchDecoder batch = new BatchDecoder()
                .wrapAndApplyHeader(packet.buffer(), packet.messageOffset(), new MessageHeaderDecoder());
        for (BatchDecoder.ItemsDecoder item : batch.items()) {
            handler.onItem(item.kind(), item.coordinatorId(), item.transactionId(), item.argument());
        }
    }

    /** As {@code 0/1.5}: number 5 of the first life of coordinator 0. */
    static String transaction(int coordinatorId, long id) {
        return coordinatorId + "/" + TransactionIds.toString(id);
    }

    static String message(Packet packet) {
        StringJoiner text = new StringJoiner(", ");
        forEachItem(
                packet,
                (kind, coordinatorId, id, argument) -> text.add(kind + " " + transaction(coordinatorId, id)
                        + (kind == MessageKind.VOTE_REQUEST ? " " + ProcessSet.toString(argument) : "")));
        return text.toString();
    }

    static CommitRecordDecoder decode(DirectBuffer buffer, int offset) {
        return new CommitRecordDecoder().wrapAndApplyHeader(buffer, offset, new MessageHeaderDecoder());
    }

    static String record(DirectBuffer buffer, int offset) {
        CommitRecordDecoder record = decode(buffer, offset);
        if (record.kind() == RecordKind.COMPACTION) {
            return "COMPACTION";
        }
        return record.kind() + " " + transaction(record.coordinatorId(), record.transactionId());
    }
}
