package io.ft4j.log.messagelog.copies;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.codec.EventHeaderDecoder;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.RecordTypes;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The newest messages that were said to one process, each as the entry that its receiver has of it. A copy is complete when the
 * receiver has told its place. The oldest gives way to a new one, whether the receiver still needs it or not.
 *
 * <p>C1 places grow with the numbers of the messages. No allocation after construction.
 */
final class KeptCopies {
    private static final int MIN_ENTRY_BYTES = 64;
    private static final int INDEX_OFFSET = EventHeaderDecoder.indexEncodingOffset();

    private final int selfId;
    private final HotTail entries;
    /** Places by ssn, of the messages in this table; those that a sender says again after a restart may be here before them. */
    private final long[] ssns;

    private final long[] rsns;
    private final long[] timestampsNs;
    /** Of the receiver, when it told the place; 0: what it told is void. */
    private final long[] lives;

    private long checkpointedSsn;

    /** @param selfId of the sender; it is the channel. */
    KeptCopies(int selfId, int copyBytes) {
        this.selfId = selfId;
        int maxEntries = Math.max(2, copyBytes / MIN_ENTRY_BYTES);
        entries = new HotTail(copyBytes, maxEntries);
        ssns = new long[maxEntries];
        rsns = new long[maxEntries];
        timestampsNs = new long[maxEntries];
        lives = new long[maxEntries];
    }

    /** Returns how many copies gave way that are in no checkpoint of the receiver. */
    int keep(long ssn, DirectBuffer buffer, int offset, int length) {
        if (ssn != entries.lastIndex() + 1) {
            entries.reset(ssn);
        }
        entries.savedUpTo(entries.lastIndex());
        long first = firstSsn();
        int recordLength = Event.HEADER_LENGTH + length;
        int claim = entries.claim(recordLength, ssn);
        MutableDirectBuffer target = entries.buffer();
        target.putLong(claim + Records.stride(recordLength) - Long.BYTES, 0);
        Records.putHeader(target, claim, recordLength, RecordTypes.DELIVERY, 0);
        Event.put(target, claim, 0, 0, selfId, ssn);
        target.putBytes(claim + Event.HEADER_LENGTH, buffer, offset, length);
        long dropped = Math.min(firstSsn(), ssn) - first;
        entries.publish(ssn, claim);
        return (int) Math.max(0, dropped);
    }

    /** No checkpoint that the receiver may restore lacks these messages. */
    void checkpointed(long ssn) {
        checkpointedSsn = Math.max(checkpointedSsn, ssn);
    }

    /** A life of the receiver says where this message stands in its log. */
    void place(long ssn, long life, long rsn, long timestampNs) {
        int slot = slot(ssn);
        if (rsn < 1 || ssn < ssns[slot] || ssn == ssns[slot] && life < lives[slot]) {
            return;
        }
        ssns[slot] = ssn;
        rsns[slot] = rsn;
        timestampsNs[slot] = timestampNs;
        lives[slot] = life;
        forgetContrary(ssn, rsn);
    }

    /** What an earlier life has told and does not fit has been lost by the receiver before it was durable. */
    private void forgetContrary(long ssn, long rsn) {
        for (long later = ssn + 1; isPlaced(later) && rsn(later) <= rsn; later++) {
            lives[slot(later)] = 0;
        }
        for (long earlier = ssn - 1; isPlaced(earlier) && rsn(earlier) >= rsn; earlier--) {
            lives[slot(earlier)] = 0;
        }
    }

    private boolean isPlaced(long ssn) {
        return ssns[slot(ssn)] == ssn && lives[slot(ssn)] != 0;
    }

    /** Of the oldest message that is here and that the receiver may need. */
    long firstSsn() {
        return Math.max(entries.firstIndex(), checkpointedSsn + 1);
    }

    long lastSsn() {
        return entries.lastIndex();
    }

    /** Whether the entry is complete. */
    boolean isComplete(long ssn) {
        return entries.contains(ssn) && isPlaced(ssn);
    }

    long life(long ssn) {
        return lives[slot(ssn)];
    }

    long rsn(long ssn) {
        return rsns[slot(ssn)];
    }

    /** Writes the entry, which is complete. */
    void put(long ssn, MutableDirectBuffer target, int offset) {
        int slot = slot(ssn);
        target.putBytes(offset, entries.buffer(), entries.offset(ssn), stride(ssn));
        target.putLong(offset + INDEX_OFFSET, rsns[slot], LITTLE_ENDIAN);
        Event.put(target, offset, rsns[slot], timestampsNs[slot], selfId, ssn);
    }

    int stride(long ssn) {
        return Records.stride(Records.length(entries.buffer(), entries.offset(ssn)));
    }

    private int slot(long ssn) {
        return (int) ssn & (lives.length - 1);
    }
}
