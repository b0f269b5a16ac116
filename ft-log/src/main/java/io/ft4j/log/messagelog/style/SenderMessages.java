package io.ft4j.log.messagelog.style;

import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.messagelog.codec.ConfirmationEncoder;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;
import io.ft4j.log.messagelog.codec.ReceiptsDecoder;
import io.ft4j.log.messagelog.codec.ReceiptsEncoder;
import io.ft4j.log.messagelog.codec.ReplayReceiptsEncoder;
import io.ft4j.log.messagelog.codec.ReplayRequestEncoder;
import io.ft4j.log.messagelog.record.RecordTypes;
import org.agrona.DirectBuffer;

/** Writes the messages and records of sender-based logging. */
public final class SenderMessages {
    public static final int RECEIPT_LENGTH = ReceiptsDecoder.TakenDecoder.sbeBlockLength();
    public static final int RECEIPTS_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH
            + ReceiptsEncoder.BLOCK_LENGTH
            + ReceiptsDecoder.TakenDecoder.sbeHeaderSize();
    public static final int CONFIRMATION_LENGTH =
            MessageHeaderEncoder.ENCODED_LENGTH + ConfirmationEncoder.BLOCK_LENGTH;
    public static final int REQUEST_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + ReplayRequestEncoder.BLOCK_LENGTH;
    public static final int REPLAY_RECEIPTS_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH
            + ReplayReceiptsEncoder.BLOCK_LENGTH
            + ReceiptsDecoder.TakenDecoder.sbeHeaderSize();

    private final int selfId;
    private final long life;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ReceiptsEncoder receipts = new ReceiptsEncoder();
    private final ConfirmationEncoder confirmation = new ConfirmationEncoder();
    private final ReplayRequestEncoder request = new ReplayRequestEncoder();
    private final ReplayReceiptsEncoder replayReceipts = new ReplayReceiptsEncoder();

    public SenderMessages(int selfId, long life) {
        this.selfId = selfId;
        this.life = life;
    }

    /** Tells a sender the next receipts, which there are. */
    public void sendReceipts(Outbox outbox, int senderId, UnconfirmedEvents events, int limit) {
        int count = events.countUntold(senderId, limit);
        int claim = outbox.claim(senderId, RECEIPTS_LENGTH + count * RECEIPT_LENGTH);
        ReceiptsEncoder.TakenEncoder taken = receipts.wrapAndApplyHeader(outbox.buffer(), claim, header)
                .firstSsn(events.untoldSsn(senderId))
                .life(life)
                .channelId(selfId)
                .renounced(0)
                .takenCount(count);
        for (int i = 0; i < count; i++) {
            taken.next().rsn(events.untoldRsn(senderId)).timestampNs(events.untoldTimestampNs(senderId));
            events.told(senderId);
        }
        outbox.publish(claim);
    }

    /** Leaves when this process has it on stable storage itself. */
    public void sendRenounced(Outbox outbox, int senderId, long firstSsn) {
        int claim = outbox.claimAfterDurable(senderId, RECEIPTS_LENGTH);
        receipts.wrapAndApplyHeader(outbox.buffer(), claim, header)
                .firstSsn(firstSsn)
                .life(life)
                .channelId(selfId)
                .renounced(1)
                .takenCount(0);
        outbox.publish(claim);
    }

    /** Puts down receipts as they came, or the first ones of them. Returns the position. */
    public long record(Outbox outbox, ReceiptsDecoder from, int count) {
        int claim = outbox.claimState(RecordTypes.RECEIPTS, RECEIPTS_LENGTH + count * RECEIPT_LENGTH);
        receipts.wrapAndApplyHeader(outbox.buffer(), claim, header)
                .firstSsn(from.firstSsn())
                .life(from.life())
                .channelId(from.channelId())
                .renounced(from.renounced())
                .takenCount(count);
        DirectBuffer source = from.buffer();
        int sourceOffset = from.offset() + ReceiptsDecoder.BLOCK_LENGTH + ReceiptsDecoder.TakenDecoder.sbeHeaderSize();
        outbox.buffer().putBytes(claim + RECEIPTS_LENGTH, source, sourceOffset, count * RECEIPT_LENGTH);
        return outbox.publish(claim);
    }

    /** Puts down which life of a receiver has spoken, and whether it has renounced: it does once, and that may come again late. */
    public void recordLife(Outbox outbox, int receiverId, SentMessages sent) {
        int claim = outbox.claimState(RecordTypes.RECEIPTS, RECEIPTS_LENGTH);
        receipts.wrapAndApplyHeader(outbox.buffer(), claim, header)
                .firstSsn(sent.numberedSsn() + 1)
                .life(sent.life())
                .channelId(receiverId)
                .renounced(sent.isRenounced() ? 1 : 0)
                .takenCount(0);
        outbox.publish(claim);
    }

    public void sendConfirmation(Outbox outbox, int receiverId, SentMessages sent) {
        int claim = outbox.claimAfterDurable(receiverId, CONFIRMATION_LENGTH);
        confirmation
                .wrapAndApplyHeader(outbox.buffer(), claim, header)
                .life(sent.life())
                .firstSsn(sent.confirmedFromSsn())
                .confirmedSsn(sent.confirmedSsn())
                .renounced(sent.isRenounced() ? 1 : 0);
        outbox.publish(claim);
    }

    public void sendRequest(Outbox outbox, int senderId, long receiptsFromSsn, long messagesFromSsn) {
        int claim = outbox.claim(senderId, REQUEST_LENGTH);
        request.wrapAndApplyHeader(outbox.buffer(), claim, header)
                .life(life)
                .receiptsFromSsn(receiptsFromSsn)
                .messagesFromSsn(messagesFromSsn);
        outbox.publish(claim);
    }

    /** Leaves when all of it is on stable storage. */
    public void sendReplayReceipts(Outbox outbox, int receiverId, SentMessages sent, long firstSsn, int limit) {
        int count = (int) Math.max(0, Math.min(limit, sent.numberedSsn() - firstSsn + 1));
        int claim = outbox.claimAfterDurable(receiverId, REPLAY_RECEIPTS_LENGTH + count * RECEIPT_LENGTH);
        ReplayReceiptsEncoder.TakenEncoder taken = replayReceipts
                .wrapAndApplyHeader(outbox.buffer(), claim, header)
                .life(sent.life())
                .firstSsn(firstSsn)
                .numberedSsn(sent.numberedSsn())
                .keptSsn(sent.keptSsn())
                .takenCount(count);
        for (long ssn = firstSsn; ssn < firstSsn + count; ssn++) {
            taken.next().rsn(sent.rsn(ssn)).timestampNs(sent.timestampNs(ssn));
        }
        outbox.publish(claim);
    }
}
