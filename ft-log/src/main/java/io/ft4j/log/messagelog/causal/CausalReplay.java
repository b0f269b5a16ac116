package io.ft4j.log.messagelog.causal;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.messagelog.MessageLogConfig;
import io.ft4j.log.messagelog.codec.DeterminantAnswerDecoder;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.InboundChannels;
import io.ft4j.log.messagelog.style.ReplayChannel;
import org.agrona.DirectBuffer;

/**
 * How a process comes back: it asks all others which events of it they know that its own log has lost. Before all have answered
 * nothing is taken; then these events, in their places, with what their senders say again; then anything. Answers are given at
 * once, by processes that come back themselves too, so that no one waits in a circle.
 */
final class CausalReplay {
    private enum Phase {
        COLLECTING,
        REPLAYING,
        DONE
    }

    private static final long NOT_ASKED = Long.MIN_VALUE;

    private final long resendIntervalNs;
    /** Messages that wait for their turn, by sender. */
    private final ReplayChannel[] channels = new ReplayChannel[ProcessSet.MAX_PROCESSES];

    private final long[] fromRsns = new long[ProcessSet.MAX_PROCESSES];
    private final long[] askedAtNs = new long[ProcessSet.MAX_PROCESSES];
    private Phase phase = Phase.COLLECTING;
    private long peers;
    /** Those that have not told everything. */
    private long awaited;

    private boolean started;

    CausalReplay(MessageLogConfig config, long peers) {
        this.peers = peers;
        resendIntervalNs = config.resendIntervalNs();
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            channels[ProcessSet.first(rest)] = new ReplayChannel(config.frameBytes(), 1);
        }
    }

    /** @param fromRsn of the first event that the own log has lost, if there was one. */
    void start(long fromRsn, InboundChannels inbound) {
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int peerId = ProcessSet.first(rest);
            channels[peerId].start(inbound.takenSsn(peerId) + 1);
            fromRsns[peerId] = fromRsn;
            askedAtNs[peerId] = NOT_ASKED;
        }
        awaited = peers;
        started = true;
        finishCollecting();
    }

    /** There is nothing to come back to. */
    void end() {
        phase = Phase.DONE;
    }

    boolean isRunning() {
        return phase != Phase.DONE;
    }

    boolean isCollecting() {
        return phase == Phase.COLLECTING;
    }

    /** Whether anything may be learned of others and taken from them. */
    boolean isOpen() {
        return phase != Phase.COLLECTING;
    }

    boolean isReplaying() {
        return phase == Phase.REPLAYING;
    }

    /** Peers that have not told everything yet. */
    long awaited() {
        return isCollecting() ? awaited : ProcessSet.EMPTY;
    }

    void forget(int peerId) {
        peers = ProcessSet.remove(peers, peerId);
        awaited = ProcessSet.remove(awaited, peerId);
        finishCollecting();
    }

    private void finishCollecting() {
        if (started && isCollecting() && awaited == ProcessSet.EMPTY) {
            phase = Phase.REPLAYING;
        }
    }

    // Questions

    /** Whether this is the answer to what was asked last. */
    boolean expects(int peerId, DeterminantAnswerDecoder answer) {
        return isCollecting() && ProcessSet.contains(awaited, peerId) && answer.fromRsn() == fromRsns[peerId];
    }

    void onAnswer(int peerId, long coveredRsn) {
        if (coveredRsn == Long.MAX_VALUE) {
            awaited = ProcessSet.remove(awaited, peerId);
            finishCollecting();
        } else {
            fromRsns[peerId] = coveredRsn + 1;
            askedAtNs[peerId] = NOT_ASKED;
        }
    }

    void ask(long nowNs, CausalFrames frames, long durableRsn, Outbox outbox) {
        for (long rest = awaited(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int peerId = ProcessSet.first(rest);
            if (dueNs(peerId) <= nowNs) {
                frames.sendRequest(outbox, peerId, fromRsns[peerId], durableRsn);
                askedAtNs[peerId] = nowNs;
            }
        }
    }

    private long dueNs(int peerId) {
        return askedAtNs[peerId] == NOT_ASKED ? Long.MIN_VALUE : askedAtNs[peerId] + resendIntervalNs;
    }

    long nextDeadlineNs() {
        long next = Long.MAX_VALUE;
        for (long rest = awaited(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            next = Math.min(next, dueNs(ProcessSet.first(rest)));
        }
        return next;
    }

    // Messages that wait for their turn

    /** False when there is no room. */
    boolean put(int channelId, long ssn, DirectBuffer buffer, int offset, int length) {
        return channels[channelId].put(channelId, ssn, buffer, offset, length);
    }

    boolean hasWaiting(int channelId) {
        return channels[channelId].hasNext();
    }

    /** Of the newest message of this channel that needs to wait no more. */
    long releasedSsn(int channelId) {
        return channels[channelId].nextSsn() - 1;
    }

    void getWaiting(int channelId, Event event) {
        channels[channelId].get(event);
    }

    void releaseWaiting(int channelId) {
        channels[channelId].release();
    }
}
