package io.ft4j.log.messagelog.node;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Protocol;
import io.ft4j.log.messagelog.LoggingStyle;
import io.ft4j.log.messagelog.MessageLogConfig;
import io.ft4j.log.messagelog.MessageLogCounter;
import io.ft4j.log.messagelog.MessageLogCounters;
import io.ft4j.log.messagelog.Out;
import io.ft4j.log.messagelog.OutputHandler;
import io.ft4j.log.messagelog.RecoverableProcess;
import io.ft4j.log.messagelog.causal.CausalLogging;
import io.ft4j.log.messagelog.codec.DataDecoder;
import io.ft4j.log.messagelog.codec.ForgottenPeersDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.codec.PositionDecoder;
import io.ft4j.log.messagelog.copies.CopyKeeper;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.InboundChannels;
import io.ft4j.log.messagelog.record.OutboundChannel;
import io.ft4j.log.messagelog.record.RecordTypes;
import io.ft4j.log.messagelog.record.StateGuard;
import io.ft4j.log.messagelog.style.Logging;
import io.ft4j.log.messagelog.style.OptimisticLogging;
import io.ft4j.log.messagelog.style.ReceiverLogging;
import io.ft4j.log.messagelog.style.SenderLogging;
import org.agrona.DirectBuffer;

/**
 * Hosts a {@link RecoverableProcess}: takes messages, timers and inputs as events, has them kept as the {@link LoggingStyle}
 * says, tells the process one after the other, and sends on what it says. After a crash it begins at a checkpoint and tells
 * the same events again; what the process says again has the same numbers, and receivers drop it.
 *
 * <p>One thread. No allocation after start. {@code ProcessHost} runs it over a log, a store of checkpoints and a transport.
 */
public final class MessageLogNode implements Protocol {
    /** {@link #offer}: the journal is full; try again later. */
    public static final long BACK_PRESSURED = -1;
    /** {@link #offer}: it was taken before. */
    public static final long REPEATED = -2;
    /** {@link #offer}: one before it is missing. */
    public static final long GAP = -3;

    /** Events told in one step at most, so that no duty cycle gets too long. */
    private static final int MAX_EVENTS_PER_STEP = 256;

    private final int selfId;
    private final long peers;
    private final Peers known;
    private final MessageLogConfig config;
    private final RecoverableProcess process;
    private final InboundChannels inbound;
    private final OutboundChannel[] channels = new OutboundChannel[ProcessSet.MAX_PROCESSES];
    private final OutboundChannel outside;
    private final Outputs outputs;
    private final Timers timers;
    private final StateGuard guard;
    private final Logging logging;
    private final Intake intake;
    private final Execution execution;
    private final NodeState state;
    private final Messages messages = new Messages();
    private final MessageLogCounters counters = new MessageLogCounters();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final DataDecoder data = new DataDecoder();
    private final PositionDecoder position = new PositionDecoder();
    private final Event event;

    private long toldRsn;
    private long toldTimestampNs;
    private boolean started;
    private boolean replaying = true;
    private boolean moreToTell;
    private CheckpointMark releaseMark;

