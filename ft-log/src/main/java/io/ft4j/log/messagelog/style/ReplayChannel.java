package io.ft4j.log.messagelog.style;

import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.codec.ReplayReceiptsDecoder;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.RecordTypes;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/**
 * What the sender of a channel says of it to a process that came back: the next receipts, and the next messages, which wait
 * here for their turn. Owner of both, and of what the sender was asked. No allocation after construction.
 */
public final class ReplayChannel {
    /** {@link #nextRsn}: the sender has not said yet. */
    public static final long UNKNOWN = -1;
    /** {@link #nextRsn}: it has no receipt. */
    public static final long NOT_NUMBERED = 0;

    private static final int MIN_BYTES = 4096;
    private static final int MIN_ENTRY_BYTES = 64;
    private static final long NOT_ASKED = Long.MIN_VALUE;

    private final HotTail messages;
    private final int frameBytes;
    private final long[] rsns;
    private final long[] timestampsNs;
    /** The next message whose turn comes. */
    private long nextSsn;

    private long receiptSsn;
    private int receiptCount;
    private long numberedSsn = UNKNOWN;
    private long keptSsn;
    private long receiptsAskedAtNs = NOT_ASKED;
    private long messagesAskedAtNs = NOT_ASKED;

    public ReplayChannel(int frameBytes, int maxReceipts) {
        int capacity = Math.max(MIN_BYTES, BitUtil.findNextPositivePowerOfTwo(4 * frameBytes));
        messages = new HotTail(capacity, capacity / MIN_ENTRY_BYTES);
        this.frameBytes = frameBytes;
        rsns = new long[maxReceipts];
        timestampsNs = new long[maxReceipts];
    }

    public void start(long firstSsn) {
        nextSsn = firstSsn;
        messages.reset(firstSsn);
    }

    public long nextSsn() {
        return nextSsn;
    }

    public boolean hasNext() {
        return messages.contains(nextSsn);
    }

    /** False when there is no room. */
    public boolean put(int channelId, long ssn, DirectBuffer buffer, int offset, int length) {
        int recordLength = Event.HEADER_LENGTH + length;
        int claim = messages.claim(recordLength, ssn);
        if (claim == HotTail.NO_ROOM) {
            return false;
        }
        Records.putHeader(messages.buffer(), claim, recordLength, RecordTypes.DELIVERY, ssn);
        Event.put(messages.buffer(), claim, 0, 0, channelId, ssn);
        messages.buffer().putBytes(claim + Event.HEADER_LENGTH, buffer, offset, length);
        messages.publish(ssn, claim);
        onTaken();
        return true;
    }

    /** The next message. */
    public void get(Event event) {
        event.wrap(messages.buffer(), messages.offset(nextSsn));
    }

    /** The next message, with the place that it had. */
    public void getReplayed(Event event) {
        int receipt = (int) (nextSsn - receiptSsn);
        int offset = messages.offset(nextSsn);
        event.wrap(messages.buffer(), offset);
        Event.put(messages.buffer(), offset, rsns[receipt], timestampsNs[receipt], event.channelId(), nextSsn);
    }

    /** The next message has had its turn. Its bytes stay until the next one is put here. */
    public void release() {
        messages.savedUpTo(nextSsn);
        nextSsn++;
    }

    /** The place that the next message had before the crash, {@link #NOT_NUMBERED} or {@link #UNKNOWN}. */
    public long nextRsn() {
        if (numberedSsn == UNKNOWN) {
            return UNKNOWN;
        }
        if (nextSsn > numberedSsn) {
            return NOT_NUMBERED;
        }
        return nextSsn < receiptSsn + receiptCount ? rsns[(int) (nextSsn - receiptSsn)] : UNKNOWN;
    }

    /** @param firstRsn none of what follows had an earlier place; false: it says so. */
    public boolean onReceipts(ReplayReceiptsDecoder receipts, long firstRsn) {
        if (receipts.firstSsn() != nextSsn || nextRsn() != UNKNOWN) {
            return true;
        }
        ReplayReceiptsDecoder.TakenDecoder taken = receipts.taken();
        int count = Math.min(taken.count(), rsns.length);
        for (int i = 0; i < count; i++) {
            taken.next();
            if (taken.rsn() < firstRsn) {
                return false;
            }
            rsns[i] = taken.rsn();
            timestampsNs[i] = taken.timestampNs();
        }
        receiptSsn = nextSsn;
        receiptCount = count;
        numberedSsn = Math.max(0, receipts.numberedSsn());
        keptSsn = Math.max(keptSsn, receipts.keptSsn());
        receiptsAskedAtNs = NOT_ASKED;
        return true;
    }

    // Requests

    /** Messages up to what the sender keeps are sent on request only. */
    public boolean wantsMessages(long takenSsn) {
        return takenSsn < keptSsn && messages.hasRoom(frameBytes, 1);
    }

    /** When receipts are to be asked for, if they are needed. */
    public long receiptsDueNs(long resendIntervalNs) {
        return due(receiptsAskedAtNs, resendIntervalNs);
    }

    public long messagesDueNs(long resendIntervalNs) {
        return due(messagesAskedAtNs, resendIntervalNs);
    }

    private static long due(long askedAtNs, long intervalNs) {
        return askedAtNs == NOT_ASKED ? Long.MIN_VALUE : askedAtNs + intervalNs;
    }

    public void asked(long nowNs, boolean receipts, boolean wanted) {
        if (receipts) {
            receiptsAskedAtNs = nowNs;
        }
        if (wanted) {
            messagesAskedAtNs = nowNs;
        }
    }

    /** A message has come: the sender may be asked for the next ones. */
    public void onTaken() {
        messagesAskedAtNs = NOT_ASKED;
    }
}
