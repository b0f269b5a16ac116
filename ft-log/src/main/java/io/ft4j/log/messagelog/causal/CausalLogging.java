package io.ft4j.log.messagelog.causal;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.messagelog.LoggingStyle;
import io.ft4j.log.messagelog.MessageLogConfig;
import io.ft4j.log.messagelog.MessageLogCounter;
import io.ft4j.log.messagelog.MessageLogCounters;
import io.ft4j.log.messagelog.codec.DeterminantAnswerDecoder;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.EventReader;
import io.ft4j.log.messagelog.record.InboundChannels;
import io.ft4j.log.messagelog.record.Journal;
import io.ft4j.log.messagelog.record.OutboundChannel;
import io.ft4j.log.messagelog.record.RecordTypes;
import io.ft4j.log.messagelog.style.Logging;
import io.ft4j.log.messagelog.style.Members;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongArrayQueue;

/**
 * {@link LoggingStyle#CAUSAL}: the process follows what is taken, the log comes behind. The index of an entry in the journal is its
 * rsn. Owner of what is taken and told; {@link DeterminantStream} and {@link KnownDeterminants} hold what others need to know,
 * {@link CausalReplay} is the way back.
 */
public final class CausalLogging extends Logging {
    private static final long NO_INPUT = -1;

    private final int selfId;
    private final MessageLogConfig config;
    private final DurableLog log;
    private final InboundChannels inbound;
    private final MessageLogCounters counters;
    private final Members members;
    private final int selfSlot;
    private final long life;
    private final Journal journal;
    private final EventReader reader;
    private final KnownDeterminants known;
    private final DeterminantStream stream;
    private final HeardStreams heard;
    private final CausalReplay replay;
    private final CausalFrames frames;
    private final Determinant determinant = new Determinant();
    private final Event waiting = new Event();
    /** Inputs that are not on stable storage. */
    private final LongArrayQueue inputRsns;

    private final long[] durableAskedAtNs = new long[ProcessSet.MAX_PROCESSES];
    private long peers;
    private long checkpointRsn;
    private long replayedRsn;
    private long lastTimestampNs;
    private long savedNumber;
    private boolean hasMore;

    public CausalLogging(
            MessageLogConfig config,
            int selfId,
            long memberSet,
            DurableLog log,
            InboundChannels inbound,
            MessageLogCounters counters) {
        this.config = config;
        this.selfId = selfId;
        this.log = log;
        this.inbound = inbound;
        this.counters = counters;
        peers = ProcessSet.remove(memberSet, selfId);
        members = new Members(memberSet);
        selfSlot = members.slot(selfId);
        life = log.incarnation();
        journal = new Journal(config.journalBytes(), log);
        reader = new EventReader(journal);
        known = new KnownDeterminants(members, config.maxDeterminants());
        stream = new DeterminantStream(selfId, life, config.maxDeterminants());
        replay = new CausalReplay(config, peers);
        frames = new CausalFrames(config, members, life);
        heard = new HeardStreams(selfId, members, frames, known, stream, counters);
        inputRsns = new LongArrayQueue(2 * config.maxDeterminants(), NO_INPUT);
    }

    @Override
    public HotTail tail() {
        return journal.tail();
    }

    // State and log

    @Override
    public void save(StateSink sink, long toldRsn) {
        savedNumber = stream.lastNumber();
        known.save(sink);
    }

    @Override
    public void restore(long rsn, long timestampNs) {
        checkpointRsn = rsn;
        lastTimestampNs = timestampNs;
    }

    @Override
    public void restore(StateSource source) {
        known.restore(source);
    }

    @Override
    public void onEntry(long index, Event entry) {
        lastTimestampNs = Math.max(lastTimestampNs, entry.timestampNs());
    }

    @Override
    public void onRecord(int recordType, DirectBuffer buffer, int offset, int length) {
        if (recordType != RecordTypes.DETERMINANTS) {
            super.onRecord(recordType, buffer, offset, length);
            return;
        }
        frames.determinants(buffer, offset);
        for (int i = 0; i < frames.determinantCount(); i++) {
            known.restore(
                    frames.determinant(i, determinant), frames.determinants().durableNumber());
        }
    }

