package io.ft4j.log.messagelog.style;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.LogReader;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.LoggingStyle;
import io.ft4j.log.messagelog.MessageLogConfig;
import io.ft4j.log.messagelog.MessageLogCounter;
import io.ft4j.log.messagelog.MessageLogCounters;
import io.ft4j.log.messagelog.codec.RollbacksDecoder;
import io.ft4j.log.messagelog.codec.StabilityDecoder;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.EventReader;
import io.ft4j.log.messagelog.record.InboundChannels;
import io.ft4j.log.messagelog.record.Journal;
import io.ft4j.log.messagelog.record.OutboundChannel;
import io.ft4j.log.messagelog.record.RecordTypes;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * {@link LoggingStyle#OPTIMISTIC}: the process follows what is taken, the log comes behind. The index of an entry in the
 * journal is its rsn.
 *
 * <p>A life begins with a record of {@link Rollbacks}, and no message leaves before it is durable; so does whatever the
 * process learns of them. An orphan cuts its journal before the first event that depends on a lost one, and stops; in its next
 * life the senders repeat what was not acknowledged. Only settled events are acknowledged, so nothing else has to be kept.
 */
public final class OptimisticLogging extends Logging {
    /** Events settled in one step at most, so that no duty cycle gets too long. */
    private static final int MAX_EVENTS_PER_STEP = 4096;

    private static final long NONE = -1;

    private final LogReader log;
    private final InboundChannels inbound;
    private final MessageLogCounters counters;
    private final Members members;
    private final int selfSlot;
    private final int prefixLength;
    private final Journal journal;
    private final EventReader reader;
    private final EventReader scanReader;
    private final Event scanned;
    private final Rollbacks rollbacks;
    private final Stability stability;
    /** Of the newest event that was taken, and of the newest that was told. */
    private final Dependencies taken;

    private final Dependencies told;
    private final SettledEvents settled;
    private final UnsafeBuffer vector;

    private long checkpointRsn;
    private long startedRsn;
    private long lastTimestampNs;
    private boolean wasCut;
    private boolean hasNews;
    private long newsPosition = NONE;
    private long cutRsn = NONE;
    private boolean stopped;
    private boolean needsRestart;
    /** Peers that are to hear of rollbacks. */
    private long owedSet;

    public OptimisticLogging(
            MessageLogConfig config,
            int selfId,
            long memberSet,
            LogReader log,
            InboundChannels inbound,
            MessageLogCounters counters) {
        this.log = log;
        this.inbound = inbound;
        this.counters = counters;
        members = new Members(memberSet);
        selfSlot = members.slot(selfId);
        prefixLength = Dependencies.length(members.count());
        requireRoom(config);
        journal = new Journal(config.journalBytes(), log);
        reader = new EventReader(journal);
        scanReader = new EventReader(journal);
        scanned = new Event(prefixLength);
        rollbacks = new Rollbacks(members);
        long peers = ProcessSet.remove(memberSet, selfId);
        stability = new Stability(members, selfSlot, peers, config.resendIntervalNs());
        taken = new Dependencies(members.count());
        told = new Dependencies(members.count());
        settled = new SettledEvents(journal, prefixLength, members, selfSlot, inbound);
        vector = new UnsafeBuffer(new byte[prefixLength]);
    }

    private void requireRoom(MessageLogConfig config) {
        long stride = Records.stride(config.maxMessageStride() + prefixLength);
        long needed = 4 * config.maxMessagesPerEvent() * stride;
        if (config.channelBytes() < needed) {
            throw new IllegalArgumentException("channelBytes=" + config.channelBytes() + " must be at least " + needed
                    + ", four times what one event may send, with vectors of " + members.count() + " processes");
        }
    }

    @Override
    public HotTail tail() {
        return journal.tail();
    }

    // State and log

    @Override
    public void save(StateSink sink, long toldRsn) {
        told.write(vector, 0);
        sink.write(vector, 0, prefixLength);
    }

    @Override
    public void restore(long rsn, long timestampNs) {
        checkpointRsn = rsn;
        lastTimestampNs = timestampNs;
    }

    @Override
    public void restore(StateSource source) {
        if (source.read(vector, 0, prefixLength) != prefixLength) {
            throw new LogException("the checkpoint ends in the middle of the dependencies");
        }
        taken.read(vector, 0);
        told.set(taken);
    }

    @Override
    public void onEntry(long index, Event entry) {
        lastTimestampNs = Math.max(lastTimestampNs, entry.timestampNs());
    }

    @Override
    public void onRecord(int recordType, DirectBuffer buffer, int offset, int length) {
        if (recordType == RecordTypes.ROLLBACKS) {
            wasCut = rollbacks.restore(buffer, offset, length);
        } else if (recordType == RecordTypes.SETTLED) {
            settled.onRecord(buffer, offset);
        } else {
            super.onRecord(recordType, buffer, offset, length);
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
        startedRsn = journal.lastIndex();
        stability.onDurable(startedRsn);
        reader.startAt(checkpointRsn + 1);
        takeAgain();
        settled.start(checkpointRsn, told, stability.durable());
        hasNews = true;
        if (!wasCut) {
            counters.increment(MessageLogCounter.ROLLBACK_ANNOUNCED);
            rollbacks.announce(selfSlot, startedRsn);
        }
    }

    private void takeAgain() {
        scanReader.startAt(checkpointRsn + 1);
        while (scanReader.next(startedRsn, scanned)) {
            if (scanned.recordType() == RecordTypes.DELIVERY) {
                inbound.restoreTaken(scanned.channelId(), scanned.number());
            }
            taken.follow(selfSlot, scanned);
        }
        scanReader.endPass();
    }

    // Taking

    @Override
    public int prefixLength() {
        return prefixLength;
    }

    @Override
    public long timeline(OutboundChannel channel) {
        return rollbacks.timeline();
    }

    @Override
    public boolean accepts(int sourceId, long timeline) {
        if (timeline == rollbacks.timeline()) {
            return !stopped;
        }
        counters.increment(MessageLogCounter.FRAME_OF_OTHER_TIMELINE);
        owedSet = ProcessSet.add(owedSet, sourceId);
        return false;
    }

    @Override
    public boolean take(
            int recordType, long nowNs, int channelId, long number, DirectBuffer buffer, int offset, int length) {
        if (stopped || !journal.hasRoom(length)) {
            return false;
        }
        long rsn = journal.lastIndex() + 1;
        if (recordType == RecordTypes.DELIVERY && channelId < MessageLogConfig.FIRST_OUTSIDE_CHANNEL) {
            if (Dependencies.rsn(buffer, offset, selfSlot) >= rsn) {
                // It claims to depend on what has not happened here.
                counters.increment(MessageLogCounter.MESSAGE_MALFORMED);
                return false;
            }
            taken.merge(buffer, offset);
        }
        taken.set(selfSlot, rsn);
        lastTimestampNs = Math.max(lastTimestampNs, nowNs);
        journal.append(recordType, rsn, lastTimestampNs, channelId, number, buffer, offset, length);
        return true;
    }

    // Rollbacks and stability of others

    @Override
    public boolean onMessage(
            long nowNs, int sourceId, int templateId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        if (templateId == RollbacksDecoder.TEMPLATE_ID) {
            return onRollbacks(sourceId, buffer, offset, length);
        }
        if (templateId != StabilityDecoder.TEMPLATE_ID || !stability.wrap(buffer, offset, length)) {
            return false;
        }
        if (accepts(sourceId, stability.timeline())) {
            stability.onStability(sourceId);
            if (stability.isAgreed()) {
                rollbacks.forgetAnnouncements();
            }
        }
        return true;
    }

    private boolean onRollbacks(int sourceId, DirectBuffer buffer, int offset, int length) {
        if (stopped) {
            return true;
        }
        int result = rollbacks.merge(buffer, offset, length);
        if (result == Rollbacks.MALFORMED) {
            return false;
        }
        if (rollbacks.limit(selfSlot) != Long.MAX_VALUE) {
            throw new LogException("process " + sourceId + " knows of a newer version of process "
                    + members.id(selfSlot) + " than its log: the log is another one, or has lost its end");
        }
        if (rollbacks.senderIsBehind()) {
            owedSet = ProcessSet.add(owedSet, sourceId);
        }
        if (result == Rollbacks.LEARNED) {
            counters.increment(MessageLogCounter.ROLLBACK_LEARNED);
            hasNews = true;
            stability.onNewTimeline();
            cutRsn = firstOrphan();
            stopped = cutRsn != NONE;
        }
        return true;
    }

    /** The first event that depends on one that is lost, or {@link #NONE}. */
    private long firstOrphan() {
        if (!isOrphan()) {
            return NONE;
        }
        scanReader.startAt(settled.rsn() + 1);
        long found = NONE;
        while (found == NONE && scanReader.next(journal.lastIndex(), scanned)) {
            found = scanned.isOfPeer() && isOrphanMessage(scanned) ? scanned.rsn() : NONE;
        }
        scanReader.endPass();
        Invariant.check(found != NONE, "M7 a settled event is never lost", settled.rsn(), journal.lastIndex());
        return found;
    }

    private boolean isOrphan() {
        for (int slot = 0; slot < members.count(); slot++) {
            if (taken.rsn(slot) > rollbacks.limit(slot)) {
                return true;
            }
        }
        return false;
    }

    private boolean isOrphanMessage(Event event) {
        for (int slot = 0; slot < members.count(); slot++) {
            if (Dependencies.rsn(event.buffer(), event.prefixOffset(), slot) > rollbacks.limit(slot)) {
                return true;
            }
        }
        return false;
    }

    // The batch

    @Override
    public int maxPeerBytes() {
        return prefixLength + Records.ALIGNMENT + Stability.LENGTH;
    }

    @Override
    public int maxOwnBytes() {
        return 2 * Rollbacks.maxLength(members.count()) + SettledEvents.RECORD_LENGTH;
    }

    @Override
    public void endBatch(long nowNs, Outbox outbox) {
        if (hasNews) {
            recordNews(outbox);
        }
        if (stopped) {
            return;
        }
        journal.endBatch(outbox);
        settled.advance(MAX_EVENTS_PER_STEP, stability.durable());
        settled.record(outbox);
        if (!isSilent()) {
            sendRollbacks(outbox);
            stability.send(nowNs, rollbacks.timeline(), outbox);
        }
    }

    /** In front of all events that are taken in its light. An orphan takes its events out of the log first. */
    private void recordNews(Outbox outbox) {
        if (stopped) {
            journal.cut(cutRsn, outbox);
            counters.increment(MessageLogCounter.ROLLED_BACK);
        }
        int claim = outbox.claimState(RecordTypes.ROLLBACKS, rollbacks.length());
        rollbacks.write(outbox.buffer(), claim, stopped);
        newsPosition = outbox.publish(claim);
        hasNews = false;
    }

    /** What it knows of rollbacks is not durable yet: a crash would make it another process than it says. */
    private boolean isSilent() {
        return hasNews || newsPosition != NONE;
    }

    private void sendRollbacks(Outbox outbox) {
        if (owedSet != ProcessSet.EMPTY) {
            int claim = outbox.claimAll(owedSet, rollbacks.length());
            rollbacks.write(outbox.buffer(), claim, false);
            outbox.publish(claim);
            owedSet = ProcessSet.EMPTY;
        }
    }

    @Override
    public void onDurable(long position) {
        journal.onDurable(position);
        stability.onDurable(journal.durableIndex());
        if (newsPosition != NONE && position >= newsPosition) {
            newsPosition = NONE;
            needsRestart = stopped;
        }
    }

    @Override
    public long nextDeadlineNs() {
        return hasNews || settled.hasMore() ? Long.MIN_VALUE : isSilent() ? Long.MAX_VALUE : stability.askAtNs();
    }

    // Telling

    @Override
    public boolean next(Event event) {
        boolean found = reader.next(journal.lastIndex(), event);
        if (found) {
            told.follow(selfSlot, event);
        }
        return found;
    }

    @Override
    public void endPass() {
        reader.endPass();
    }

    @Override
    public void onSaid(int destinationId, long ssn, long rsn, MutableDirectBuffer buffer, int offset, int length) {
        told.write(buffer, offset - prefixLength);
    }

    // Limits

    @Override
    public long sendableRsn() {
        return isSilent() ? NONE : Long.MAX_VALUE;
    }

    @Override
    public boolean isStable(long rsn) {
        return rsn <= commitRsn();
    }

    @Override
    public long commitRsn() {
        return settled.rsn();
    }

    @Override
    public long receivedSsn(InboundChannels channels, int channelId) {
        return settled.ssn(channelId);
    }

    @Override
    public long settledSsn(InboundChannels channels, int channelId) {
        return settled.ssn(channelId);
    }

    @Override
    public boolean isStopped() {
        return stopped;
    }

    @Override
    public boolean needsRestart() {
        return needsRestart;
    }

    @Override
    public boolean isReplaying() {
        return reader.nextIndex() <= startedRsn;
    }

    @Override
    public long takenRsn() {
        return journal.lastIndex();
    }

    @Override
    public long releasablePosition(long rsn, Outbox outbox) {
        return journal.releasablePosition(Math.min(rsn, settled.rsn()));
    }

    @Override
    public String toString() {
        return "timeline " + Long.toHexString(rollbacks.timeline()) + ", taken " + taken + ", settled " + settled.rsn()
                + ", durable " + stability.durable() + (stopped ? ", stopped" : isSilent() ? ", silent" : "");
    }
}
