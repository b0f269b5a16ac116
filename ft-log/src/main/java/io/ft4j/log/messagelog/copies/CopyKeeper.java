package io.ft4j.log.messagelog.copies;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogReader;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.MessageLogConfig;
import io.ft4j.log.messagelog.MessageLogCounter;
import io.ft4j.log.messagelog.MessageLogCounters;
import io.ft4j.log.messagelog.codec.CopiesEncoder;
import io.ft4j.log.messagelog.codec.CopyReceiptsDecoder;
import io.ft4j.log.messagelog.codec.CopyRequestDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;
import io.ft4j.log.messagelog.record.Event;
import org.agrona.DirectBuffer;

/**
 * What a process does so that the logs of others can be rebuilt: it keeps what it said, is told by the receivers where that
 * stands in their logs, and answers those whose log is damaged. In turn it tells its senders where their messages stand, and one
 * that has restarted once more. All of it as well as it can: a receipt that is lost is not repeated, and the copy is of no use
 * then.
 *
 * <p>One thread. No allocation after construction.
 */
public final class CopyKeeper {
    /** Receipts in one batch, of one sender. */
    private static final int MAX_RECEIPTS = 256;

    /** Of the log, read in one batch to tell receipts once more: fewer entries than that. */
    private static final int READ_BYTES = 12 * 1024;

    private static final int MIN_ENTRY_BYTES = 64;

    private final LogReader log;
    private final int frameBytes;
    private final MessageLogCounters counters;
    private final int receiptsPerFrame;
    /** By process; null where there is no peer. */
    private final KeptCopies[] kept = new KeptCopies[ProcessSet.MAX_PROCESSES];

    private final OwedReceipts[] owed = new OwedReceipts[ProcessSet.MAX_PROCESSES];
    private final CopyFrames frames = new CopyFrames();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final CopiesEncoder copies = new CopiesEncoder();
    private final EntrySlice slice = new EntrySlice();
    private final Event entry = new Event();
    /** How many entries back senders may have copies. */
    private final long copiedEntries;
    /** Senders that are to hear where their messages stand. */
    private long owedSet;
    /** Senders that have restarted, and what of the log they are to hear once more. */
    private long againSet;

    private long nextAgainRsn;
    private long lastAgainRsn;

