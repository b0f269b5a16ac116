package io.ft4j.log.messagelog.style;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogException;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.DeterminismException;
import io.ft4j.log.messagelog.MessageLogConfig;
import io.ft4j.log.messagelog.MessageLogCounter;
import io.ft4j.log.messagelog.MessageLogCounters;
import io.ft4j.log.messagelog.codec.DataEncoder;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;
import io.ft4j.log.messagelog.codec.ReceiptsDecoder;
import io.ft4j.log.messagelog.codec.ReplayRequestDecoder;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.Journal;
import io.ft4j.log.messagelog.record.OutboundChannel;
import io.ft4j.log.messagelog.record.RecordTypes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The sender's side of sender-based logging: keeps what was said and the receipts for it, and gives both back to a receiver
 * that has lost them. A message is kept once the event that said it is confirmed; so what stands here is never taken back.
 */
public final class SentLog {
    private final MessageLogConfig config;
    /** By id; null where there is no peer. */
    private final OutboundChannel[] channels;

    private final SentMessages[] sent = new SentMessages[ProcessSet.MAX_PROCESSES];
    private final Journal journal;
    private final SenderMessages messages;
    private final int maxReceipts;
    private final MessageLogCounters counters;
    private final UnsafeBuffer frame;
    private final EntrySlice slice = new EntrySlice();
    private final Event entry = new Event();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final DataEncoder data = new DataEncoder();
    private long peers;

