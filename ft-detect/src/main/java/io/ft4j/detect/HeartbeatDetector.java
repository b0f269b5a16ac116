package io.ft4j.detect;

import io.ft4j.core.model.DetectorClass;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.FailureDetector;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.detect.codec.HeartbeatDecoder;
import io.ft4j.detect.codec.HeartbeatEncoder;
import io.ft4j.detect.codec.MessageHeaderDecoder;
import io.ft4j.detect.codec.MessageHeaderEncoder;
import org.agrona.DirectBuffer;

/**
 * Every process sends heartbeats; whoever is silent for longer than t is suspected; whoever is suspected and heard is
 * restored, and its t grows (Chandra, Toueg 1996, ◇P in partial synchrony). A process that crashed is silent, so it stays suspected.
 *
 * <p>With a growing t it is eventually perfect (◇P), provided that a cap of t, where there is one, exceeds what heartbeats
 * really take; in a synchronous system with a known bound it is perfect (P). {@link HeartbeatConfig} states the assumptions.
 *
 * <p>One thread. Allocates nothing after construction. At most one frame per step. Owns the sequence numbers and its own next
 * heartbeat; {@code Suspicions} owns who is suspected, {@code Deadlines} the time-outs, {@code OwnPauses} when this process
 * last ran.
 */
public final class HeartbeatDetector implements FailureDetector {
    private static final int HEARTBEAT_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + HeartbeatEncoder.BLOCK_LENGTH;

    /** Beside its message a frame takes an envelope and alignment. */
    private static final int MAX_STEP_BYTES = HEARTBEAT_LENGTH + Frames.HEADER_LENGTH + Long.BYTES;

    /** So many heartbeats nobody misses: 34 years at one a millisecond. A gap above it is damage. */
    private static final long MAX_SEQUENCE_GAP = 1L << 40;

    private final HeartbeatConfig config;
    private final long peers;
    private final DetectorCounters counters = new DetectorCounters();
    private final OwnPauses pauses;
    private final Deadlines deadlines;
    private final Suspicions suspicions;
    private final long[] newestSequence = new long[ProcessSet.MAX_PROCESSES];
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final HeartbeatDecoder heartbeatDecoder = new HeartbeatDecoder();
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final HeartbeatEncoder heartbeatEncoder = new HeartbeatEncoder();

    private long sequence;
    private long heartbeatDeadlineNs = Long.MAX_VALUE;

    /**
     * @param selfId    this process.
     * @param memberSet the group, this process included.
     */
    public HeartbeatDetector(HeartbeatConfig config, int selfId, long memberSet) {
        if (!ProcessSet.contains(memberSet, selfId)) {
            throw new IllegalArgumentException(
                    "selfId=" + selfId + " is not in memberSet=" + ProcessSet.toString(memberSet));
        }
        this.config = config;
        peers = ProcessSet.remove(memberSet, selfId);
        pauses = new OwnPauses(config.pauseToleranceNs(), counters);
        deadlines = new Deadlines(config.initialTimeoutNs(), config.incrementNs(), config.maxTimeoutNs());
        suspicions = new Suspicions(peers, config.detectorClass(), counters, deadlines);
    }

    @Override
    public int schemaId() {
        return MessageHeaderDecoder.SCHEMA_ID;
    }

    @Override
    public int maxStepBytes() {
        return MAX_STEP_BYTES;
    }

    @Override
    public DetectorClass detectorClass() {
        return config.detectorClass();
    }

    @Override
    public boolean isSuspected(int processId) {
        return ProcessSet.contains(suspicions.suspects(), processId);
    }

    /** As a {@link ProcessSet}. */
    public long suspects() {
        return suspicions.suspects();
    }

    /** So long a silence of this process is a suspicion. */
    public long timeoutNs(int processId) {
        return deadlines.timeoutNs(processId);
    }

    public DetectorCounters counters() {
        return counters;
    }

    // Start

    /** The log is that of others: a detector remembers nothing. */
    @Override
    public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {}

    @Override
    public void onStart(long nowNs, Outbox outbox) {
        pauses.start(nowNs);
        if (peers != ProcessSet.EMPTY) {
            deadlines.start(nowNs, peers);
            heartbeatDeadlineNs = nowNs;
            sendHeartbeat(nowNs, outbox);
        }
    }

    // Messages