    /**
     * @param log  of this process.
     * @param life of this process.
     */
    public CopyKeeper(
            MessageLogConfig config, int selfId, long peers, LogReader log, long life, MessageLogCounters counters) {
        this.log = log;
        this.counters = counters;
        copiedEntries = (long) ProcessSet.size(peers) * (config.copyBytes() / MIN_ENTRY_BYTES);
        frameBytes = config.frameBytes();
        receiptsPerFrame = Math.min(MAX_RECEIPTS, frameBytes / OwedReceipts.RECEIPT_LENGTH);
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int peerId = ProcessSet.first(rest);
            kept[peerId] = new KeptCopies(selfId, config.copyBytes());
            owed[peerId] = new OwedReceipts(peerId, life, MAX_RECEIPTS, receiptsPerFrame);
        }
    }

    /** What one step sends to a peer at most. */
    public int maxPeerBytes() {
        int receiptFrames = (MAX_RECEIPTS + receiptsPerFrame - 1) / receiptsPerFrame;
        int receipts = receiptFrames * OwedReceipts.HEAD_LENGTH + MAX_RECEIPTS * OwedReceipts.RECEIPT_LENGTH;
        return 2 * receipts + CopyFrames.COPIES_HEAD_LENGTH + frameBytes;
    }

    /** The process has said this. */
    public void keep(int destinationId, long ssn, DirectBuffer buffer, int offset, int length) {
        for (int dropped = kept[destinationId].keep(ssn, buffer, offset, length); dropped > 0; dropped--) {
            counters.increment(MessageLogCounter.COPY_DROPPED);
        }
        counters.increment(MessageLogCounter.COPY_KEPT);
    }

    /** A receiver will never again restore a checkpoint that lacks these messages. */
    public void checkpointed(int destinationId, long ssn) {
        kept[destinationId].checkpointed(ssn);
    }

    /** The process is told this event, which is durable; in replay as well, since others may have forgotten its place. */
    public void told(Event event) {
        if (event.isOfPeer()) {
            owed[event.channelId()].add(event.number(), event.rsn(), event.timestampNs());
            owedSet = ProcessSet.add(owedSet, event.channelId());
        }
    }

    /** A sender has begun a life: it has forgotten where its messages stand. */
    public void onLife(int senderId, long durableRsn) {
        againSet = ProcessSet.add(againSet, senderId);
        nextAgainRsn = Math.max(log.firstIndex(), durableRsn - copiedEntries + 1);
        lastAgainRsn = durableRsn;
    }

    public boolean owesReceipts() {
        return owedSet != ProcessSet.EMPTY || againSet != ProcessSet.EMPTY;
    }

    public void endBatch(Outbox outbox) {
        sendOwed(outbox);
        if (againSet != ProcessSet.EMPTY) {
            readAgain();
            sendOwed(outbox);
        }
    }

    private void readAgain() {
        if (nextAgainRsn > lastAgainRsn || log.read(nextAgainRsn, READ_BYTES, slice) == 0) {
            againSet = ProcessSet.EMPTY;
            return;
        }
        int at = slice.offset();
        // What is behind may be lost in a crash.
        for (long rsn = nextAgainRsn; rsn <= Math.min(slice.lastIndex(), lastAgainRsn); rsn++) {
            entry.wrap(slice.buffer(), at);
            if (entry.isOfPeer() && ProcessSet.contains(againSet, entry.channelId())) {
                told(entry);
            }
            at += Records.stride(Records.length(slice.buffer(), at));
        }
        nextAgainRsn = slice.lastIndex() + 1;
    }

    private void sendOwed(Outbox outbox) {
        for (; owedSet != ProcessSet.EMPTY; owedSet = ProcessSet.withoutFirst(owedSet)) {
            owed[ProcessSet.first(owedSet)].send(outbox);
        }
    }

    /** A message that concerns copies; false when it is none, or cannot be read. */
    public boolean onMessage(int sourceId, int templateId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        CopyReceiptsDecoder receipts = frames.receipts(templateId, buffer, offset, length);
        if (receipts != null) {
            onReceipts(kept[sourceId], receipts);
            return true;
        }
        CopyRequestDecoder request = frames.request(templateId, buffer, offset, length);
        if (request == null) {
            return false;
        }
        counters.increment(MessageLogCounter.COPIES_ASKED);
        answer(sourceId, request.fromRsn(), request.toRsn(), outbox);
        return true;
    }

    private static void onReceipts(KeptCopies to, CopyReceiptsDecoder receipts) {
        long ssn = receipts.firstSsn();
        long life = receipts.life();
        for (CopyReceiptsDecoder.TakenDecoder taken : receipts.taken()) {
            to.place(ssn++, life, taken.rsn(), taken.timestampNs());
        }
    }

    private void answer(int receiverId, long fromRsn, long toRsn, Outbox outbox) {
        KeptCopies from = kept[receiverId];
        long begin = firstSsnAt(from, fromRsn);
        long end = begin;
        int length = 0;
        while (end <= from.lastSsn() && isWithin(from, end, toRsn) && length + lengthOf(from, end) <= frameBytes) {
            length += lengthOf(from, end++);
        }
        boolean all = end > from.lastSsn() || !isWithin(from, end, toRsn);
        int claim = outbox.claim(receiverId, CopyFrames.COPIES_HEAD_LENGTH + length);
        copies.wrapAndApplyHeader(outbox.buffer(), claim, header)
                .fromRsn(fromRsn)
                .toRsn(toRsn)
                .coveredRsn(all ? toRsn : from.rsn(end) - 1);
        int at = claim + CopyFrames.COPIES_HEAD_LENGTH;
        for (long ssn = begin; ssn < end; ssn++) {
            at += put(from, ssn, outbox, at);
        }
        outbox.publish(claim);
    }

    private static long firstSsnAt(KeptCopies from, long rsn) {
        long ssn = from.firstSsn();
        while (ssn <= from.lastSsn() && (!from.isComplete(ssn) || from.rsn(ssn) < rsn)) {
            ssn++;
        }
        return ssn;
    }

    /** A copy without a place is passed over. */
    private static boolean isWithin(KeptCopies from, long ssn, long toRsn) {
        return !from.isComplete(ssn) || from.rsn(ssn) <= toRsn;
    }

    private static int lengthOf(KeptCopies from, long ssn) {
        return from.isComplete(ssn) ? CopyFrames.LIFE_LENGTH + from.stride(ssn) : 0;
    }

    private static int put(KeptCopies from, long ssn, Outbox outbox, int at) {
        int length = lengthOf(from, ssn);
        if (length > 0) {
            outbox.buffer().putLong(at, from.life(ssn), LITTLE_ENDIAN);
            from.put(ssn, outbox.buffer(), at + CopyFrames.LIFE_LENGTH);
        }
        return length;
    }
}
