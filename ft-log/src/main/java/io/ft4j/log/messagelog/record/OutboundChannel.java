package io.ft4j.log.messagelog.record;

import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.MessageLogConfig;
import io.ft4j.log.messagelog.codec.DataEncoder;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;
import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;

/**
 * What a process says to one other, first in first out, numbered from 1 on. Messages stay until the receiver will not ask for
 * them again, and are repeated until then. Owner of how far the channel was sent and acknowledged.
 */
public final class OutboundChannel implements OutboundMessages {
    public static final int DATA_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + DataEncoder.BLOCK_LENGTH;

    private static final int MIN_MESSAGE_BYTES = 32;

    /** Doublings of the interval at most. */
    private static final int MAX_BACK_OFF = 5;

    private final int destinationId;
    private final MessageLogConfig config;
    private final int prefixLength;
    private final HotTail messages;
    /** By ssn: the event that sent it. */
    private final long[] rsns;

    private final EntrySlice slice = new EntrySlice();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final DataEncoder data = new DataEncoder();
    private long sentSsn;
    private long acknowledgedSsn;
    private long acknowledgedLife;
    private long life;
    private long resendAtNs = Long.MAX_VALUE;
    /** In a row, without an acknowledgement. */
    private int resends;
    /** The event that said something last, and how many messages. */
    private long eventRsn;

    private int eventMessages;
    private int claimedOffset;

    /** @param prefixLength of what the style puts in front of each payload. */
    public OutboundChannel(int destinationId, MessageLogConfig config, int prefixLength) {
        this.destinationId = destinationId;
        this.config = config;
        this.prefixLength = prefixLength;
        int maxMessages = config.channelBytes() / MIN_MESSAGE_BYTES;
        messages = new HotTail(config.channelBytes(), maxMessages);
        rsns = new long[maxMessages];
        assert BitUtil.isPowerOfTwo(maxMessages);
    }

    public int destinationId() {
        return destinationId;
    }

    /** Of the newest message. */
    public long lastSsn() {
        return messages.lastIndex();
    }

    public long acknowledgedSsn() {
        return acknowledgedSsn;
    }

    public long sentSsn() {
        return sentSsn;
    }

    /** The receiver is gone for good: what is said to it is lost. */
    public void close() {
        acknowledgedSsn = Long.MAX_VALUE;
        forgetAcknowledged();
        resendAtNs = Long.MAX_VALUE;
    }

    public boolean isClosed() {
        return acknowledgedSsn == Long.MAX_VALUE;
    }

    public int prefixLength() {
        return prefixLength;
    }

    /** For all that one event may say. */
    public boolean hasRoom() {
        int stride = Records.stride(config.maxMessageStride() + prefixLength);
        return messages.hasRoom(config.maxMessagesPerEvent() * stride, config.maxMessagesPerEvent());
    }

    @Override
    public MutableDirectBuffer buffer() {
        return messages.buffer();
    }

    @Override
    public int claim(int length, long rsn) {
        countMessage(rsn);
        return claimNext(prefixLength + length, rsn) + prefixLength;
    }

    /** For a message of a checkpoint, with its prefix. */
    public int claimRestored(int length, long rsn) {
        return claimNext(length, rsn);
    }

    /** The event that sent a message which is here. */
    public long rsn(long ssn) {
        return rsns[slot(ssn)];
    }

    private int claimNext(int length, long rsn) {
        long ssn = lastSsn() + 1;
        int recordLength = Records.HEADER_LENGTH + length;
        int claim = messages.claim(recordLength, ssn);
        if (claim == HotTail.NO_ROOM) {
            throw new IllegalStateException("no room for message " + ssn + " to " + destinationId + ": channelBytes="
                    + config.channelBytes() + " is less than it was");
        }
        Records.putHeader(messages.buffer(), claim, recordLength, RecordTypes.MESSAGE, ssn);
        rsns[slot(ssn)] = rsn;
        claimedOffset = claim;
        return claim + Records.HEADER_LENGTH;
    }

    private void countMessage(long rsn) {
        eventMessages = rsn == eventRsn ? eventMessages + 1 : 1;
        eventRsn = rsn;
        if (eventMessages > config.maxMessagesPerEvent()) {
            throw new IllegalStateException("more than maxMessagesPerEvent=" + config.maxMessagesPerEvent()
                    + " messages to " + destinationId + " at event " + rsn);
        }
    }

