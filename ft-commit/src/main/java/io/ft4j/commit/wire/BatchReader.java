package io.ft4j.commit.wire;

import io.ft4j.commit.codec.BatchDecoder;
import io.ft4j.commit.codec.MessageHeaderDecoder;
import io.ft4j.commit.codec.MessageKind;
import io.ft4j.core.model.ProcessSet;
import org.agrona.DirectBuffer;

/**
 * Decodes the items of a batch and passes over those that no process of the group could have meant. Nothing of a message is
 * believed before it has passed here. One thread. No allocation.
 */
public final class BatchReader {
    private static final int GROUP_HEADER_LENGTH = BatchDecoder.ItemsDecoder.sbeHeaderSize();
    private static final int MAX_KIND = MessageKind.UNCERTAIN.value();

    private final long members;
    private final int maxBatchItems;
    private final CommitCounters counters;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final BatchDecoder batch = new BatchDecoder();
    private BatchDecoder.ItemsDecoder items;

    public BatchReader(long members, int maxBatchItems, CommitCounters counters) {
        this.members = members;
        this.maxBatchItems = maxBatchItems;
        this.counters = counters;
    }

    /** @return false: it was refused, and that counted. */
    public boolean read(DirectBuffer buffer, int offset, int length) {
        if (!isReadable(buffer, offset, length)) {
            counters.increment(CommitCounter.MESSAGE_UNREADABLE);
            return false;
        }
        items = batch.wrapAndApplyHeader(buffer, offset, header).items();
        return true;
    }

    /** Later versions may append fields to a message or an item, none may leave one out. */
    private boolean isReadable(DirectBuffer buffer, int offset, int length) {
        if (length < MessageHeaderDecoder.ENCODED_LENGTH) {
            return false;
        }
        header.wrap(buffer, offset);
        int groupAt = MessageHeaderDecoder.ENCODED_LENGTH + header.blockLength();
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
                || header.templateId() != BatchDecoder.TEMPLATE_ID
                || groupAt + GROUP_HEADER_LENGTH > length) {
            return false;
        }
        int itemLength = buffer.getShort(offset + groupAt, BatchDecoder.BYTE_ORDER) & 0xFFFF;
        int itemCount = buffer.getShort(offset + groupAt + Short.BYTES, BatchDecoder.BYTE_ORDER) & 0xFFFF;
        return itemLength >= BatchDecoder.ItemsDecoder.sbeBlockLength()
                && itemCount <= maxBatchItems
                && groupAt + GROUP_HEADER_LENGTH + itemCount * itemLength <= length;
    }

    /** To the next item that makes sense; false: there is none. */
    public boolean next() {
        while (items.hasNext()) {
            items.next();
            if (isPlausible()) {
                return true;
            }
            counters.increment(CommitCounter.MESSAGE_IMPLAUSIBLE);
        }
        return false;
    }

    private boolean isPlausible() {
        return items.kindRaw() >= MessageKind.VOTE_REQUEST.value()
                && items.kindRaw() <= MAX_KIND
                && ProcessSet.contains(members, items.coordinatorId())
                && TransactionIds.isPlausible(items.transactionId());
    }

    public MessageKind kind() {
        return items.kind();
    }

    public int coordinatorId() {
        return items.coordinatorId();
    }

    public long id() {
        return items.transactionId();
    }

    public long argument() {
        return items.argument();
    }
}
