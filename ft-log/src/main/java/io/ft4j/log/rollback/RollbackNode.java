package io.ft4j.log.rollback;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.LogException;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Protocol;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.coordinated.CheckpointSubject;
import io.ft4j.log.independent.SettlementSubject;
import io.ft4j.log.line.CountedStates;
import io.ft4j.log.messagelog.MessageLogConfig;
import io.ft4j.log.messagelog.Out;
import io.ft4j.log.messagelog.OutputHandler;
import io.ft4j.log.messagelog.RecoverableProcess;
import io.ft4j.log.messagelog.node.Execution;
import io.ft4j.log.messagelog.node.Timers;
import io.ft4j.log.messagelog.record.InboundChannels;
import io.ft4j.log.messagelog.record.StateGuard;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * Hosts a {@link RecoverableProcess} whose messages nobody logs: delivers messages, timers and inputs as they come, sends on what
 * it says, and goes back with the others to checkpoints that agree. When and how far is decided by {@code CoordinatedCheckpoints},
 * which has to stand behind this protocol in the same stack and on the same log.
 *
 * <p>One thread. No allocation after start but per checkpoint and per rollback. {@link RollbackHost} runs it.
 */
public final class RollbackNode implements Protocol, CheckpointSubject, SettlementSubject {
    /** {@link #offer}: a rollback is under way, or there is no room; try again later. */
    public static final long BACK_PRESSURED = -1;
    /** {@link #offer}: it was taken before. */
    public static final long REPEATED = -2;
    /** {@link #offer}: one before it is missing. */
    public static final long GAP = -3;

    /** Timers told in one step at most, so that no duty cycle gets too long. */
    private static final int MAX_TIMERS_PER_STEP = 64;

    private static final int NEVER_GUARDED = 0;

    private final int selfId;
    private final long peers;
    private final RollbackConfig config;
    private final InboundChannels inbound;
    private final PeerChannels channels;
    private final KeptOutputs outputs;
    private final Timers timers;
    private final Execution execution;
    private final NodeCheckpoints checkpoints;
    /** Null: checkpoints are taken together. */
    private final IndependentCheckpoints own;

    private final TransitMessages transit;
    /** Null: what is in transit is kept by senders. */
    private final SnapshotPart snapshots;

    private final TransitMessages.Delivery transitDelivery = this::deliverTransit;
    private final RollbackCounters counters = new RollbackCounters();
    private final NodeFrames frames = new NodeFrames();

    private long epoch;
    private long events;
    private long toldNs;
    private boolean sendsHeld;
    private boolean deliveriesHeld;
    private long transitNs;

    public RollbackNode(
            RollbackConfig config, int selfId, long memberSet, RecoverableProcess process, CheckpointStore store) {
        if (!ProcessSet.contains(memberSet, selfId)) {
            throw new IllegalArgumentException(
                    "selfId=" + selfId + " is not in memberSet=" + ProcessSet.toString(memberSet));
        }
        this.selfId = selfId;
        this.config = config;
        peers = ProcessSet.remove(memberSet, selfId);
        inbound = new InboundChannels(config.outsideChannels());
        timers = new Timers(config.maxTimers());
        channels = new PeerChannels(peers, config);
        KeptChannel outside = new KeptChannel(Out.OUTSIDE, config);
        KeptChannel[] all = Arrays.copyOf(channels.byId(), SavedCounts.OUTSIDE + 1);
        all[SavedCounts.OUTSIDE] = outside;
        SavedState state = new SavedState(selfId, config, process, inbound, all, timers);
        checkpoints = new NodeCheckpoints(selfId, store, state, config, counters);
        own = checkpoints.own();
        transit = new TransitMessages(checkpoints.transit());
        outputs = new KeptOutputs(outside, checkpoints.permanent());
        snapshots = config.method().recordsTransit()
                ? new SnapshotPart(config, channels.byId(), new Recording(), counters)
                : null;
        execution = new Execution(
                selfId,
                process,
                config.maxMessageBytes(),
                channels.byId(),
                outside,
                timers,
                new StateGuard(NEVER_GUARDED),
                (destinationId, ssn, rsn, buffer, offset, length) -> {});
    }

