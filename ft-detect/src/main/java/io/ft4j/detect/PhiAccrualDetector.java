package io.ft4j.detect;

import io.ft4j.core.model.DetectorClass;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.FailureDetector;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.detect.arrival.PhiEstimator;
import io.ft4j.detect.codec.MessageHeaderDecoder;
import org.agrona.DirectBuffer;

/**
 * Every process sends heartbeats; how suspicious a silence is follows from how long silences have been: φ (Hayashibara,
 * Défago, Yared, Katayama, "The φ Accrual Failure Detector", 2004). {@link #phi} can be read at any time; once it exceeds a
 * threshold the process is suspected, and whoever is suspected and heard is restored. {@link PhiEstimator} has the formula.
 * Messages and the rules for what is news are those of {@link HeartbeatDetector}.
 *
 * <p>It is eventually perfect (◇P) in partial synchrony, since the acceptable pause of a process grows with each mistake
 * about it. By φ alone it would not be: the window forgets. Where heartbeats come regularly for a window's length and then
 * one is late, by less than the bound but more than the window has seen, that is a mistake, and a window later it may be
 * made again, for ever. With a pause that grows: let a heartbeat be handled within Δ of its due time from some time on. No
 * silence is then longer than interval + Δ, and none is borne for shorter than interval + pause, so there are at most
 * ⌈Δ / increment⌉ more mistakes about each process. A process that crashed is silent, no silence is borne for ever, and it
 * stays suspected.
 *
 * <p>What enters the window is how heartbeats come while all is well. Left out are silences that were suspected, that an own
 * pause fell into, and that ended in a new life, with the backlog that comes in behind them; others are kept up to a cap. So
 * one outage does not make the detector slow for a window's length: that it was a mistake, the pause remembers.
 *
 * <p>One thread. Allocates nothing after construction. At most one frame per step. {@code Heartbeats} owns the sequence
 * numbers and its own next heartbeat, {@code Suspicions} who is suspected, {@code PhiDeadlines} the silences and the pauses
 * that are accepted, {@code OwnPauses} when this process last ran.
 */
public final class PhiAccrualDetector implements FailureDetector {
    private final DetectorCounters counters = new DetectorCounters();
    private final long peers;
    private final OwnPauses pauses;
    private final Heartbeats heartbeats;
    private final PhiDeadlines deadlines;
    private final Suspicions suspicions;

    /**
     * @param selfId    this process.
     * @param memberSet the group, this process included.
     */
    public PhiAccrualDetector(PhiConfig config, int selfId, long memberSet) {
        ConfigChecks.requireMember(selfId, memberSet);
        peers = ProcessSet.remove(memberSet, selfId);
        pauses = new OwnPauses(config.pauseToleranceNs(), counters);
        heartbeats = new Heartbeats(config.heartbeatIntervalNs(), peers, counters);
        deadlines = new PhiDeadlines(config, peers, counters);
        suspicions = new Suspicions(peers, detectorClass(), counters, deadlines);
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
        return DetectorClass.EVENTUALLY_PERFECT;
    }

    @Override
    public boolean isSuspected(int processId) {
        return suspicions.isSuspected(processId);
    }

    /** As a {@link ProcessSet}. */
    public long suspects() {
        return suspicions.suspects();
    }

    /**
     * How suspicious the silence of this process is by now; it goes on growing while the process is suspected.
     *
     * @param nowNs as given to the steps, not before the last one.
     * @return 0 for this process itself, and for ids outside the group.
     */
    public double phi(int processId, long nowNs) {
        return ProcessSet.contains(peers, processId) ? deadlines.phi(processId, nowNs) : 0;
    }

    /** A longer silence of this peer is a suspicion, by the samples so far. */
    public long longestSilenceNs(int processId) {
        return deadlines.longestSilenceNs(requirePeer(processId));
    }

    /** What is accepted beside the samples of this peer. It grows with each mistake. */
    public long acceptablePauseNs(int processId) {
        return deadlines.pauseNs(requirePeer(processId));
    }

    private int requirePeer(int processId) {
        if (!ProcessSet.contains(peers, processId)) {
            throw new IllegalArgumentException(
                    "processId=" + processId + " is not in peers=" + ProcessSet.toString(peers));
        }
        return processId;
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
        deadlines.start(nowNs);
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
            deadlines.leaveOut(processId);
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
            deadlines.shift(stallNs);
            heartbeats.leaveOut(stallNs);
        }
    }

    @Override
    public void checkInvariants() {
        suspicions.checkInvariants();
    }
}
