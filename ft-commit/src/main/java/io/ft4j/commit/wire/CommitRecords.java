package io.ft4j.commit.wire;

import io.ft4j.commit.codec.CommitRecordDecoder;
import io.ft4j.commit.codec.CommitRecordEncoder;
import io.ft4j.commit.codec.MessageHeaderDecoder;
import io.ft4j.commit.codec.MessageHeaderEncoder;
import io.ft4j.commit.codec.RecordKind;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;
import org.agrona.DirectBuffer;

/**
 * Writes and reads the state records of {@code commit.xml}. All have one type, so that a log which keeps the newest record
 * of each type never brings an old one of a transaction behind a newer one.
 *
 * <p>One thread. No allocation.
 */
public final class CommitRecords {
    public static final int RECORD_TYPE = 30;
    public static final int RECORD_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + CommitRecordEncoder.BLOCK_LENGTH;

    /** In place of a transaction or a set. */
    public static final long NONE = 0;

    /** Of those that this version knows; they begin with 1. */
    public static final int MAX_KIND = RecordKind.SEVERAL_ENDED.value();

    private final int selfId;
    private final long members;
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final CommitRecordEncoder encoder = new CommitRecordEncoder();
    private final CommitRecordDecoder decoder = new CommitRecordDecoder();
    private long lastPosition;
    private int sinceCompaction;

    public CommitRecords(int selfId, long members) {
        this.selfId = selfId;
        this.members = members;
    }

    /** Of the newest record. */
    public long lastPosition() {
        return lastPosition;
    }

    public int sinceCompaction() {
        return sinceCompaction;
    }

    public void compactionDone() {
        sinceCompaction = 0;
    }

    /** One that somebody waits for. @return its position. */
    public long append(RecordKind kind, int coordinatorId, long id, long participantSet, Outbox outbox) {
        int claim = outbox.claimState(RECORD_TYPE, RECORD_LENGTH);
        return write(claim, kind, coordinatorId, id, participantSet, outbox);
    }

    /** One that becomes durable along with others. @return its position. */
    public long appendUnforced(RecordKind kind, int coordinatorId, long id, long participantSet, Outbox outbox) {
        int claim = outbox.claimUnforcedState(RECORD_TYPE, RECORD_LENGTH);
        return write(claim, kind, coordinatorId, id, participantSet, outbox);
    }

    private long write(int claim, RecordKind kind, int coordinatorId, long id, long participantSet, Outbox outbox) {
        // Short fields and what pads them.
        outbox.buffer().putLong(claim + RECORD_LENGTH - Long.BYTES, 0);
        encoder.wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                .transactionId(id)
                .participantSet(participantSet)
                .ownerId((short) selfId)
                .coordinatorId((short) coordinatorId)
                .kind(kind);
        lastPosition = outbox.publish(claim);
        sinceCompaction++;
        return lastPosition;
    }

    /** @throws IllegalStateException when this is no record of this process. */
    public void read(long position, DirectBuffer buffer, int offset, int length) {
        if (!isReadable(headerDecoder, buffer, offset, length)) {
            throw refusal(position, "with " + length + " bytes is no CommitRecord");
        }
        decoder.wrapAndApplyHeader(buffer, offset, headerDecoder);
        if (decoder.ownerId() != selfId) {
            throw refusal(position, "belongs to process " + decoder.ownerId() + ", not to " + selfId);
        }
        checkPlausible(position);
        lastPosition = position;
        sinceCompaction++;
    }

    /** Whether it is written as one of these, of whatever kind and process. @param header is left at it. */
    public static boolean isReadable(MessageHeaderDecoder header, DirectBuffer buffer, int offset, int length) {
        if (length < MessageHeaderDecoder.ENCODED_LENGTH) {
            return false;
        }
        header.wrap(buffer, offset);
        return header.templateId() == CommitRecordDecoder.TEMPLATE_ID
                && header.schemaId() == CommitRecordDecoder.SCHEMA_ID
                && header.blockLength() >= CommitRecordDecoder.BLOCK_LENGTH
                && header.blockLength() <= length - MessageHeaderDecoder.ENCODED_LENGTH;
    }

    private void checkPlausible(long position) {
        if (decoder.kindRaw() < 1 || decoder.kindRaw() > MAX_KIND) {
            throw refusal(position, "has kind " + decoder.kindRaw() + ", which this version does not know");
        }
        boolean ofTransaction = decoder.kind() != RecordKind.COMPACTION;
        if (!ProcessSet.contains(members, decoder.coordinatorId())
                || (ofTransaction && !TransactionIds.isPlausible(decoder.transactionId()))) {
            throw refusal(
                    position,
                    "is of transaction " + TransactionIds.toString(decoder.transactionId()) + " of coordinator "
                            + decoder.coordinatorId() + ", which is not in " + ProcessSet.toString(members));
        }
    }

    private static IllegalStateException refusal(long position, String reason) {
        return new IllegalStateException("record at position " + position + " " + reason);
    }

    public RecordKind kind() {
        return decoder.kind();
    }

    public int coordinatorId() {
        return decoder.coordinatorId();
    }

    public long id() {
        return decoder.transactionId();
    }

    public long participantSet() {
        return decoder.participantSet();
    }
}
