package io.ft4j.log.rollback;

import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.record.OutboundMessages;
import io.ft4j.log.rollback.codec.DataEncoder;
import io.ft4j.log.rollback.codec.MessageHeaderEncoder;
import org.agrona.MutableDirectBuffer;

/**
 * What a process says to one other, or to the outside, numbered from 1 on. Messages stay until nobody can need them again: where
 * receivers record what is in transit until they are delivered, else until the permanent checkpoint of the receiver holds them.
 * Owner of how far the channel was sent, delivered and forgotten, and of its marker.
 *
 * <p>One thread. Allocates nothing after construction, except when it grows.
 */
final class KeptChannel implements OutboundMessages {
    static final int DATA_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + DataEncoder.BLOCK_LENGTH;

    private static final int MIN_MESSAGE_BYTES = 32;
    private static final int MAX_BYTES = 1 << 30;

    /** Doublings of the interval at most. */
    private static final int MAX_BACK_OFF = 5;

    private final int destinationId;
    private final RollbackConfig config;
    private HotTail messages;
    private final EntrySlice slice = new EntrySlice();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final DataEncoder data = new DataEncoder();

    private long forgottenSsn;
    /** As the receiver has said in this epoch. */
    private long deliveredSsn;

    private long sentSsn;
    private long snapshotId;
    private long sentSnapshotId;
    /** Whose marker the receiver has. */
    private long arrivedSnapshotId;

    private long resendAtNs = Long.MAX_VALUE;
    /** In a row, without an answer. */
    private int resends;
    /** The event that said something last, and how many messages. */
    private long eventRsn;

    private int eventMessages;
    private int claimedOffset;

    KeptChannel(int destinationId, RollbackConfig config) {
        this.destinationId = destinationId;
        this.config = config;
        messages = new HotTail(config.channelBytes(), config.channelBytes() / MIN_MESSAGE_BYTES);
    }

    int destinationId() {
        return destinationId;
    }

    /** Of the newest message. */
    long lastSsn() {
        return messages.lastIndex();
    }

    /** Messages up to here are not kept any more. */
    long forgottenSsn() {
        return forgottenSsn;
    }

    /** For all that one event may say. */
    boolean hasRoom() {
        int stride = Records.stride(Records.HEADER_LENGTH + config.maxMessageBytes());
        return messages.hasRoom(config.maxMessagesPerEvent() * stride, config.maxMessagesPerEvent());
    }

    /** What comes from the outside leaves half of the channel to what processes pass on, or all of them could wait for room. */
    boolean hasRoomForInputs() {
        return messages.hasRoom(config.channelBytes() / 4, config.maxMessagesPerEvent());
    }

    @Override
    public int claim(int length, long rsn) {
        eventMessages = rsn == eventRsn ? eventMessages + 1 : 1;
        eventRsn = rsn;
        if (eventMessages > config.maxMessagesPerEvent()) {
            throw new IllegalStateException("more than maxMessagesPerEvent=" + config.maxMessagesPerEvent()
                    + " messages to " + destinationId + " at event " + rsn);
        }
        return claimRestored(length);
    }

    /** For a message of a checkpoint. */
    int claimRestored(int length) {
        long ssn = lastSsn() + 1;
        int recordLength = Records.HEADER_LENGTH + length;
        int claim = messages.claim(recordLength, ssn);
        while (claim == HotTail.NO_ROOM) {
            grow();
            claim = messages.claim(recordLength, ssn);
        }
        Records.putHeader(messages.buffer(), claim, recordLength, RecordTypes.MESSAGE, ssn);
        claimedOffset = claim;
        return claim + Records.HEADER_LENGTH;
    }

    /** More is kept than {@code channelBytes}: one message too many is better than processes that wait for each other. */
    private void grow() {
        if (messages.capacityBytes() == MAX_BYTES) {
            throw new IllegalStateException("messages to " + destinationId + " take more than " + MAX_BYTES + " bytes");
        }
        HotTail larger = new HotTail(2 * messages.capacityBytes(), 2 * messages.maxEntries());
        larger.reset(forgottenSsn + 1);
        while (larger.lastIndex() < lastSsn()) {
            int count = messages.slice(larger.lastIndex() + 1, lastSsn(), Integer.MAX_VALUE, slice);
            int claim = larger.claim(slice.length(), larger.lastIndex() + count);
            larger.buffer().putBytes(claim, slice.buffer(), slice.offset(), slice.length());
            larger.publishAll(claim, slice.length());
        }
        messages = larger;
    }

    @Override
    public MutableDirectBuffer buffer() {
        return messages.buffer();
    }

    @Override
    public long publish() {
        long ssn = lastSsn() + 1;
        messages.publish(ssn, claimedOffset);
        return ssn;
    }