    @Override
    public void start() {
        if (log.lastIndex() < checkpointRsn || log.firstIndex() > checkpointRsn + 1) {
            throw new LogException("the log holds events " + log.firstIndex() + " to " + log.lastIndex()
                    + ", but the checkpoint stands behind event " + checkpointRsn
                    + ": the log is another one, or has lost some");
        }
        journal.start();
        reader.startAt(checkpointRsn + 1);
        replayedRsn = journal.lastIndex();
        known.onDurable(selfSlot, replayedRsn);
        if (life == 1 && checkpointRsn == 0) {
            // Nobody was told anything by an earlier life, so nobody is asked.
            replay.end();
        } else {
            replay.start(replayedRsn + 1, inbound);
        }
    }

    // Taking

    @Override
    public boolean accepts(int sourceId, long timeline) {
        long sourceLife = HeardStreams.life(timeline);
        if (sourceLife > heard.life(sourceId)) {
            heard.hear(sourceId, sourceLife);
        }
        boolean accepted = replay.isOpen()
                && sourceLife == heard.life(sourceId)
                && HeardStreams.number(timeline) <= heard.number(sourceId);
        if (!accepted) {
            counters.increment(MessageLogCounter.MESSAGES_TOO_EARLY);
        }
        return accepted;
    }

    @Override
    public boolean take(
            int recordType, long nowNs, int channelId, long number, DirectBuffer buffer, int offset, int length) {
        boolean input = recordType == RecordTypes.DELIVERY && channelId >= MessageLogConfig.FIRST_OUTSIDE_CHANNEL;
        boolean ofPeer = recordType == RecordTypes.DELIVERY && !input;
        if (ofPeer && (replay.isRunning() || replay.hasWaiting(channelId))) {
            return replay.put(channelId, number, buffer, offset, length);
        }
        if (replay.isRunning() || !journal.hasRoom(length) || input && inputRsns.size() == config.maxDeterminants()) {
            return false;
        }
        long rsn = append(recordType, nowNs, channelId, number, buffer, offset, length);
        if (input) {
            inputRsns.addLong(rsn);
        }
        return true;
    }

    private long append(
            int recordType, long timestampNs, int channelId, long number, DirectBuffer buffer, int offset, int length) {
        lastTimestampNs = Math.max(lastTimestampNs, timestampNs);
        long rsn = journal.lastIndex() + 1;
        return journal.append(recordType, rsn, lastTimestampNs, channelId, number, buffer, offset, length);
    }

    @Override
    public boolean takesTimers() {
        return !replay.isRunning() && journal.hasRoom(0);
    }

    // Peers

    @Override
    public boolean onMessage(
            long nowNs, int sourceId, int templateId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        if (!ProcessSet.contains(peers, sourceId)) {
            return false;
        }
        if (frames.isDeterminants(templateId, buffer, offset, length)) {
            heard.onDeterminants(sourceId, replay.isOpen());
        } else if (frames.isRequest(templateId, buffer, offset, length)) {
            onRequest(sourceId, outbox);
        } else if (frames.isAnswer(templateId, buffer, offset, length)) {
            onAnswer(sourceId, frames.answer());
        } else if (frames.isDurable(templateId, buffer, offset, length)) {
            known.onDurable(members.slot(sourceId), frames.durable().durableRsn());
            if (frames.durable().wantsAnswer() == 1) {
                frames.sendDurable(outbox, sourceId, journal.durableIndex(), false);
            }
        } else {
            return false;
        }
        return true;
    }

    /** From now on nothing is learned here of earlier lives of this process. */
    private void onRequest(int sourceId, Outbox outbox) {
        heard.hear(sourceId, frames.request().life());
        if (frames.request().life() == heard.life(sourceId)) {
            counters.increment(MessageLogCounter.REPLAY_ANSWERED);
            known.onDurable(members.slot(sourceId), frames.request().durableRsn());
            frames.sendAnswer(outbox, sourceId, known, journal.durableIndex());
        }
    }