    @Override
    public void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        if (!ProcessSet.contains(peers, sourceId)) {
            counters.increment(DetectorCounter.SENDER_UNKNOWN);
            return;
        }
        if (!isReadable(buffer, offset, length)) {
            counters.increment(DetectorCounter.MESSAGE_UNREADABLE);
            return;
        }
        heartbeatDecoder.wrap(
                buffer,
                offset + MessageHeaderDecoder.ENCODED_LENGTH,
                headerDecoder.blockLength(),
                headerDecoder.version());
        if (isNewest(sourceId, heartbeatDecoder.sequence())) {
            leaveOutPause(nowNs);
            newestSequence[sourceId] = heartbeatDecoder.sequence();
            suspicions.heard(nowNs, sourceId, outbox);
        }
    }

    /** Later versions may append fields to a message, none may leave one out. */
    private boolean isReadable(DirectBuffer buffer, int offset, int length) {
        if (length < HEARTBEAT_LENGTH) {
            return false;
        }
        headerDecoder.wrap(buffer, offset);
        int blockLength = headerDecoder.blockLength();
        return headerDecoder.schemaId() == MessageHeaderDecoder.SCHEMA_ID
                && headerDecoder.templateId() == HeartbeatDecoder.TEMPLATE_ID
                && blockLength >= HeartbeatDecoder.BLOCK_LENGTH
                && blockLength <= length - MessageHeaderDecoder.ENCODED_LENGTH;
    }

    /**
     * Whether this heartbeat is news. An old one says that its sender was up when a newer one said so too: it may have
     * crashed since, and would stay unsuspected for one more time-out with each such frame.
     */
    private boolean isNewest(int sourceId, long heartbeatSequence) {
        long newest = newestSequence[sourceId];
        if (heartbeatSequence <= 0 || heartbeatSequence - newest > MAX_SEQUENCE_GAP) {
            counters.increment(DetectorCounter.SEQUENCE_IMPLAUSIBLE);
        } else if (heartbeatSequence < newest) {
            counters.increment(DetectorCounter.HEARTBEAT_OVERTAKEN);
        } else if (heartbeatSequence == newest) {
            counters.increment(DetectorCounter.HEARTBEAT_REPEATED);
        } else {
            return true;
        }
        return false;
    }

    // Indications

    /** A new life counts from 1 again. It is up when its first heartbeat comes, not before. */
    @Override
    public void onIncarnation(long nowNs, int processId, long incarnation, Outbox outbox) {
        if (!ProcessSet.contains(peers, processId)) {
            counters.increment(DetectorCounter.SENDER_UNKNOWN);
            return;
        }
        counters.increment(DetectorCounter.INCARNATION_HEARD);
        newestSequence[processId] = 0;
        suspicions.cameBack(processId);
    }

    // Deadlines

    @Override
    public long nextDeadlineNs() {
        return Math.min(heartbeatDeadlineNs, deadlines.earliestNs());
    }

    @Override
    public void onDeadline(long nowNs, Outbox outbox) {
        leaveOutPause(nowNs);
        if (nowNs >= heartbeatDeadlineNs) {
            sendHeartbeat(nowNs, outbox);
        }
        if (nowNs >= deadlines.earliestNs()) {
            suspicions.suspectSilent(nowNs, outbox);
        }
    }

    /** On a grid of the interval, so that a late duty cycle does not slow the heartbeats down; what a pause left out stays out. */
    private void sendHeartbeat(long nowNs, Outbox outbox) {
        sequence++;
        heartbeatDeadlineNs += config.heartbeatIntervalNs();
        if (heartbeatDeadlineNs <= nowNs) {
            heartbeatDeadlineNs = nowNs + config.heartbeatIntervalNs();
        }
        int claim = outbox.claimAll(peers, HEARTBEAT_LENGTH);
        heartbeatEncoder
                .wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                .sequence(sequence);
        outbox.publish(claim);
    }

    // Own time

    /** Comes in every duty cycle, so that a clock that goes back is noticed though no deadline is due. */
    @Override
    public void onBatchEnd(long nowNs, Outbox outbox) {
        leaveOutPause(nowNs);
    }

    private void leaveOutPause(long nowNs) {
        long stallNs = pauses.stallNs(nowNs, nextDeadlineNs());
        if (stallNs != 0) {
            deadlines.shift(suspicions.trusted(), stallNs);
            if (stallNs < 0 && heartbeatDeadlineNs != Long.MAX_VALUE) {
                // Else this process would be silent until the clock has come so far again.
                heartbeatDeadlineNs += stallNs;
            }
        }
    }

    @Override
    public void checkInvariants() {
        suspicions.checkInvariants();
    }
}