    public SentLog(
            MessageLogConfig config,
            long peers,
            OutboundChannel[] channels,
            Journal journal,
            SenderMessages messages,
            int maxReceipts,
            MessageLogCounters counters) {
        this.config = config;
        this.peers = peers;
        this.channels = channels;
        this.journal = journal;
        this.messages = messages;
        this.maxReceipts = maxReceipts;
        this.counters = counters;
        frame = new UnsafeBuffer(new byte[config.frameBytes()]);
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            sent[ProcessSet.first(rest)] = new SentMessages(config.retainedMessages());
        }
    }

    // From the log

    public void onEntry(long index, Event logged) {
        SentMessages kept = sent[logged.channelId()];
        if (kept != null) {
            kept.restoreKept(logged.number(), index);
        }
    }

    public void onRecord(ReceiptsDecoder receipts) {
        SentMessages kept = sent[receipts.channelId()];
        if (kept == null) {
            return;
        }
        // In the log lives follow each other: what comes late from an earlier one is not put down.
        kept.onLife(receipts.life());
        if (receipts.renounced() != 0) {
            kept.renounce(receipts.firstSsn());
        }
        ReceiptsDecoder.TakenDecoder taken = receipts.taken();
        int count = taken.count();
        if (count > 0) {
            kept.restoreNumbered(receipts.firstSsn() - 1);
            kept.onReceipts(receipts.firstSsn(), count, taken);
            channels[receipts.channelId()].onAcknowledged(0, kept.numberedSsn());
        }
    }

    public void start() {
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int receiverId = ProcessSet.first(rest);
            sent[receiverId].start(channels[receiverId].acknowledgedSsn());
        }
    }

    // Messages

    /** What is said again after a crash has to be what is kept. */
    public void onSaid(int receiverId, long ssn, DirectBuffer buffer, int offset, int length) {
        SentMessages kept = sent[receiverId];
        if (kept == null || !kept.isKept(ssn)) {
            return;
        }
        read(kept.index(ssn));
        boolean same = entry.payloadLength() == length;
        for (int i = 0; same && i < length; i++) {
            same = entry.buffer().getByte(entry.payloadOffset() + i) == buffer.getByte(offset + i);
        }
        if (!same) {
            throw new DeterminismException("the process is not deterministic: message " + ssn + " to " + receiverId
                    + " differs from the first time");
        }
    }

    private void read(long index) {
        if (journal.read(index, 1, slice) == 0) {
            throw new LogException("entry " + index + " of the journal, a message that was sent, can be read nowhere");
        }
        entry.wrap(slice.buffer(), slice.offset());
    }

    /** Puts down what is said by events up to this one. */
    private void keep(int receiverId, long sendableRsn) {
        OutboundChannel channel = channels[receiverId];
        SentMessages kept = sent[receiverId];
        long last = channel.isClosed() ? 0 : channel.lastSendable(kept.keptSsn(), sendableRsn);
        while (kept.keptSsn() < last && hasRoom(kept)) {
            long ssn = kept.keptSsn() + 1;
            channel.slice(ssn, ssn, 1, slice);
            int length = Records.length(slice.buffer(), slice.offset()) - Records.HEADER_LENGTH;
            int payload = slice.offset() + Records.HEADER_LENGTH;
            long rsn = channel.rsn(ssn);
            kept.keep(journal.append(RecordTypes.SENT, rsn, 0, receiverId, ssn, slice.buffer(), payload, length));
        }
    }

    private boolean hasRoom(SentMessages kept) {
        if (!kept.hasRoom()) {
            counters.increment(MessageLogCounter.RETENTION_REACHED);
            return false;
        }
        return journal.hasRoom(config.maxMessageBytes());
    }

    /** A life of the receiver has a checkpoint behind this message. False: that life has ended, and this comes late. */
    public boolean onPosition(int receiverId, long receiverLife, long checkpointedSsn) {
        if (!sent[receiverId].onLife(receiverLife)) {
            return false;
        }
        sent[receiverId].onCheckpointed(checkpointedSsn);
        return true;
    }

    public boolean isOfLostLog(int receiverId, long receiverLife, long receivedSsn) {
        return sent[receiverId].isOfLostLog(receiverLife, receivedSsn);
    }

    /** The newest life of the receiver that is known; 0: none. */
    public long life(int receiverId) {
        return sent[receiverId].life();
    }

    /** Up to where that life of the receiver has what was said to it, whatever comes. */
    public long promisedSsn(int receiverId) {
        return sent[receiverId].promisedSsn();
    }

    public void forgetPeer(int receiverId) {
        peers = ProcessSet.remove(peers, receiverId);
        sent[receiverId] = null;
    }

    // Receipts

    public boolean onReceipts(int receiverId, long sendableRsn, ReceiptsDecoder receipts, Outbox outbox) {
        SentMessages kept = sent[receiverId];
        if (receipts.channelId() != receiverId) {
            return false;
        }
        ReceiptsDecoder.TakenDecoder taken = receipts.taken();
        boolean renounces = receipts.renounced() != 0;
        if (taken.count() > maxReceipts || renounces && taken.count() > 0) {
            return false;
        }
        if (receipts.life() != channels[receiverId].life()) {
            counters.increment(MessageLogCounter.FRAME_IMPOSSIBLE);
            return true;
        }
        if (!kept.onLife(receipts.life())) {
            counters.increment(MessageLogCounter.RECEIPTS_IGNORED);
            return true;
        }
        if (renounces) {
            renounce(kept, receipts, outbox);
        } else {
            keep(receiverId, sendableRsn);
            keepReceipts(kept, receipts, taken, outbox);
        }
        return true;
    }

    private void renounce(SentMessages kept, ReceiptsDecoder receipts, Outbox outbox) {
        long numberedSsn = kept.numberedSsn();
        if (kept.renounce(receipts.firstSsn())) {
            messages.record(outbox, receipts, 0);
        }
        if (kept.numberedSsn() < numberedSsn) {
            counters.increment(MessageLogCounter.RECEIPTS_RENOUNCED);
        }
        kept.oweConfirmation(receipts.firstSsn(), receipts.firstSsn() - 1);
    }

    private void keepReceipts(
            SentMessages kept, ReceiptsDecoder receipts, ReceiptsDecoder.TakenDecoder taken, Outbox outbox) {
        long firstSsn = receipts.firstSsn();
        int count = kept.acceptable(firstSsn, taken.count());
        if (count <= 0) {
            counters.increment(MessageLogCounter.RECEIPTS_IGNORED);
            return;
        }
        if (kept.onReceipts(firstSsn, count, taken)) {
            // The messages go before the receipts, so that no receipt is ever without its message.
            journal.endBatch(outbox);
            kept.put(messages.record(outbox, receipts, count), kept.numberedSsn());
            counters.increment(MessageLogCounter.RECEIPTS_KEPT);
        }
        kept.oweConfirmation(firstSsn, firstSsn + count - 1);
    }

    public void endBatch(long nowNs, long sendableRsn, long durablePosition, Outbox outbox) {
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int receiverId = ProcessSet.first(rest);
            keep(receiverId, sendableRsn);
            acknowledge(nowNs, channels[receiverId], sent[receiverId], durablePosition);
        }
        journal.endBatch(outbox);
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int receiverId = ProcessSet.first(rest);
            if (sent[receiverId].takeConfirmation()) {
                messages.sendConfirmation(outbox, receiverId, sent[receiverId]);
            }
            if (repeatDueNs(receiverId) <= nowNs) {
                sent[receiverId].repeated(nowNs);
                sendMessages(receiverId, sent[receiverId], sent[receiverId].numberedSsn() + 1, outbox);
            }
        }
    }

    /**
     * The channel forgets what has its receipts on stable storage. When it is full it forgets more: the journal has the
     * messages, and gives them to the receiver one frame after the other. Otherwise processes that have too much to tell
     * each other would wait for each other for ever.
     */
    private void acknowledge(long nowNs, OutboundChannel channel, SentMessages kept, long durablePosition) {
        channel.onAcknowledged(nowNs, kept.reached(durablePosition));
        if (!channel.hasRoom() || channel.acknowledgedSsn() > kept.numberedSsn()) {
            channel.onAcknowledged(nowNs, kept.durableSsn(journal.durableIndex()));
        }
    }

    private long repeatDueNs(int receiverId) {
        SentMessages kept = sent[receiverId];
        if (channels[receiverId].isClosed()) {
            return Long.MAX_VALUE;
        }
        return channels[receiverId].acknowledgedSsn() > kept.numberedSsn()
                ? kept.repeatDueNs(config.resendIntervalNs())
                : Long.MAX_VALUE;
    }

    public long nextDeadlineNs() {
        long next = Long.MAX_VALUE;
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            next = Math.min(next, repeatDueNs(ProcessSet.first(rest)));
        }
        return next;
    }

    // What a receiver asks that came back

    public void onRequest(int receiverId, ReplayRequestDecoder request, Outbox outbox) {
        SentMessages kept = sent[receiverId];
        long receiptsFromSsn = request.receiptsFromSsn();
        long messagesFromSsn = request.messagesFromSsn();
        if (request.life() != channels[receiverId].life()) {
            counters.increment(MessageLogCounter.FRAME_IMPOSSIBLE);
            return;
        }
        // What comes late from an earlier life is answered as well: to the newest one, for which it is as good.
        kept.onLife(request.life());
        if (receiptsFromSsn != 0 && receiptsFromSsn <= kept.forgottenSsn()
                || messagesFromSsn != 0 && messagesFromSsn <= kept.forgottenSsn()) {
            counters.increment(MessageLogCounter.REPLAY_REFUSED);
            return;
        }
        counters.increment(MessageLogCounter.REPLAY_ANSWERED);
        if (receiptsFromSsn != 0) {
            messages.sendReplayReceipts(outbox, receiverId, kept, receiptsFromSsn, maxReceipts);
        }
        if (messagesFromSsn != 0 && messagesFromSsn <= kept.keptSsn()) {
            sendMessages(receiverId, kept, messagesFromSsn, outbox);
        }
    }

    private void sendMessages(int receiverId, SentMessages kept, long firstSsn, Outbox outbox) {
        int end = 0;
        for (long ssn = firstSsn; ssn <= kept.keptSsn(); ssn++) {
            read(kept.index(ssn));
            int recordLength = Records.HEADER_LENGTH + entry.payloadLength();
            int stride = Records.stride(recordLength);
            if (end + stride > frame.capacity()) {
                break;
            }
            frame.putLong(end + stride - Long.BYTES, 0);
            Records.putHeader(frame, end, recordLength, RecordTypes.MESSAGE, ssn);
            frame.putBytes(end + Records.HEADER_LENGTH, entry.buffer(), entry.payloadOffset(), entry.payloadLength());
            end += stride;
        }
        int claim = outbox.claim(receiverId, OutboundChannel.DATA_LENGTH + end);
        data.wrapAndApplyHeader(outbox.buffer(), claim, header)
                .firstSsn(firstSsn)
                .settledSsn(kept.promisedSsn())
                .timeline(kept.life());
        outbox.buffer().putBytes(claim + OutboundChannel.DATA_LENGTH, frame, 0, end);
        outbox.publish(claim);
    }

    // Release

    /** Of the oldest entry that a receiver may still ask for, or {@link Long#MAX_VALUE}. */
    public long neededIndex() {
        long needed = Long.MAX_VALUE;
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            needed = Math.min(needed, sent[ProcessSet.first(rest)].neededIndex());
        }
        return needed;
    }

    /** Before records go: which lives of receivers have ended, and have renounced, is not forgotten with what they said. */
    public void recordLives(Outbox outbox) {
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int receiverId = ProcessSet.first(rest);
            if (sent[receiverId].life() > 0) {
                messages.recordLife(outbox, receiverId, sent[receiverId]);
            }
        }
    }
}