    private void onAnswer(int sourceId, DeterminantAnswerDecoder answer) {
        if (answer.life() != life || !replay.expects(sourceId, answer)) {
            return;
        }
        heard.hear(sourceId, answer.ownLife());
        known.onDurable(members.slot(sourceId), answer.durableRsn());
        for (int i = 0; i < frames.answerCount(); i++) {
            frames.answered(i, determinant);
            long rsn = determinant.rsn();
            if (determinant.processId() == selfId && determinant.life() > known.life(selfSlot, rsn)) {
                if (!known.hasRoom(selfSlot, rsn)) {
                    throw new LogException("process " + sourceId + " knows of event " + rsn + " of process " + selfId
                            + ", whose log ends at event " + replayedRsn + ": maxDeterminants="
                            + config.maxDeterminants() + " is less than it was, or the log has lost its end");
                }
                known.put(selfSlot, determinant);
            }
        }
        replay.onAnswer(sourceId, answer.coveredRsn());
    }

    @Override
    public void forget(int peerId) {
        peers = ProcessSet.remove(peers, peerId);
        replay.forget(peerId);
    }

    @Override
    public long receivedSsn(InboundChannels channels, int channelId) {
        return replay.hasWaiting(channelId) ? replay.releasedSsn(channelId) : channels.takenSsn(channelId);
    }

    // The batch

    @Override
    public int maxPeerBytes() {
        return frames.maxLength() + CausalFrames.REQUEST_LENGTH + CausalFrames.DURABLE_LENGTH;
    }

    @Override
    public int maxOwnBytes() {
        return heard.maxRecordLength();
    }

