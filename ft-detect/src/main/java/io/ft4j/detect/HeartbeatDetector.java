package io.ft4j.detect;

import io.ft4j.core.model.DetectorClass;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.FailureDetector;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.detect.codec.MessageHeaderDecoder;
import org.agrona.DirectBuffer;

/**
 * Every process sends heartbeats; whoever is silent for longer than t is suspected; whoever is suspected and heard is
 * restored, and its t grows (Chandra, Toueg 1996, ◇P in partial synchrony). A process that crashed is silent, so it stays suspected.
 *
 * <p>With a growing t it is eventually perfect (◇P), provided that a cap of t, where there is one, exceeds what heartbeats
 * really take; in a synchronous system with a known bound it is perfect (P). {@link HeartbeatConfig} states the assumptions.
 *
 * <p>One thread. Allocates nothing after construction. At most one frame per step. {@code Heartbeats} owns the sequence
 * numbers and its own next heartbeat, {@code Suspicions} who is suspected, {@code Deadlines} the time-outs, {@code OwnPauses}
 * when this process last ran.
 */
public final class HeartbeatDetector implements FailureDetector {
    private final DetectorClass detectorClass;
    private final DetectorCounters counters = new DetectorCounters();
    private final long peers;
    private final OwnPauses pauses;
    private final Heartbeats heartbeats;
    private final Deadlines deadlines;
    private final Suspicions suspicions;

    /**
     * @param selfId    this process.
     * @param memberSet the group, this process included.
     */
    public HeartbeatDetector(HeartbeatConfig config, int selfId, long memberSet) {
        ConfigChecks.requireMember(selfId, memberSet);
        detectorClass = config.detectorClass();
        peers = ProcessSet.remove(memberSet, selfId);
        pauses = new OwnPauses(config.pauseToleranceNs(), counters);
        heartbeats = new Heartbeats(config.heartbeatIntervalNs(), peers, counters);
        deadlines = new Deadlines(config.initialTimeoutNs(), config.incrementNs(), config.maxTimeoutNs());
        suspicions = new Suspicions(peers, detectorClass, counters, deadlines);
    }

    @Override
    public int schemaId() {
        return MessageHeaderDecoder.SCHEMA_ID;
    }

    @Override
    public int maxStepBytes() {
        return Heartbeats.MAX_STEP_BYTES;
    }

    @Override
    public DetectorClass detectorClass() {
        return detectorClass;
    }

    @Override
    public boolean isSuspected(int processId) {
        return suspicions.isSuspected(processId);
    }

    /** As a {@link ProcessSet}. */
    public long suspects() {
        return suspicions.suspects();
    }

    /** A longer silence of this process is a suspicion. */
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
        deadlines.start(nowNs, peers);
        heartbeats.start(nowNs, outbox);
    }

    // Messages

    @Override
    public void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        if (heartbeats.isNews(sourceId, buffer, offset, length)) {
            leaveOutPause(nowNs);
            suspicions.heard(nowNs, sourceId, outbox);
        }
    }

    // Indications

    /** It is up when the first heartbeat of the new life comes, not before. */
    @Override
    public void onIncarnation(long nowNs, int processId, long incarnation, Outbox outbox) {
        if (heartbeats.isNewLife(processId)) {
            suspicions.cameBack(processId);
        }
    }

    // Deadlines

    @Override
    public long nextDeadlineNs() {
        return Math.min(heartbeats.deadlineNs(), deadlines.earliestNs());
    }

    @Override
    public void onDeadline(long nowNs, Outbox outbox) {
        leaveOutPause(nowNs);
        if (nowNs >= heartbeats.deadlineNs()) {
            heartbeats.send(nowNs, outbox);
        }
        if (nowNs >= deadlines.earliestNs()) {
            suspicions.suspectSilent(nowNs, outbox);
        }
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
            heartbeats.leaveOut(stallNs);
        }
    }

    @Override
    public void checkInvariants() {
        suspicions.checkInvariants();
    }
}