    @Override
    public long publish() {
        long ssn = lastSsn() + 1;
        messages.publish(ssn, claimedOffset);
        if (ssn <= acknowledgedSsn) {
            // Said before a crash already, and heard.
            forgetAcknowledged();
        }
        return ssn;
    }

    private void forgetAcknowledged() {
        messages.savedUpTo(Math.min(acknowledgedSsn, lastSsn()));
        sentSsn = Math.max(sentSsn, acknowledgedSsn);
    }

    /** One frame of what is new, of events up to this one. Returns how many messages. */
    public int transmit(long nowNs, long sendableRsn, long promisedSsn, long timeline, Outbox outbox) {
        long last = lastSendable(sentSsn, sendableRsn);
        if (sentSsn >= last || messages.slice(sentSsn + 1, last, config.frameBytes(), slice) == 0) {
            return 0;
        }
        int claim = outbox.claim(destinationId, DATA_LENGTH + slice.length());
        data.wrapAndApplyHeader(outbox.buffer(), claim, header)
                .firstSsn(slice.firstIndex())
                .settledSsn(promisedSsn)
                .timeline(timeline);
        outbox.buffer().putBytes(claim + DATA_LENGTH, slice.buffer(), slice.offset(), slice.length());
        outbox.publish(claim);
        sentSsn = slice.lastIndex();
        if (resendAtNs == Long.MAX_VALUE) {
            resendAtNs = nowNs + (config.resendIntervalNs() << Math.min(resends, MAX_BACK_OFF));
        }
        return (int) (slice.lastIndex() - slice.firstIndex() + 1);
    }

    /** The newest message behind {@code fromSsn} of an event up to this one, or {@code fromSsn}. */
    public long lastSendable(long fromSsn, long sendableRsn) {
        long last = Math.max(lastSsn(), fromSsn);
        while (last > fromSsn && rsns[slot(last)] > sendableRsn) {
            last--;
        }
        return last;
    }

    /**
     * A life of the receiver has everything up to here on stable storage.
     *
     * @return false when a newer life knows less than an older one had acknowledged: it has lost its log.
     */
    public boolean onPosition(long nowNs, long ssn) {
        if (life < acknowledgedLife) {
            return true;
        }
        if (life > acknowledgedLife && ssn < acknowledgedSsn) {
            return false;
        }
        acknowledgedLife = life;
        onAcknowledged(nowNs, ssn);
        return true;
    }

    public void onAcknowledged(long nowNs, long ssn) {
        if (ssn > acknowledgedSsn) {
            acknowledgedSsn = ssn;
            resends = 0;
            forgetAcknowledged();
            resendAtNs = acknowledgedSsn < sentSsn ? nowNs + config.resendIntervalNs() : Long.MAX_VALUE;
        }
    }

    /** Frames of this life of the receiver come now: what was on its way to an earlier one may be lost. */
    public void onLife(long incarnation) {
        life = incarnation;
        resends = 0;
        goBack();
    }

    /** The life of the receiver whose frames come; 0: none came yet. */
    public long life() {
        return life;
    }

    /** Which life of the receiver has acknowledged; part of the state. */
    public long acknowledgedLife() {
        return acknowledgedLife;
    }

    /** What was not acknowledged in time is sent again; less and less often when that is in vain. */
    public void sendAgain() {
        resends++;
        goBack();
    }

    private void goBack() {
        if (isClosed()) {
            return;
        }
        sentSsn = Math.min(sentSsn, acknowledgedSsn);
        resendAtNs = Long.MAX_VALUE;
    }

    /** When messages are to be sent again; {@link Long#MAX_VALUE}: none is on its way. */
    public long resendAtNs() {
        return resendAtNs;
    }

    /** Messages that lie together, up to {@code maxBytes} but at least one. Returns how many. */
    public int slice(long fromSsn, long toSsn, int maxBytes, EntrySlice out) {
        return messages.slice(fromSsn, toSsn, maxBytes, out);
    }

    /** From a checkpoint: the next message has the ssn behind this one. */
    public void restore(long ssn, long receiverLife) {
        acknowledgedLife = receiverLife;
        messages.reset(ssn + 1);
        acknowledgedSsn = ssn;
        sentSsn = ssn;
    }

    private int slot(long ssn) {
        return (int) ssn & (rsns.length - 1);
    }

    @Override
    public String toString() {
        return "to " + destinationId
                + (isClosed()
                        ? " closed"
                        : " said " + lastSsn() + " sent " + sentSsn + " acknowledged " + acknowledgedSsn);
    }
}
