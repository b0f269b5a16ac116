package io.ft4j.log.messagelog.copies;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;
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
 * stands in their logs, and answers those whose log is damaged. In turn it tells its senders where their messages stand. All of
 * it as well as it can: a receipt that is lost is not repeated, and the copy is of no use then.
 *
 * <p>One thread. No allocation after construction.
 */
public final class CopyKeeper {
    /** Receipts in one batch, of one sender. */
    private static final int MAX_RECEIPTS = 256;

    private final int frameBytes;
    private final MessageLogCounters counters;
    private final int receiptsPerFrame;
    /** By process; null where there is no peer. */
    private final KeptCopies[] kept = new KeptCopies[ProcessSet.MAX_PROCESSES];

    private final OwedReceipts[] owed = new OwedReceipts[ProcessSet.MAX_PROCESSES];
    private final CopyFrames frames = new CopyFrames();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final CopiesEncoder copies = new CopiesEncoder();
    /** Senders that are to hear where their messages stand. */
    private long owedSet;

    /** @param life of this process. */
    public CopyKeeper(MessageLogConfig config, int selfId, long peers, long life, MessageLogCounters counters) {
        this.counters = counters;
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
        return receipts + CopyFrames.COPIES_HEAD_LENGTH + frameBytes;
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

    public boolean owesReceipts() {
        return owedSet != ProcessSet.EMPTY;
    }

    public void endBatch(Outbox outbox) {
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
        while (ssn <= from.lastSsn() && (!from.hasPlace(ssn) || from.rsn(ssn) < rsn)) {
            ssn++;
        }
        return ssn;
    }

    /** A copy without a place is passed over. */
    private static boolean isWithin(KeptCopies from, long ssn, long toRsn) {
        return !from.hasPlace(ssn) || from.rsn(ssn) <= toRsn;
    }

    private static int lengthOf(KeptCopies from, long ssn) {
        return from.hasPlace(ssn) ? CopyFrames.LIFE_LENGTH + from.stride(ssn) : 0;
    }

    private static int put(KeptCopies from, long ssn, Outbox outbox, int at) {
        int length = lengthOf(from, ssn);
        if (length > 0) {
            outbox.buffer().putLong(at, from.life(ssn), LITTLE_ENDIAN);
            int stride = length - CopyFrames.LIFE_LENGTH;
            outbox.buffer().putBytes(at + CopyFrames.LIFE_LENGTH, from.buffer(), from.offset(ssn), stride);
        }
        return length;
    }
}
