package io.ft4j.log.messagelog.style;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;
import io.ft4j.log.messagelog.codec.StabilityDecoder;
import io.ft4j.log.messagelog.codec.StabilityEncoder;
import org.agrona.DirectBuffer;

/**
 * Which events are on stable storage at which process, as far as this one knows. Each process tells the others whenever more
 * has become durable, and asks those of which it does not know that they have heard it. All of it is about one timeline; no
 * frame leaves once everybody knows everything.
 */
public final class Stability {
    public static final int LENGTH = MessageHeaderDecoder.ENCODED_LENGTH + StabilityDecoder.BLOCK_LENGTH;

    private final Members members;
    private final int selfSlot;
    private final long peers;
    private final long resendIntervalNs;
    /** Of every process, this one included. */
    private final Dependencies durable;
    /** By slot: what a process knows of this one. */
    private final long[] knownRsns;

    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final StabilityEncoder encoder = new StabilityEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final StabilityDecoder decoder = new StabilityDecoder();
    /** Processes that know the same rollbacks, and have them on stable storage. */
    private long agreedSet;
    /** Processes that wait for an answer. */
    private long askingSet;

    private long sentRsn = -1;
    private long askAtNs = Long.MAX_VALUE;

    public Stability(Members members, int selfSlot, long peers, long resendIntervalNs) {
        this.members = members;
        this.selfSlot = selfSlot;
        this.peers = peers;
        this.resendIntervalNs = resendIntervalNs;
        durable = new Dependencies(members.count());
        knownRsns = new long[members.count()];
    }

    public Dependencies durable() {
        return durable;
    }

    /** Whether all processes know the same rollbacks, for good. */
    public boolean isAgreed() {
        return agreedSet == peers;
    }

    public void onDurable(long rsn) {
        durable.set(selfSlot, rsn);
    }

    /** Some process has begun a version: what was durable may have been cut. */
    public void onNewTimeline() {
        for (int slot = 0; slot < members.count(); slot++) {
            knownRsns[slot] = 0;
            if (slot != selfSlot) {
                durable.set(slot, 0);
            }
        }
        agreedSet = ProcessSet.EMPTY;
        askingSet = ProcessSet.EMPTY;
        sentRsn = -1;
    }

    /** The message that {@link #timeline} and {@link #onStability} are about. Returns false when it cannot be read. */
    public boolean wrap(DirectBuffer buffer, int offset, int length) {
        headerDecoder.wrap(buffer, offset);
        if (length != LENGTH || headerDecoder.blockLength() != StabilityDecoder.BLOCK_LENGTH) {
            return false;
        }
        decoder.wrapAndApplyHeader(buffer, offset, headerDecoder);
        return true;
    }

    public long timeline() {
        return decoder.timeline();
    }

    /** What was wrapped is of this timeline. */
    public void onStability(int sourceId) {
        int slot = members.slot(sourceId);
        durable.set(slot, Math.max(durable.rsn(slot), decoder.durableRsn()));
        knownRsns[slot] = Math.max(knownRsns[slot], decoder.knownRsn());
        agreedSet = ProcessSet.add(agreedSet, sourceId);
        if (decoder.wantsAnswer() == 1) {
            askingSet = ProcessSet.add(askingSet, sourceId);
        }
    }

    /** Tells others what they do not know, and asks them in time. */
    public void send(long nowNs, long timeline, Outbox outbox) {
        long durableRsn = durable.rsn(selfSlot);
        boolean asks = nowNs >= askAtNs;
        long needed = needed();
        long told = askingSet | (durableRsn > sentRsn ? peers : ProcessSet.EMPTY) | (asks ? needed : ProcessSet.EMPTY);
        for (long rest = told; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int peerId = ProcessSet.first(rest);
            send(peerId, timeline, asks && ProcessSet.contains(needed, peerId), outbox);
        }
        askingSet = ProcessSet.EMPTY;
        sentRsn = durableRsn;
        if (needed == ProcessSet.EMPTY) {
            askAtNs = Long.MAX_VALUE;
        } else if (asks || askAtNs == Long.MAX_VALUE) {
            askAtNs = nowNs + resendIntervalNs;
        }
    }

    /** Those of whom it is not known that they know what is durable here. */
    private long needed() {
        long set = ProcessSet.EMPTY;
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int peerId = ProcessSet.first(rest);
            if (!ProcessSet.contains(agreedSet, peerId) || knownRsns[members.slot(peerId)] < durable.rsn(selfSlot)) {
                set = ProcessSet.add(set, peerId);
            }
        }
        return set;
    }

    private void send(int peerId, long timeline, boolean asks, Outbox outbox) {
        int claim = outbox.claim(peerId, LENGTH);
        encoder.wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                .timeline(timeline)
                .durableRsn(durable.rsn(selfSlot))
                .knownRsn(durable.rsn(members.slot(peerId)))
                .wantsAnswer(asks ? 1 : 0);
        outbox.publish(claim);
    }

    /** When {@link #send} has to ask. */
    public long askAtNs() {
        return askAtNs;
    }
}