    /** Messages that lie together, up to {@code maxBytes} but at least one. Returns how many. */
    int slice(long fromSsn, long toSsn, int maxBytes, EntrySlice out) {
        return messages.slice(fromSsn, toSsn, maxBytes, out);
    }

    /** Back to a checkpoint: the next message has the ssn behind this one. */
    void restore(long ssn) {
        messages.reset(ssn + 1);
        forgottenSsn = ssn;
        deliveredSsn = ssn;
        eventRsn = 0;
        goBack(0);
    }

    /** Nobody can need these any more. */
    void forget(long ssn) {
        if (ssn > forgottenSsn) {
            forgottenSsn = Math.min(ssn, lastSsn());
            messages.savedUpTo(forgottenSsn);
            sentSsn = Math.max(sentSsn, forgottenSsn);
        }
    }

    /** All that is kept is sent anew; nothing is known of the receiver, and no snapshot of this epoch. */
    void enterEpoch() {
        deliveredSsn = forgottenSsn;
        snapshotId = 0;
        arrivedSnapshotId = 0;
        goBack(0);
    }

    /** The marker goes out with the next frame, and in every one from now on. */
    void putMarker(long id) {
        snapshotId = id;
    }

    /** Of the newest message that was sent. */
    long sentSsn() {
        return sentSsn;
    }

    boolean hasUnsent() {
        return sentSsn < lastSsn() || sentSnapshotId < snapshotId;
    }

    /**
     * One frame of what is new, if there is something.
     *
     * @param lastSsn of the messages that were said in this interval.
     */
    void transmit(long nowNs, long epoch, long interval, long lastSsn, Outbox outbox) {
        if (!hasUnsent()) {
            return;
        }
        long toSsn = Math.min(lastSsn, lastSsn());
        int length = messages.slice(sentSsn + 1, toSsn, config.frameBytes(), slice) == 0 ? 0 : slice.length();
        int claim = outbox.claim(destinationId, DATA_LENGTH + length);
        data.wrapAndApplyHeader(outbox.buffer(), claim, header)
                .epoch(epoch)
                .firstSsn(sentSsn + 1)
                .snapshotId(snapshotId)
                .interval(interval);
        if (length > 0) {
            outbox.buffer().putBytes(claim + DATA_LENGTH, slice.buffer(), slice.offset(), length);
            sentSsn = slice.lastIndex();
        }
        outbox.publish(claim);
        sentSnapshotId = snapshotId;
        if (resendAtNs == Long.MAX_VALUE) {
            resendAtNs = nowNs + backOffNs();
        }
    }

    /**
     * The receiver of this epoch has delivered so many, and its permanent checkpoint holds so many.
     *
     * @return whether it is there, but delivers nothing of a channel that is full: it may wait for this process in turn.
     */
    boolean onPosition(long nowNs, long delivered, long permanent, long arrivedId) {
        // Not by markers, which come again and again, and would put off what was lost.
        boolean isProgress = delivered > deliveredSsn;
        deliveredSsn = Math.max(deliveredSsn, delivered);
        arrivedSnapshotId = Math.max(arrivedSnapshotId, arrivedId);
        forget(config.method().recordsTransit() ? deliveredSsn : permanent);
        if (deliveredSsn >= sentSsn && arrivedSnapshotId >= sentSnapshotId && hasRoom()) {
            resends = 0;
            resendAtNs = Long.MAX_VALUE;
        } else if (isProgress || resendAtNs == Long.MAX_VALUE) {
            resends = isProgress ? 0 : resends;
            resendAtNs = nowNs + backOffNs();
        }
        return !isProgress && deliveredSsn < lastSsn() && !hasRoom();
    }

    private long backOffNs() {
        return config.resendIntervalNs() << Math.min(resends, MAX_BACK_OFF);
    }

    /** What was not confirmed in time is sent again; less and less often when that is in vain. */
    void sendAgain() {
        goBack(resends + 1);
    }

    /** Of a channel that is full the last message goes out in any case: the receiver says what may be forgotten. */
    private void goBack(int newResends) {
        resends = newResends;
        long confirmed = hasRoom() ? deliveredSsn : Math.min(deliveredSsn, lastSsn() - 1);
        sentSsn = Math.max(Math.min(confirmed, lastSsn()), forgottenSsn);
        sentSnapshotId = arrivedSnapshotId;
        resendAtNs = Long.MAX_VALUE;
    }

    /** When messages are to be sent again; {@link Long#MAX_VALUE}: none is on its way. */
    long resendAtNs() {
        return resendAtNs;
    }

    /** Whether the receiver has delivered all. */
    boolean isDelivered() {
        return deliveredSsn >= lastSsn();
    }

    @Override
    public String toString() {
        return "to " + destinationId + " said " + lastSsn() + " sent " + sentSsn + " delivered " + deliveredSsn
                + " forgotten " + forgottenSsn;
    }
}
