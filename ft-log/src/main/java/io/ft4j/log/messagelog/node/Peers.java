package io.ft4j.log.messagelog.node;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.LogException;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.messagelog.MessageLogCounter;
import io.ft4j.log.messagelog.MessageLogCounters;
import io.ft4j.log.messagelog.codec.ForgottenPeersDecoder;
import io.ft4j.log.messagelog.codec.ForgottenPeersEncoder;
import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;
import io.ft4j.log.messagelog.record.OutboundChannel;
import io.ft4j.log.messagelog.record.RecordTypes;
import io.ft4j.log.messagelog.style.Logging;
import org.agrona.DirectBuffer;

/**
 * The other processes of a group and the channels to them: what they have said of where they stand, and which of them were
 * given up for good. Owner of both. One thread. No allocation after construction.
 *
 * <p>A peer is forgotten when that is on stable storage, and not before: so no later life knows it again, and nothing comes of
 * it that a crash could undo.
 */
final class Peers {
    /** Of the record, and of the frame that tells a peer. */
    static final int FORGOTTEN_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + ForgottenPeersEncoder.BLOCK_LENGTH;

    private final int selfId;
    private final long set;
    private final OutboundChannel[] channels;
    private final Logging logging;
    private final MessageLogCounters counters;
    /** By peer, what its newest life has said last. */
    private final long[] receivedSsns = new long[ProcessSet.MAX_PROCESSES];

    private final long[] checkpointedSsns = new long[ProcessSet.MAX_PROCESSES];
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final ForgottenPeersEncoder encoder = new ForgottenPeersEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final ForgottenPeersDecoder decoder = new ForgottenPeersDecoder();
    /** Those that have said where they stand, to this life. */
    private long heardSet;
    /** Those among them that were found to know no more than was ever said. */
    private long consistentSet;

    private long forgottenSet;
    private long recordedSet;
    private long recordedPosition = Long.MAX_VALUE;
    private long wantedSet;
    /** Those that are to be told that they are forgotten. */
    private long owedSet;

    Peers(int selfId, long set, OutboundChannel[] channels, Logging logging, MessageLogCounters counters) {
        this.selfId = selfId;
        this.set = set;
        this.channels = channels;
        this.logging = logging;
        this.counters = counters;
    }

    // What was forgotten

    /** From the log. */
    void onRecord(DirectBuffer buffer, int offset) {
        recordedSet = decoder.wrapAndApplyHeader(buffer, offset, headerDecoder).processSet() & set;
        wantedSet = recordedSet;
    }

    void start() {
        recordedPosition = 0;
        onDurable(0);
    }

    void forget(int peerId) {
        if (!ProcessSet.contains(set, peerId)) {
            throw new IllegalArgumentException("peerId=" + peerId + " is no peer");
        }
        wantedSet = ProcessSet.add(wantedSet, peerId);
    }

    long forgotten() {
        return forgottenSet;
    }

    /** Those that are not forgotten. */
    long rest() {
        return set & ~forgottenSet;
    }

    boolean isForgotten(int peerId) {
        return ProcessSet.contains(forgottenSet, peerId);
    }

    /** A frame of a peer that is forgotten has come. */
    void refuse(int peerId, int templateId) {
        counters.increment(MessageLogCounter.FRAME_OF_FORGOTTEN_PEER);
        // Two that have forgotten each other would tell each other for ever.
        if (templateId != ForgottenPeersDecoder.TEMPLATE_ID) {
            owedSet = ProcessSet.add(owedSet, peerId);
        }
    }

    /** A peer says whom it has forgotten. */
    void onForgotten(int sourceId, DirectBuffer buffer, int offset) {
        long processSet =
                decoder.wrapAndApplyHeader(buffer, offset, headerDecoder).processSet();
        if (ProcessSet.contains(processSet, selfId)) {
            throw new LogException("process " + sourceId + " has forgotten process " + selfId
                    + " for good, and goes on without it: process " + selfId + " must not come back with its log");
        }
        counters.increment(MessageLogCounter.FRAME_IMPOSSIBLE);
    }

    void endBatch(Outbox outbox) {
        if (wantedSet != recordedSet) {
            recordedSet = wantedSet;
            recordedPosition = put(outbox, outbox.claimState(RecordTypes.FORGOTTEN_PEERS, FORGOTTEN_LENGTH));
        }
        for (; owedSet != ProcessSet.EMPTY; owedSet = ProcessSet.withoutFirst(owedSet)) {
            put(outbox, outbox.claim(ProcessSet.first(owedSet), FORGOTTEN_LENGTH));
        }
    }

