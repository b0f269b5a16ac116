package io.ft4j.log.messagelog.style;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.LoggingStyle;
import io.ft4j.log.messagelog.MessageLogConfig;
import io.ft4j.log.messagelog.MessageLogCounter;
import io.ft4j.log.messagelog.MessageLogCounters;
import io.ft4j.log.messagelog.codec.ConfirmationDecoder;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.InboundChannels;
import io.ft4j.log.messagelog.record.Journal;
import io.ft4j.log.messagelog.record.OutboundChannel;
import io.ft4j.log.messagelog.record.RecordTypes;
import io.ft4j.log.messagelog.record.StateGuard;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * {@link LoggingStyle#SENDER}: events stand in memory until the process is told; their senders keep them, and confirm it. Owner
 * of the events that were taken and not told. {@link SentLog} is the other side, {@link SenderReplay} the way back.
 */
public final class SenderLogging extends Logging {
    private static final int MIN_ENTRY_BYTES = 64;

    private final int selfId;
    private final MessageLogConfig config;
    private final InboundChannels inbound;
    private final MessageLogCounters counters;
    private final Journal journal;
    private final HotTail inbox;
    /** By rsn, of what is in the inbox: where the process keeps it itself; 0: the sender does. */
    private final long[] journalIndexes;

    private final LogEnd logEnd;
    private final UnconfirmedEvents unconfirmed;
    private final SentLog sentLog;
    private final SenderReplay replay;
    private final LocalMarks localMarks = new LocalMarks();
    private final SenderMessages messages;
    private final SenderFrames frames = new SenderFrames();
    private final EntrySlice slice = new EntrySlice();
    private final Event entry = new Event();
    private final long[] toldAtNs = new long[ProcessSet.MAX_PROCESSES];
    private final long life;
    private final int maxReceipts;

    private long peers;
    private long checkpointRsn;
    private long toldRsn;
    private long lastTimestampNs;

    public SenderLogging(
            MessageLogConfig config,
            int selfId,
            long peers,
            DurableLog log,
            InboundChannels inbound,
            OutboundChannel[] channels,
            StateGuard guard,
            MessageLogCounters counters) {
        this.config = config;
        this.selfId = selfId;
        this.peers = peers;
        this.inbound = inbound;
        this.counters = counters;
        life = log.incarnation();
        maxReceipts = Math.max(1, config.frameBytes() / SenderMessages.RECEIPT_LENGTH);
        journal = new Journal(config.journalBytes(), log);
        inbox = new HotTail(config.journalBytes(), config.journalBytes() / MIN_ENTRY_BYTES);
        journalIndexes = new long[inbox.maxEntries()];
        logEnd = new LogEnd(log);
        unconfirmed = new UnconfirmedEvents(inbox.maxEntries());
        messages = new SenderMessages(selfId, life);
        sentLog = new SentLog(config, peers, channels, journal, messages, maxReceipts, counters);
        replay = new SenderReplay(config, peers, journal, inbound, guard, messages, maxReceipts);
    }

    @Override
    public HotTail tail() {
        return journal.tail();
    }

    // From checkpoint and log

    @Override
    public void save(StateSink sink, long rsn) {
        logEnd.save(sink);
        unconfirmed.save(sink, rsn, inbound);
    }

    @Override
    public void restore(StateSource source) {
        logEnd.restore(source);
        unconfirmed.restore(source, inbound);
    }

    @Override
    public void restore(long rsn, long timestampNs) {
        checkpointRsn = rsn;
        toldRsn = rsn;
        lastTimestampNs = timestampNs;
    }

    @Override
    public void onEntry(long index, Event logged) {
        if (logged.recordType() == RecordTypes.SENT) {
            sentLog.onEntry(index, logged);
        } else if (logged.recordType() == RecordTypes.REPLAYED) {
            replay.onReplayedBefore(logged.rsn());
        } else {
            localMarks.add(logged.rsn(), index);
            if (logged.rsn() > checkpointRsn) {
                replay.locals().add(logged, index);
            }
        }
    }

    @Override
    public void onRecord(int recordType, DirectBuffer buffer, int offset, int length) {
        if (recordType != RecordTypes.RECEIPTS) {
            throw new LogException("a record of type " + recordType + " is none of sender-based message logging");
        }
        sentLog.onRecord(frames.receipts(buffer, offset));
    }

    @Override
    public void start() {
        logEnd.start();
        journal.start();
        sentLog.start();
        if (life == 1) {
            // Nobody was told anything by an earlier life, so nobody is asked.
            replay.skip();
            inbox.reset(1);
        } else {
            replay.start(toldRsn);
        }
    }

    // Taking

    @Override
    public boolean take(
            int recordType, long nowNs, int channelId, long number, DirectBuffer buffer, int offset, int length) {
        boolean local = recordType == RecordTypes.TIMER || channelId >= MessageLogConfig.FIRST_OUTSIDE_CHANNEL;
        if (local) {
            return !replay.isRunning()
                    && !replay.locals().hasVoid()
                    && takeNew(recordType, nowNs, channelId, number, buffer, offset, length, true);
        }
        if (replay.isRunning() || replay.hasWaiting(channelId)) {
            return replay.put(channelId, number, buffer, offset, length);
        }
        boolean taken = takeNew(recordType, nowNs, channelId, number, buffer, offset, length, false);
        if (taken) {
            replay.onTaken(channelId);
        }
        return taken;
    }

    @Override
    public boolean takesTimers() {
        return !replay.isRunning() && !replay.locals().hasVoid() && hasRoom(0) && journal.hasRoom(0);
    }

    private boolean takeNew(
            int recordType,
            long nowNs,
            int channelId,
            long number,
            DirectBuffer buffer,
            int offset,
            int length,
            boolean local) {
        if (!hasRoom(length) || local && !journal.hasRoom(length)) {
            return false;
        }
        lastTimestampNs = Math.max(lastTimestampNs, nowNs);
        long rsn = inbox.lastIndex() + 1;
        long journalIndex = 0;
        if (local) {
            journalIndex = journal.append(recordType, rsn, lastTimestampNs, channelId, number, buffer, offset, length);
            localMarks.add(rsn, journalIndex);
        }
        int recordLength = Event.HEADER_LENGTH + length;
        int claim = inbox.claim(recordLength, rsn);
        Records.putHeader(inbox.buffer(), claim, recordLength, recordType, rsn);
        Event.put(inbox.buffer(), claim, rsn, lastTimestampNs, channelId, number);
        inbox.buffer().putBytes(claim + Event.HEADER_LENGTH, buffer, offset, length);
        inbox.publish(rsn, claim);
        journalIndexes[slot(rsn)] = journalIndex;
        unconfirmed.add(
                rsn, local ? UnconfirmedEvents.LOCAL : channelId, local ? journalIndex : number, lastTimestampNs);
        return true;
    }

    private boolean hasRoom(int length) {
        return !unconfirmed.isFull() && inbox.hasRoom(Event.HEADER_LENGTH + length, 1);
    }

    private int slot(long rsn) {
        return (int) rsn & (journalIndexes.length - 1);
    }

    /** What replay has left over comes before anything else: inputs that are void, and messages that wait. */
    private void takeLeft(long nowNs) {
        while (replay.locals().hasVoid()) {
            journal.read(replay.locals().voidIndex(), 1, slice);
            entry.wrap(slice.buffer(), slice.offset());
            if (entry.number() > inbound.toldSsn(entry.channelId())) {
                if (!takeEntry(nowNs, true)) {
                    return;
                }
                counters.increment(MessageLogCounter.INPUT_TAKEN_ANEW);
            }
            replay.locals().takenAnew();
        }
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int senderId = ProcessSet.first(rest);
            while (replay.hasWaiting(senderId)) {
                replay.getWaiting(senderId, entry);
                if (!takeEntry(nowNs, false)) {
                    break;
                }
                replay.releaseWaiting(senderId);
            }
        }
    }

    private boolean takeEntry(long nowNs, boolean local) {
        return takeNew(
                entry.recordType(),
                nowNs,
                entry.channelId(),
                entry.number(),
                entry.buffer(),
                entry.payloadOffset(),
                entry.payloadLength(),
                local);
    }

    // Telling

    @Override
    public boolean next(Event event) {
        if (replay.isRunning()) {
            if (!replay.next(event)) {
                return false;
            }
            lastTimestampNs = Math.max(lastTimestampNs, event.timestampNs());
        } else if (hasNext()) {
            event.wrap(inbox.buffer(), inbox.offset(toldRsn + 1));
        } else {
            return false;
        }
        toldRsn++;
        return true;
    }

    private boolean hasNext() {
        return toldRsn < inbox.lastIndex() && journalIndexes[slot(toldRsn + 1)] <= journal.durableIndex();
    }

    @Override
    public void endPass() {
        inbox.savedUpTo(toldRsn);
    }

    @Override
    public void onSaid(int destinationId, long ssn, long rsn, MutableDirectBuffer buffer, int offset, int length) {
        sentLog.onSaid(destinationId, ssn, buffer, offset, length);
    }

    // Batches

    @Override
    public void endBatch(long nowNs, Outbox outbox) {
        if (replay.endBatch(nowNs, selfId, outbox)) {
            inbox.reset(toldRsn + 1);
        }
        if (!replay.isRunning()) {
            takeLeft(nowNs);
        }
        sentLog.endBatch(nowNs, sendableRsn(), logEnd.durablePosition(), outbox);
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            tellReceipts(nowNs, ProcessSet.first(rest), outbox);
            replay.ask(nowNs, ProcessSet.first(rest), outbox);
        }
    }

    private void tellReceipts(long nowNs, int senderId, Outbox outbox) {
        if (receiptsDueNs(senderId) <= nowNs) {
            counters.increment(MessageLogCounter.RECEIPTS_REPEATED);
            unconfirmed.goBack(senderId);
        }
        if (unconfirmed.hasUntold(senderId)) {
            messages.sendReceipts(outbox, senderId, unconfirmed, maxReceipts);
            toldAtNs[senderId] = nowNs;
        }
    }

    private long receiptsDueNs(int senderId) {
        return unconfirmed.hasUnconfirmed(senderId) && !unconfirmed.hasUntold(senderId)
                ? toldAtNs[senderId] + config.resendIntervalNs()
                : Long.MAX_VALUE;
    }

    @Override
    public long nextDeadlineNs() {
        if (!replay.isRunning() && hasLeft() && hasRoom(config.maxMessageBytes())) {
            return Long.MIN_VALUE;
        }
        long next = Math.min(replay.nextDeadlineNs(), sentLog.nextDeadlineNs());
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int senderId = ProcessSet.first(rest);
            next = Math.min(next, unconfirmed.hasUntold(senderId) ? Long.MIN_VALUE : receiptsDueNs(senderId));
        }
        return next;
    }

    private boolean hasLeft() {
        if (replay.locals().hasVoid()) {
            return journal.hasRoom(config.maxMessageBytes());
        }
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            if (replay.hasWaiting(ProcessSet.first(rest))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void onDurable(long position) {
        journal.onDurable(position);
        logEnd.onDurable(position);
    }

    // Peers

    @Override
    public boolean onPosition(long nowNs, OutboundChannel channel, long receivedSsn, long checkpointedSsn) {
        int receiverId = channel.destinationId();
        if (sentLog.isOfLostLog(receiverId, channel.life(), receivedSsn)) {
            return false;
        }
        if (sentLog.onPosition(receiverId, channel.life(), checkpointedSsn)) {
            channel.onAcknowledged(nowNs, checkpointedSsn);
        }
        return true;
    }

    @Override
    public boolean onMessage(
            long nowNs, int sourceId, int templateId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        if (frames.isReceipts(templateId, buffer, offset, length)) {
            return sentLog.onReceipts(sourceId, sendableRsn(), frames.receipts(buffer, offset), outbox);
        }
        if (frames.isConfirmation(templateId, buffer, offset, length)) {
            onConfirmation(sourceId, frames.confirmation());
        } else if (frames.isRequest(templateId, buffer, offset, length)) {
            sentLog.onRequest(sourceId, frames.request(), outbox);
        } else if (frames.isReplayReceipts(templateId, buffer, offset, length)) {
            if (isOfThisLife(frames.replayReceipts().life()) && !replay.onReceipts(sourceId, frames.replayReceipts())) {
                counters.increment(MessageLogCounter.FRAME_IMPOSSIBLE);
            }
        } else {
            return false;
        }
        return true;
    }

    private void onConfirmation(int sourceId, ConfirmationDecoder confirmation) {
        if (isOfThisLife(confirmation.life())) {
            if (confirmation.renounced() != 0) {
                replay.onRenounced(sourceId);
            }
            if (!unconfirmed.confirm(sourceId, confirmation.firstSsn(), confirmation.confirmedSsn())) {
                counters.increment(MessageLogCounter.FRAME_IMPOSSIBLE);
            }
        }
    }

    /** What was said to an earlier life of this process comes late, and a later one there is not. */
    private boolean isOfThisLife(long addressedLife) {
        if (addressedLife > life) {
            counters.increment(MessageLogCounter.FRAME_IMPOSSIBLE);
        }
        return addressedLife == life;
    }

    @Override
    public void forget(int peerId) {
        peers = ProcessSet.remove(peers, peerId);
        replay.forget(peerId);
        sentLog.forgetPeer(peerId);
    }

    @Override
    public int maxPeerBytes() {
        int receipts = maxReceipts * SenderMessages.RECEIPT_LENGTH;
        int served =
                SenderMessages.REPLAY_RECEIPTS_LENGTH + receipts + OutboundChannel.DATA_LENGTH + config.frameBytes();
        int told = 2 * SenderMessages.RECEIPTS_LENGTH + receipts + SenderMessages.CONFIRMATION_LENGTH;
        int repeated = OutboundChannel.DATA_LENGTH + config.frameBytes();
        return served + told + repeated + SenderMessages.REQUEST_LENGTH + SenderMessages.RECEIPTS_LENGTH;
    }

    // Limits

    @Override
    public long promisedSsn(OutboundChannel channel) {
        return sentLog.promisedSsn(channel.destinationId());
    }

    @Override
    public long timeline(OutboundChannel channel) {
        return sentLog.life(channel.destinationId());
    }

    /** Where a process stands is in its memory only: what holds for one life need not for the next. */
    @Override
    public boolean isBoundBy(long timeline) {
        if (timeline > life) {
            throw new LogException("life " + timeline + " of process " + selfId
                    + " is known to others, but its log says that this is life " + life
                    + ": the log is another one, or an older copy");
        }
        return timeline == life;
    }

    @Override
    public long sendableRsn() {
        return unconfirmed.confirmedRsn(journal.durableIndex());
    }

    @Override
    public long commitRsn() {
        return sendableRsn();
    }

    @Override
    public boolean isReplaying() {
        return replay.isRunning();
    }

    @Override
    public long replayPeers() {
        return replay.waitsFor();
    }

    @Override
    public long takenRsn() {
        return replay.isRunning() ? toldRsn : inbox.lastIndex();
    }

    @Override
    public long releasablePosition(long rsn, Outbox outbox) {
        unconfirmed.confirmUpTo(rsn);
        if (replay.isRunning() || replay.locals().hasVoid()) {
            return 0;
        }
        long neededIndex = Math.min(sentLog.neededIndex(), localMarks.neededIndex(rsn, journal.lastIndex()));
        sentLog.recordLives(outbox);
        return journal.releasablePosition(neededIndex - 1);
    }
}