    /** @param log its own; for reading. */
    public MessageLogNode(
            MessageLogConfig config, int selfId, long memberSet, RecoverableProcess process, DurableLog log) {
        if (!ProcessSet.contains(memberSet, selfId)) {
            throw new IllegalArgumentException(
                    "selfId=" + selfId + " is not in memberSet=" + ProcessSet.toString(memberSet));
        }
        this.selfId = selfId;
        this.config = config;
        this.process = process;
        peers = ProcessSet.remove(memberSet, selfId);
        inbound = new InboundChannels(config.outsideChannels());
        timers = new Timers(config.maxTimers());
        guard = new StateGuard(config.guardInterval());
        logging = logging(memberSet, log);
        known = new Peers(selfId, peers, channels, logging, counters);
        intake = new Intake(config, inbound, logging, counters);
        event = new Event(logging.prefixLength());
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int peerId = ProcessSet.first(rest);
            channels[peerId] = new OutboundChannel(peerId, config, logging.prefixLength());
        }
        outside = new OutboundChannel(Out.OUTSIDE, config, 0);
        outputs = new Outputs(outside);
        execution = new Execution(
                selfId, process, config.maxMessageBytes(), channels, outside, timers, guard, logging::onSaid);
        state = new NodeState(selfId, config, inbound, allOutbound(), timers, guard);
    }

    private Logging logging(long memberSet, DurableLog log) {
        switch (config.style()) {
            case RECEIVER:
                return new ReceiverLogging(config.journalBytes(), log, copies(log));
            case SENDER:
                return new SenderLogging(config, selfId, peers, log, inbound, channels, guard, counters);
            case OPTIMISTIC:
                return new OptimisticLogging(config, selfId, memberSet, log, inbound, counters);
            case CAUSAL:
                return new CausalLogging(config, selfId, memberSet, log, inbound, counters);
            default:
                throw new IllegalArgumentException("style=" + config.style() + " is not known");
        }
    }

    private CopyKeeper copies(DurableLog log) {
        return config.copyBytes() == 0 ? null : new CopyKeeper(config, selfId, peers, log, log.incarnation(), counters);
    }

    private OutboundChannel[] allOutbound() {
        OutboundChannel[] all = java.util.Arrays.copyOf(channels, channels.length + 1);
        all[channels.length] = outside;
        return all;
    }

    /** Before the log is replayed: begins behind a checkpoint instead of at the initial state. */
    public CheckpointMark restore(StateSource source) {
        long[] restored = state.restore(source);
        toldRsn = restored[0];
        toldTimestampNs = restored[1];
        logging.restore(toldRsn, toldTimestampNs);
        logging.restore(source);
        process.restore(source);
        return mark();
    }

    private CheckpointMark mark() {
        long[] told = new long[inbound.count()];
        inbound.copyTold(told);
        return new CheckpointMark(toldRsn, told);
    }

    @Override
    public int schemaId() {
        return DataDecoder.SCHEMA_ID;
    }

    @Override
    public HotTail tail() {
        return logging.tail();
    }

    @Override
    public int maxStepBytes() {
        int perPeer =
                Messages.POSITION_LENGTH + OutboundChannel.DATA_LENGTH + config.frameBytes() + logging.maxPeerBytes();
        int digests = config.guardInterval() == 0 ? 0 : MAX_EVENTS_PER_STEP / config.guardInterval() + 1;
        return ProcessSet.size(peers) * perPeer
                + digests * StateGuard.DIGEST_LENGTH
                + Outputs.TAKEN_LENGTH
                + Peers.FORGOTTEN_LENGTH
                + logging.maxOwnBytes();
    }

    @Override
    public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {
        switch (recordType) {
            case RecordTypes.DELIVERY:
            case RecordTypes.TIMER:
            case RecordTypes.SENT:
            case RecordTypes.REPLAYED:
                onEntry(index, event.wrapBody(recordType, buffer, offset, length));
                break;
            case DurableLog.TRUNCATION:
                inbound.forgetTaken();
                guard.forgetFrom(index);
                break;
            case RecordTypes.OUTPUTS_TAKEN:
                outputs.onRecord(buffer, offset);
                break;
            case RecordTypes.STATE_DIGEST:
                guard.onRecord(buffer, offset);
                break;
            case RecordTypes.FORGOTTEN_PEERS:
                known.onRecord(buffer, offset);
                break;
            default:
                logging.onRecord(recordType, buffer, offset, length);
        }
    }

    private void onEntry(long index, Event entry) {
        intake.restore(entry);
        logging.onEntry(index, entry);
    }

    @Override
    public void onStart(long nowNs, Outbox outbox) {
        started = true;
        logging.start();
        known.start();
        for (long rest = known.rest(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            inbound.owe(ProcessSet.first(rest));
        }
    }

    @Override
    public void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        header.wrap(buffer, offset);
        int bodyLength = length - MessageHeaderDecoder.ENCODED_LENGTH;
        if (known.isForgotten(sourceId)) {
            known.refuse(sourceId, header.templateId());
        } else if (header.version() != DataDecoder.SCHEMA_VERSION || header.blockLength() > bodyLength) {
            counters.increment(MessageLogCounter.FRAME_UNREADABLE);
        } else if (is(DataDecoder.TEMPLATE_ID, DataDecoder.BLOCK_LENGTH)) {
            onData(nowNs, sourceId, buffer, offset, length);
        } else if (is(PositionDecoder.TEMPLATE_ID, PositionDecoder.BLOCK_LENGTH)) {
            position.wrapAndApplyHeader(buffer, offset, header);
            known.onPosition(nowNs, sourceId, position.receivedSsn(), position.checkpointedSsn(), replaying);
        } else if (is(ForgottenPeersDecoder.TEMPLATE_ID, ForgottenPeersDecoder.BLOCK_LENGTH)) {
            known.onForgotten(sourceId, buffer, offset);
        } else if (!logging.onMessage(nowNs, sourceId, header.templateId(), buffer, offset, length, outbox)) {
            counters.increment(MessageLogCounter.FRAME_UNREADABLE);
        }
    }

    private boolean is(int templateId, int blockLength) {
        return header.templateId() == templateId && header.blockLength() == blockLength;
    }

    private void onData(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length) {
        data.wrapAndApplyHeader(buffer, offset, header);
        if (logging.isBoundBy(data.timeline())) {
            checkSettled(sourceId, data.settledSsn());
        }
        int headLength = OutboundChannel.DATA_LENGTH;
        if (logging.accepts(sourceId, data.timeline())) {
            intake.takeMessages(nowNs, sourceId, data.firstSsn(), buffer, offset + headLength, length - headLength);
        }
    }

    /** Whoever is told of a promise that it does not know has forgotten it. */
    private void checkSettled(int sourceId, long settledSsn) {
        if (settledSsn > inbound.takenSsn(sourceId)) {
            throw new LogException("process " + selfId + " has said that it has message " + settledSsn + " of process "
                    + sourceId + ", but knows " + inbound.takenSsn(sourceId)
                    + " only: its log is another one, or has lost its end");
        }
    }

    /** It may have lost what was on its way to it, and has to hear where this process stands. */
    @Override
    public void onIncarnation(long nowNs, int processId, long incarnation, Outbox outbox) {
        if (ProcessSet.contains(known.rest(), processId)) {
            known.onLife(processId, incarnation);
            inbound.owe(processId);
        }
    }

    /**
     * A message of the outside.
     *
     * @param channelId from {@link MessageLogConfig#FIRST_OUTSIDE_CHANNEL} on.
     * @param number    of the message in its channel, one more than {@link #takenInput}.
     * @return {@code number} when it was taken; it can still be lost by a crash, and {@link #takenInput} falls, until
     *     {@link #settledInput} has reached it.
     *     Else {@link #BACK_PRESSURED}, {@link #REPEATED} or {@link #GAP}.
     */
    public long offer(long nowNs, int channelId, long number, DirectBuffer buffer, int offset, int length) {
        return intake.takeInput(nowNs, channelId, number, buffer, offset, length);
    }

    /** Of the newest input of this channel that no crash can lose any more, and the outside need not repeat; 0: none. */
    public long settledInput(int channelId) {
        return logging.settledSsn(inbound, channelId);
    }

    /** Of the newest input of this channel that was taken, in this life or before; 0: none. */
    public long takenInput(int channelId) {
        return inbound.takenSsn(channelId);
    }

    @Override
    public void onDurable(long nowNs, long durablePosition, Outbox outbox) {
        logging.onDurable(durablePosition);
        known.onDurable(durablePosition);
    }

    @Override
    public void onDeadline(long nowNs, Outbox outbox) {
        if (!replaying) {
            takeTimers(nowNs);
        }
        known.sendAgain(nowNs);
    }

    private void takeTimers(long nowNs) {
        for (int slot = timers.due(nowNs); slot >= 0; slot = timers.due(nowNs)) {
            if (!logging.take(RecordTypes.TIMER, nowNs, selfId, timers.id(slot), tail().buffer(), 0, 0)) {
                return;
            }
            counters.increment(MessageLogCounter.TIMER_DUE);
            timers.markLogged(slot);
        }
    }

    @Override
    public void onBatchEnd(long nowNs, Outbox outbox) {
        logging.endBatch(nowNs, outbox);
        if (logging.isStopped()) {
            return;
        }
        for (long rest = inbound.takeOwed(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int peerId = ProcessSet.first(rest);
            messages.sendPosition(outbox, peerId, logging.receivedSsn(inbound, peerId), inbound);
        }
        tellEvents(outbox);
        for (long rest = known.rest(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            OutboundChannel channel = channels[ProcessSet.first(rest)];
            if (logging.prepare(channel, outbox)) {
                channel.transmit(
                        nowNs, logging.sendableRsn(), logging.promisedSsn(channel), logging.timeline(channel), outbox);
            }
        }
        outputs.endBatch(outbox);
        known.endBatch(outbox);
        if (releaseMark != null) {
            release(outbox);
        }
    }

    private void tellEvents(Outbox outbox) {
        int count = 0;
        while (count < MAX_EVENTS_PER_STEP
                && outside.hasRoom()
                && known.stalling() == ProcessSet.EMPTY
                && logging.next(event)) {
            tell(outbox);
            count++;
        }
        logging.endPass();
        moreToTell = count == MAX_EVENTS_PER_STEP;
        if (replaying && !logging.isReplaying()) {
            replaying = false;
            known.checkHistories();
        }
    }

    private void tell(Outbox outbox) {
        toldRsn++;
        Invariant.check(event.rsn() == toldRsn, "M1 events are told in order", event.rsn(), toldRsn);
        toldTimestampNs = event.timestampNs();
        if (event.recordType() == RecordTypes.DELIVERY) {
            inbound.told(event.channelId(), event.number());
        }
        if (!execution.execute(toldRsn, event)) {
            counters.increment(MessageLogCounter.TIMER_OUTDATED);
        }
        counters.increment(replaying ? MessageLogCounter.EVENT_REPLAYED : MessageLogCounter.EVENT_TOLD);
        guard.afterEvent(toldRsn, event, process, outbox);
    }

    private void release(Outbox outbox) {
        long releasable = logging.releasablePosition(releaseMark.rsn(), outbox);
        if (releasable > 0) {
            outbox.releaseBefore(releasable);
        }
        releaseMark = null;
    }

    /** Gives the outside what it may know. Returns how many outputs it took. */
    public int poll(OutputHandler handler, int limit) {
        return outputs.poll(handler, limit, logging.commitRsn());
    }

    /** Writes the state behind the newest event that the process was told. Between two duty cycles. */
    public CheckpointMark save(StateSink sink) {
        state.save(sink, toldRsn, toldTimestampNs);
        logging.save(sink, toldRsn);
        process.save(sink);
        return mark();
    }

    /**
     * Whether the checkpoint counts: it can be restored whatever crashes. At once, but with {@link LoggingStyle#OPTIMISTIC}
     * and {@link LoggingStyle#CAUSAL} it may depend on events that can still be lost; until it counts it must neither be
     * restored nor released.
     */
    public boolean isStable(CheckpointMark mark) {
        return logging.isStable(mark.rsn());
    }

    /**
     * The process was an orphan and has cut its log ({@link LoggingStyle#OPTIMISTIC}). It does nothing more: its host begins
     * a new life of it, as after a crash.
     */
    public boolean needsRestart() {
        return logging.needsRestart();
    }

    /** Nobody will restore a checkpoint that is older than this one: the log and the peers may forget what is in it. */
    public void release(CheckpointMark oldest) {
        inbound.checkpointed(oldest.toldSsns());
        releaseMark = oldest;
    }

    /**
     * A peer that will never come back: what is said to it is lost, and it is refused if it comes back all the same. Takes
     * effect when it is on stable storage, a duty cycle or two later; then it holds in all lives to come. With
     * {@link LoggingStyle#SENDER} what only the peer has is lost with it: a checkpoint should follow.
     *
     * @throws IllegalArgumentException when it is no peer.
     */
    public void forget(int peerId) {
        known.forget(peerId);
    }

    /** Peers that are given up for good, in this life or before. */
    public long forgottenPeers() {
        return known.forgotten();
    }

    /** Peers whose channel is full, so that the process is told nothing until they take what was said to them, or are forgotten. */
    public long stallingPeers() {
        return known.stalling();
    }

    /** Of the newest event that the process was told. */
    public long toldRsn() {
        return toldRsn;
    }

    /** Of the newest event that was taken. */
    public long takenRsn() {
        return logging.takenRsn();
    }

    /** Events are told that were told before the crash. */
    public boolean isReplaying() {
        return replaying;
    }

    /** Peers without which replay does not go on: they have what this process was told, and are to be asked. */
    public long replayPeers() {
        return logging.replayPeers();
    }

    /** Of the newest output that the outside has taken. */
    public long takenOutput() {
        return outputs.takenNumber();
    }

    public MessageLogCounters counters() {
        return counters;
    }

    @Override
    public long nextDeadlineNs() {
        if (logging.isStopped()) {
            return Long.MAX_VALUE;
        }
        long next = moreToTell
                ? Long.MIN_VALUE
                : replaying || !logging.takesTimers() ? Long.MAX_VALUE : timers.earliestNs();
        return Math.min(next, Math.min(known.resendAtNs(), logging.nextDeadlineNs()));
    }

    @Override
    public void checkInvariants() {
        Invariant.check(toldRsn <= logging.takenRsn() || !started, "M2 told <= taken", toldRsn, logging.takenRsn());
        for (int channelId = 0; channelId < inbound.count(); channelId++) {
            Invariant.check(
                    inbound.toldSsn(channelId) <= inbound.takenSsn(channelId),
                    "M3 told <= taken in every channel",
                    inbound.toldSsn(channelId),
                    inbound.takenSsn(channelId));
        }
    }

    /** Where it stands, for messages. */
    @Override
    public String toString() {
        return "process " + selfId + " told " + toldRsn + " of " + takenRsn() + ", taken " + inbound
                + (replaying ? ", replaying" : "") + known;
    }
}