    private long put(Outbox outbox, int claim) {
        encoder.wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder).processSet(recordedSet);
        return outbox.publish(claim);
    }

    void onDurable(long position) {
        if (position < recordedPosition) {
            return;
        }
        for (long rest = recordedSet; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int peerId = ProcessSet.first(rest);
            channels[peerId].close();
            logging.forget(peerId);
        }
        forgottenSet = recordedSet;
    }

    // Where they stand

    /** Frames of this life of a peer that is not forgotten come now. */
    void onLife(int peerId, long incarnation) {
        counters.increment(MessageLogCounter.PEER_STARTED);
        receivedSsns[peerId] = 0;
        checkpointedSsns[peerId] = 0;
        channels[peerId].onLife(incarnation);
        logging.onLife(peerId);
    }

    void onPosition(long nowNs, int peerId, long receivedSsn, long checkpointedSsn, boolean replaying) {
        OutboundChannel channel = channels[peerId];
        if (channel.isClosed() || !note(peerId, receivedSsn, checkpointedSsn)) {
            return;
        }
        if (!logging.onPosition(nowNs, channel, receivedSsn, checkpointedSsn)) {
            counters.increment(MessageLogCounter.PEER_LOST_ITS_LOG);
            channel.close();
        } else if (!replaying) {
            checkHistory(peerId);
        }
    }

    /** Returns whether what a peer says of where it stands can be so, and is news. */
    private boolean note(int peerId, long receivedSsn, long checkpointedSsn) {
        boolean consistent = ProcessSet.contains(consistentSet, peerId);
        if (checkpointedSsn < 0
                || checkpointedSsn > receivedSsn
                || consistent && receivedSsn > channels[peerId].lastSsn()) {
            counters.increment(MessageLogCounter.FRAME_IMPOSSIBLE);
            return false;
        }
        if (receivedSsn < receivedSsns[peerId] || checkpointedSsn < checkpointedSsns[peerId]) {
            counters.increment(MessageLogCounter.POSITION_OUTDATED);
            return false;
        }
        heardSet = ProcessSet.add(heardSet, peerId);
        receivedSsns[peerId] = receivedSsn;
        checkpointedSsns[peerId] = checkpointedSsn;
        return true;
    }

    /**
     * A peer that has heard more than was ever said has heard it from a life that is forgotten here. If it had not when it was
     * first heard of, it never will.
     */
    private void checkHistory(int peerId) {
        OutboundChannel channel = channels[peerId];
        if (channel.isClosed()) {
            return;
        }
        long taken = Math.max(receivedSsns[peerId], channel.acknowledgedSsn());
        if (taken > channel.lastSsn()) {
            throw new LogException("process " + peerId + " has taken message " + taken + " of process " + selfId
                    + ", which has said " + channel.lastSsn() + " only: the log of process " + selfId
                    + " is another one, or has lost its end"
                    + (forgottenSet == ProcessSet.EMPTY
                            ? ""
                            : ", or rests on what " + ProcessSet.toString(forgottenSet) + " had, and was forgotten"));
        }
        consistentSet |= heardSet & ProcessSet.of(peerId);
    }

    /** When replay has said again what was said before. */
    void checkHistories() {
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            checkHistory(ProcessSet.first(rest));
        }
    }

    // What is on its way to them

    void sendAgain(long nowNs) {
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            OutboundChannel channel = channels[ProcessSet.first(rest)];
            if (channel.resendAtNs() <= nowNs) {
                counters.increment(MessageLogCounter.CHANNEL_SENT_AGAIN);
                channel.sendAgain();
                logging.onSendAgain(channel.destinationId());
            }
        }
    }

    long resendAtNs() {
        long next = Long.MAX_VALUE;
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            next = Math.min(next, channels[ProcessSet.first(rest)].resendAtNs());
        }
        return next;
    }

    /** Peers whose channel is full. */
    long stalling() {
        long full = ProcessSet.EMPTY;
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            if (!channels[ProcessSet.first(rest)].hasRoom()) {
                full = ProcessSet.add(full, ProcessSet.first(rest));
            }
        }
        return full;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            text.append(", ").append(channels[ProcessSet.first(rest)]);
        }
        return text.toString();
    }
}