    @Override
    public void endBatch(long nowNs, Outbox outbox) {
        hasMore = false;
        if (replay.isReplaying()) {
            replayNext();
        }
        if (!replay.isRunning()) {
            takeLeft(nowNs);
        }
        heard.recordNews(outbox);
        journal.endBatch(outbox);
        replay.ask(nowNs, frames, journal.durableIndex(), outbox);
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int peerId = ProcessSet.first(rest);
            if (durableDueNs(peerId) <= nowNs) {
                durableAskedAtNs[peerId] = nowNs;
                frames.sendDurable(outbox, peerId, journal.durableIndex(), true);
            }
        }
    }

    /** Events that others know and the log has lost, as far as their messages are here. */
    private void replayNext() {
        while (known.get(selfSlot, journal.lastIndex() + 1, determinant)) {
            if (!journal.hasRoom(config.maxMessageBytes())) {
                hasMore = true;
                return;
            }
            int channelId = determinant.channelId();
            if (determinant.recordType() == RecordTypes.TIMER) {
                append(
                        RecordTypes.TIMER,
                        determinant.timestampNs(),
                        channelId,
                        determinant.number(),
                        tail().buffer(),
                        0,
                        0);
            } else if (replay.hasWaiting(channelId)) {
                replay.getWaiting(channelId, waiting);
                Invariant.check(
                        waiting.number() == determinant.number(),
                        "C5 messages are replayed in the order of their channel",
                        waiting.number(),
                        determinant.number());
                appendWaiting(determinant.timestampNs());
                replay.releaseWaiting(channelId);
                inbound.owe(channelId);
            } else if (ProcessSet.contains(peers, channelId)) {
                return;
            } else {
                break;
            }
            counters.increment(MessageLogCounter.EVENT_RECOVERED);
        }
        replayedRsn = journal.lastIndex();
        known.onDurable(selfSlot, known.newestRsn(selfSlot));
        replay.end();
    }

    private void appendWaiting(long timestampNs) {
        append(
                waiting.recordType(),
                timestampNs,
                waiting.channelId(),
                waiting.number(),
                waiting.buffer(),
                waiting.payloadOffset(),
                waiting.payloadLength());
    }

    /** Messages that came while the process was replaying. */
    private void takeLeft(long nowNs) {
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int senderId = ProcessSet.first(rest);
            while (replay.hasWaiting(senderId)) {
                if (!journal.hasRoom(config.maxMessageBytes())) {
                    hasMore = true;
                    return;
                }
                replay.getWaiting(senderId, waiting);
                appendWaiting(nowNs);
                replay.releaseWaiting(senderId);
                inbound.owe(senderId);
            }
        }
    }

    private long durableDueNs(int peerId) {
        return known.isHalfFull(members.slot(peerId))
                ? durableAskedAtNs[peerId] + config.resendIntervalNs()
                : Long.MAX_VALUE;
    }

    @Override
    public long nextDeadlineNs() {
        if (hasMore) {
            return Long.MIN_VALUE;
        }
        long next = replay.nextDeadlineNs();
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            next = Math.min(next, durableDueNs(ProcessSet.first(rest)));
        }
        return next;
    }

    @Override
    public void onDurable(long position) {
        journal.onDurable(position);
        stream.onDurable(position, journal.durableIndex());
        while (!inputRsns.isEmpty() && inputRsns.peekLong() <= journal.durableIndex()) {
            inputRsns.pollLong();
        }
    }

    @Override
    public boolean prepare(OutboundChannel channel, Outbox outbox) {
        int peerId = channel.destinationId();
        if (channel.lastSsn() <= channel.sentSsn() || stream.nextNumber(peerId) > stream.lastNumber()) {
            return true;
        }
        long sent = frames.sendDeterminants(outbox, peerId, stream, journal.durableIndex());
        stream.sent(peerId, sent);
        hasMore |= sent < stream.lastNumber();
        return sent == stream.lastNumber();
    }

    @Override
    public void onSendAgain(int peerId) {
        stream.goBack(peerId);
    }

    @Override
    public long timeline(OutboundChannel channel) {
        long number = stream.lastNumber() > stream.durableNumber() ? stream.lastNumber() : 0;
        return HeardStreams.timeline(life, number);
    }

    // Telling

    @Override
    public boolean next(Event event) {
        boolean durable = reader.nextIndex() <= journal.durableIndex();
        if (!durable && (isInput(reader.nextIndex()) || !stream.hasRoom(1))
                || !reader.next(journal.lastIndex(), event)) {
            return false;
        }
        if (!durable) {
            stream.addOwn(event);
        }
        return true;
    }

    /** It has no sender that keeps it, so it must not be told before it is on stable storage. */
    private boolean isInput(long rsn) {
        return !inputRsns.isEmpty() && inputRsns.peekLong() == rsn;
    }

    @Override
    public void endPass() {
        reader.endPass();
    }

    // Limits

    @Override
    public long sendableRsn() {
        return Long.MAX_VALUE;
    }

    /** What an event depends on stands in the log before it. */
    @Override
    public long commitRsn() {
        return journal.durableIndex();
    }

    /** What is known of others is part of the checkpoint, and must be in the log as well. */
    @Override
    public boolean isStable(long rsn) {
        return rsn <= journal.durableIndex() && stream.durableNumber() >= savedNumber;
    }

    @Override
    public boolean isReplaying() {
        return replay.isRunning() || reader.nextIndex() <= replayedRsn;
    }

    @Override
    public long replayPeers() {
        if (replay.isReplaying()
                && known.get(selfSlot, journal.lastIndex() + 1, determinant)
                && determinant.recordType() == RecordTypes.DELIVERY) {
            return ProcessSet.of(determinant.channelId());
        }
        return replay.awaited();
    }

    @Override
    public long takenRsn() {
        return journal.lastIndex();
    }

    @Override
    public long releasablePosition(long rsn, Outbox outbox) {
        return journal.releasablePosition(rsn);
    }

    @Override
    public String toString() {
        return "taken " + takenRsn() + ", durable " + journal.durableIndex() + ", " + stream
                + (replay.isCollecting()
                        ? ", waits for " + ProcessSet.toString(replay.awaited())
                        : replay.isReplaying() ? ", replaying" : "");
    }
}