    @Override
    public int schemaId() {
        return NodeFrames.SCHEMA_ID;
    }

    @Override
    public int maxStepBytes() {
        return ProcessSet.size(peers) * (NodeFrames.POSITION_LENGTH + KeptChannel.DATA_LENGTH + config.frameBytes())
                + KeptOutputs.RECORD_LENGTH
                + NodeFrames.PERMANENT_LENGTH;
    }

    public RollbackCounters counters() {
        return counters;
    }

    // Start

    @Override
    public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {
        if (recordType == RecordTypes.OUTPUTS_HANDED_OUT) {
            outputs.onRecord(buffer, offset);
        } else if (recordType == RecordTypes.PERMANENT_CHECKPOINT) {
            checkpoints.onRecord(frames.recordedPermanent(buffer, offset));
        }
    }

    /** @throws LogException when the permanent checkpoint that the log knows of is not there, or damaged. */
    @Override
    public void onStart(long startNs, Outbox outbox) {
        checkpoints.open();
        onRestored();
        oweAll();
    }

    private void onRestored() {
        events = checkpoints.newest().events;
        toldNs = Math.max(toldNs, checkpoints.newest().timestampNs);
        transit.onRestored();
        outputs.onRestored();
    }

    private void oweAll() {
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            inbound.owe(ProcessSet.first(rest));
        }
    }

    // Messages

    @Override
    public void onMessage(long messageNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        if (!frames.read(buffer, offset, length)) {
            counters.increment(RollbackCounter.FRAME_UNREADABLE);
        } else if (isOfNow(frames.isData() && transit.hasAnyOf(sourceId))) {
            if (frames.isData()) {
                int headLength = KeptChannel.DATA_LENGTH;
                onData(messageNs, sourceId, buffer, offset + headLength, length - headLength);
            } else {
                onPosition(messageNs, sourceId);
            }
        }
    }

    /** Whose channels are full on all sides, and who would tell each other nothing for ever, go on one by one. */
    private void onPosition(long messageNs, int sourceId) {
        boolean isStuck = channels.to(sourceId)
                .onPosition(messageNs, frames.deliveredSsn(), frames.permanentSsn(), frames.snapshotId());
        if (isStuck) {
            channels.allowOverdraft();
        }
    }

    /** Messages of before a rollback are not delivered behind it, nor the other way round; what is lost is sent again. */
    private boolean isOfNow(boolean waits) {
        if (frames.epoch() != epoch) {
            counters.increment(RollbackCounter.FRAME_OF_OTHER_EPOCH);
        } else if (deliveriesHeld || waits) {
            counters.increment(RollbackCounter.FRAME_WHILE_HELD);
        } else {
            return true;
        }
        return false;
    }

    private void onData(long messageNs, int sourceId, DirectBuffer buffer, int offset, int length) {
        long firstSsn = frames.firstSsn();
        int count = Records.countConsecutive(buffer, offset, length, firstSsn, Records.HEADER_LENGTH + 1);
        boolean isNamed = own == null || IndependentCheckpoints.isInterval(frames.interval());
        if (count < 0 || firstSsn < 1 || !isNamed) {
            counters.increment(RollbackCounter.MESSAGE_MALFORMED);
            return;
        }
        inbound.owe(sourceId);
        if (snapshots != null && frames.snapshotId() > 0) {
            snapshots.onMarker(sourceId, frames.snapshotId());
        }
        if (firstSsn > inbound.toldSsn(sourceId) + 1) {
            counters.increment(RollbackCounter.MESSAGE_AHEAD);
            return;
        }
        int at = offset;
        boolean goesOn = true;
        for (long ssn = firstSsn; goesOn && ssn < firstSsn + count; ssn++) {
            int recordLength = Records.length(buffer, at);
            if (ssn <= inbound.toldSsn(sourceId)) {
                counters.increment(RollbackCounter.MESSAGE_REPEATED);
            } else {
                goesOn = take(messageNs, sourceId, ssn, buffer, at, recordLength);
            }
            at += Records.stride(recordLength);
        }
    }

    private boolean take(long messageNs, int sourceId, long ssn, DirectBuffer buffer, int at, int recordLength) {
        int length = recordLength - Records.HEADER_LENGTH;
        if (length > config.maxMessageBytes()) {
            counters.increment(RollbackCounter.MESSAGE_MALFORMED);
            return false;
        }
        if (!hasRoomOrOverdraft()) {
            counters.increment(RollbackCounter.MESSAGE_WITHOUT_ROOM);
            return false;
        }
        int offset = at + Records.HEADER_LENGTH;
        if (snapshots != null) {
            snapshots.onMessage(sourceId, buffer, offset, length);
        }
        if (own != null) {
            own.onReceive(sourceId, frames.interval());
        }
        deliver(messageNs, sourceId, ssn, buffer, offset, length);
        counters.increment(RollbackCounter.MESSAGE_DELIVERED);
        return true;
    }

    private void deliver(long messageNs, int channelId, long ssn, DirectBuffer buffer, int offset, int length) {
        Invariant.check(ssn == inbound.toldSsn(channelId) + 1, "H1 messages are delivered in order", ssn, channelId);
        nextEvent(messageNs);
        inbound.told(channelId, ssn);
        execution.executeMessage(events, toldNs, channelId, buffer, offset, length);
    }

    private void nextEvent(long eventNs) {
        events++;
        toldNs = Math.max(toldNs, eventNs);
    }

    private boolean hasRoomToSpeak() {
        return outputs.hasRoom() && stallingPeers() == ProcessSet.EMPTY;
    }

    private boolean hasRoomOrOverdraft() {
        return hasRoomToSpeak() || outputs.hasRoom() && channels.takeOverdraft(counters);
    }

    /**
     * A message of the outside.
     *
     * @param channelId from {@link MessageLogConfig#FIRST_OUTSIDE_CHANNEL} on.
     * @param number    of the message in its channel, one more than {@link #takenInput}.
     * @return {@code number} when it was taken; a rollback can still undo it, and {@link #takenInput} falls, until {@link
     *     #settledInput} has reached it. Else {@link #BACK_PRESSURED}, {@link #REPEATED} or {@link #GAP}.
     */
    public long offer(long offerNs, int channelId, long number, DirectBuffer buffer, int offset, int length) {
        config.requireInput(channelId, length);
        if (deliveriesHeld || transit.hasAny() || !outputs.hasRoom() || !channels.hasRoomForInputs()) {
            counters.increment(RollbackCounter.INPUT_REFUSED);
            return BACK_PRESSURED;
        }
        long taken = inbound.toldSsn(channelId);
        if (number <= taken) {
            counters.increment(RollbackCounter.INPUT_REPEATED);
            return REPEATED;
        }
        if (number > taken + 1) {
            return GAP;
        }
        deliver(offerNs, channelId, number, buffer, offset, length);
        counters.increment(RollbackCounter.INPUT_TAKEN);
        return number;
    }

    /** Of the newest input of this channel that no rollback can undo, and the outside need not repeat; 0: none. */
    public long settledInput(int channelId) {
        return checkpoints.permanent().delivered[channelId];
    }

    /** Of the newest input of this channel that was taken, as the state has it now; 0: none. */
    public long takenInput(int channelId) {
        return inbound.toldSsn(channelId);
    }

    // In transit

    /** What was in transit comes before all else of its channel. */
    private boolean deliverTransit(int channelId, DirectBuffer buffer, int offset, int length) {
        if (!hasRoomOrOverdraft()) {
            return false;
        }
        deliver(transitNs, channelId, inbound.toldSsn(channelId) + 1, buffer, offset, length);
        counters.increment(RollbackCounter.TRANSIT_DELIVERED);
        return true;
    }

    private final class Recording implements SnapshotPart.Recorder {
        @Override
        public void recordState() {
            checkpoints.begin(events, toldNs);
        }

        @Override
        public void recordTransit() {
            transit.forEachLeft(snapshots::onMessage);
        }
    }

    // Batches and deadlines

    @Override
    public void onDeadline(long deadlineNs, Outbox outbox) {
        for (int i = 0; i < MAX_TIMERS_PER_STEP && isTimerDue(deadlineNs); i++) {
            nextEvent(deadlineNs);
            execution.executeTimer(events, toldNs, timers.id(timers.due(deadlineNs)));
            counters.increment(RollbackCounter.TIMER_FIRED);
        }
        for (int count = channels.sendAgain(deadlineNs); count > 0; count--) {
            counters.increment(RollbackCounter.CHANNEL_SENT_AGAIN);
        }
    }

    private boolean isTimerDue(long deadlineNs) {
        return takesTimers() && timers.earliestNs() <= deadlineNs;
    }

    private boolean takesTimers() {
        return !deliveriesHeld && !transit.hasAny() && hasRoomToSpeak();
    }

    private boolean maySend() {
        return !sendsHeld && !deliveriesHeld;
    }

    @Override
    public void onBatchEnd(long batchNs, Outbox outbox) {
        if (!deliveriesHeld && transit.hasAny()) {
            transitNs = batchNs;
            transit.deliver(transitDelivery);
        }
        if (!deliveriesHeld) {
            for (long rest = inbound.takeOwed(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
                sendPosition(ProcessSet.first(rest), outbox);
            }
        }
        if (maySend()) {
            channels.transmit(batchNs, epoch, own, outbox);
        }
        outputs.endBatch(outbox);
        checkpoints.endBatch(frames, outbox);
    }

    private void sendPosition(int peerId, Outbox outbox) {
        long permanentSsn = checkpoints.permanent().delivered[peerId];
        long snapshotId = snapshots == null ? 0 : snapshots.arrivedId(peerId);
        frames.position(peerId, epoch, inbound.toldSsn(peerId), permanentSsn, snapshotId, outbox);
    }

    @Override
    public long nextDeadlineNs() {
        if (!deliveriesHeld && transit.hasAny() && hasRoomToSpeak()) {
            return Long.MIN_VALUE;
        }
        return Math.min(takesTimers() ? timers.earliestNs() : Long.MAX_VALUE, channels.nextDeadlineNs(maySend()));
    }

    /** Gives the outside what no rollback can undo. Returns how many outputs it took. */
    public int poll(OutputHandler handler, int limit) {
        return outputs.poll(handler, limit);
    }

    /** Of the newest output that the outside has taken. */
    public long takenOutput() {
        return outputs.takenNumber();
    }

    /** Peers whose channel is full, so that the process is told nothing until they take what was said to them. */
    public long stallingPeers() {
        return channels.full();
    }

    /** Whether what this process has said to others in this epoch is delivered, and all that was in transit here. */
    public boolean isQuiet() {
        return !transit.hasAny() && channels.isDelivered();
    }

    /** What this process was told since its newest checkpoint that a rollback could name. */
    public long eventsSinceCheckpoint() {
        return events - checkpoints.newest().events;
    }

    /** What this process was told since its permanent checkpoint. */
    public long eventsSincePermanent() {
        return events - checkpoints.permanent().events;
    }

    /** Number of the checkpoint to which this process would go back. */
    public long permanentNumber() {
        return checkpoints.permanent().number;
    }

    /** Raised by every rollback of the group. */
    @Override
    public long epoch() {
        return epoch;
    }

    /** Why the last checkpoint could not be written that could not; null: none. */
    public LogException checkpointFailure() {
        return checkpoints.lastFailure();
    }

    // Independent checkpoints

    /**
     * Takes a checkpoint of its own, and waits until it is durable.
     *
     * @return its number, or {@link RollbackHost#RECOVERING} in a rollback, or {@link RollbackHost#BUSY}: as many are unsettled as
     *     may be, or it could not be written.
     */
    public long takeCheckpoint() {
        if (deliveriesHeld) {
            return RollbackHost.RECOVERING;
        }
        if (!own.hasRoom()) {
            counters.increment(RollbackCounter.CHECKPOINT_WITHOUT_ROOM);
            return RollbackHost.BUSY;
        }
        long number = own.take(events, toldNs, epoch);
        return number > 0 ? number : RollbackHost.BUSY;
    }

    @Override
    public boolean isHeld() {
        return deliveriesHeld;
    }

    @Override
    public void settle(long number) {
        if (own.settle(number)) {
            oweAll();
        }
    }

    @Override
    public void discard(long number) {
        own.discard(number);
    }

    // CheckpointSubject

    /** Snapshots stop nobody: only a rollback holds sends, and holds deliveries as well. */
    @Override
    public void holdSends() {
        sendsHeld = snapshots == null;
    }

    @Override
    public void holdDeliveries() {
        deliveriesHeld = true;
    }

    @Override
    public void resume() {
        sendsHeld = false;
        deliveriesHeld = false;
    }

    @Override
    public long takeTentative(int initiatorId, long attemptId) {
        if (own != null) {
            return 0;
        }
        if (snapshots == null) {
            long number = checkpoints.begin(events, toldNs);
            if (number > 0) {
                checkpoints.prepare(null);
            }
            return checkpoints.tentativeNumber();
        }
        boolean isOfInitiator = initiatorId == config.initiatorId();
        return isOfInitiator && snapshots.start(attemptId) ? checkpoints.tentativeNumber() : 0;
    }

    @Override
    public Tentative tentative(long number) {
        if (snapshots != null && checkpoints.tentative(number) == Tentative.WRITING) {
            if (snapshots.isComplete()) {
                checkpoints.prepare(snapshots.snapshot().channelStates());
            } else if (!snapshots.isRecording()) {
                return Tentative.FAILED;
            }
        }
        return checkpoints.tentative(number);
    }

    @Override
    public void makePermanent(long number) {
        if (checkpoints.makePermanent(number)) {
            oweAll();
        }
    }

    @Override
    public void keepTentative(long number) {
        checkpoints.keepTentative(number);
    }

    @Override
    public long delivered(int sourceId) {
        return inbound.toldSsn(sourceId);
    }

    @Override
    public long sentAtPermanent(int destinationId) {
        return checkpoints.permanent().said[destinationId];
    }

    @Override
    public long deliveredAtPermanent(int sourceId) {
        return checkpoints.permanent().delivered[sourceId];
    }

    @Override
    public CountedStates states() {
        return checkpoints.states();
    }

    @Override
    public void rollBack(long number, long newEpoch) {
        if (!checkpoints.rollBack(number, newEpoch)) {
            return;
        }
        counters.increment(RollbackCounter.ROLLED_BACK);
        onRestored();
    }

    @Override
    public void enterEpoch(long newEpoch) {
        counters.increment(RollbackCounter.EPOCH_ENTERED);
        epoch = newEpoch;
        channels.enterEpoch();
        if (snapshots != null) {
            snapshots.enterEpoch();
        }
        oweAll();
    }

    @Override
    public void checkInvariants() {
        SavedCounts permanent = checkpoints.permanent();
        Invariant.check(
                outputs.takenNumber() <= permanent.said[SavedCounts.OUTSIDE],
                "H2 the outside has what no rollback undoes",
                outputs.takenNumber(),
                permanent.said[SavedCounts.OUTSIDE]);
        Invariant.check(epoch >= 0 && permanent.number >= 1, "H3 there is a permanent checkpoint", epoch, selfId);
        for (int channelId = 0; channelId < inbound.count(); channelId++) {
            Invariant.check(
                    permanent.delivered[channelId] <= inbound.toldSsn(channelId) || deliveriesHeld,
                    "H4 the state is behind the permanent checkpoint",
                    permanent.delivered[channelId],
                    inbound.toldSsn(channelId));
        }
    }

    /** Where it stands, for messages. */
    @Override
    public String toString() {
        return "process " + selfId + " epoch " + epoch + " events " + events + ", permanent "
                + checkpoints.permanent().number + (deliveriesHeld ? ", held" : sendsHeld ? ", sends held" : "")
                + channels;
    }
}
