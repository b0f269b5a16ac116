package io.ft4j.log.messagelog.copies;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.codec.CopiesDecoder;
import io.ft4j.log.messagelog.codec.CopyRequestEncoder;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Asks the peers of a process for copies of some of its events, one after the other range of them, and collects what they have.
 * The same place told by two of them is right in the later life. One thread. Allocates.
 */
public final class CopyFetcher {
    public static final int REQUEST_LENGTH = CopyFrames.REQUEST_LENGTH;

    private record Copy(int peerId, long life, UnsafeBuffer entry) {}

    private final long peers;
    /** Of each range. */
    private final long[] fromRsns;

    private final long[] toRsns;
    /** By peer: the range that it is asked for, and from which event on. */
    private final int[] ranges = new int[ProcessSet.MAX_PROCESSES];

    private final long[] nextRsns = new long[ProcessSet.MAX_PROCESSES];
    private final long[] askAgainNs = new long[ProcessSet.MAX_PROCESSES];
    private final Map<Long, Copy> copies = new HashMap<>();
    private final CopyFrames frames = new CopyFrames();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final CopyRequestEncoder request = new CopyRequestEncoder();
    private long waitsFor;

    /** @param fromRsns of each range of events, the last one in {@code toRsns}. */
    public CopyFetcher(long peers, long[] fromRsns, long[] toRsns) {
        this.peers = peers;
        this.fromRsns = fromRsns.clone();
        this.toRsns = toRsns.clone();
        waitsFor = fromRsns.length == 0 ? ProcessSet.EMPTY : peers;
        if (fromRsns.length > 0) {
            Arrays.fill(nextRsns, fromRsns[0]);
        }
        Arrays.fill(askAgainNs, Long.MIN_VALUE);
    }

    /** Peers that have not answered everything. */
    public long waitsFor() {
        return waitsFor;
    }

    /** It will not answer. */
    public void forget(int peerId) {
        waitsFor = ProcessSet.remove(waitsFor, peerId);
    }

    public boolean isDue(int peerId, long nowNs) {
        return ProcessSet.contains(waitsFor, peerId) && nowNs >= askAgainNs[peerId];
    }

    /** What to send to a peer now. It is asked again after this time. */
    public void putRequest(int peerId, long againNs, MutableDirectBuffer buffer, int offset) {
        request.wrapAndApplyHeader(buffer, offset, header)
                .fromRsn(nextRsns[peerId])
                .toRsn(toRsns[ranges[peerId]]);
        askAgainNs[peerId] = againNs;
    }

    /** A message of a peer. Returns whether it was an answer. */
    public boolean onMessage(int sourceId, DirectBuffer buffer, int offset, int length) {
        CopiesDecoder answer = frames.copies(buffer, offset, length);
        if (answer == null
                || !ProcessSet.contains(waitsFor, sourceId)
                || answer.fromRsn() != nextRsns[sourceId]
                || answer.toRsn() != toRsns[ranges[sourceId]]) {
            return false;
        }
        int end = offset + length;
        int at = offset + CopyFrames.COPIES_HEAD_LENGTH;
        while (at < end) {
            int entry = at + CopyFrames.LIFE_LENGTH;
            int entryLength = frames.entryLength(sourceId, buffer, entry, end - entry);
            if (entryLength < 0) {
                return false;
            }
            take(sourceId, buffer.getLong(at, LITTLE_ENDIAN), buffer, entry, entryLength);
            at = entry + Records.stride(entryLength);
        }
        goOn(sourceId, answer.coveredRsn());
        return true;
    }

    private void take(int sourceId, long life, DirectBuffer buffer, int offset, int length) {
        long rsn = Records.index(buffer, offset);
        Copy known = copies.get(rsn);
        if (known == null || known.life < life) {
            UnsafeBuffer entry = new UnsafeBuffer(new byte[length]);
            entry.putBytes(0, buffer, offset, length);
            copies.put(rsn, new Copy(sourceId, life, entry));
        }
    }

    private void goOn(int peerId, long coveredRsn) {
        askAgainNs[peerId] = Long.MIN_VALUE;
        nextRsns[peerId] = Math.max(nextRsns[peerId], coveredRsn + 1);
        if (nextRsns[peerId] > toRsns[ranges[peerId]]) {
            if (++ranges[peerId] == fromRsns.length) {
                forget(peerId);
            } else {
                nextRsns[peerId] = fromRsns[ranges[peerId]];
            }
        }
    }

    /** Writes the entry of an event. Returns the life of the receiver that has told its place; 0: nobody has it. */
    public long entry(long rsn, MutableDirectBuffer out) {
        Copy copy = copies.get(rsn);
        if (copy == null) {
            return 0;
        }
        out.putBytes(0, copy.entry, 0, copy.entry.capacity());
        return copy.life;
    }

    /** How many copies this peer has given that are the newest. */
    public long count(int peerId) {
        return copies.values().stream().filter(copy -> copy.peerId == peerId).count();
    }

    /** Whose copy of an event it is; −1: nobody has it. */
    public int giver(long rsn) {
        Copy copy = copies.get(rsn);
        return copy == null ? -1 : copy.peerId;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int peerId = ProcessSet.first(rest);
            boolean answered = fromRsns.length == 0 || ranges[peerId] == fromRsns.length;
            text.append(text.length() == 0 ? "" : ", ")
                    .append("process ")
                    .append(peerId)
                    .append(answered ? " has " + count(peerId) + " of them" : " has not answered");
        }
        return text.toString();
    }
}
