package io.ft4j.detect.quality;

import io.ft4j.core.dependability.UpDownHistory;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Protocol;
import org.agrona.DirectBuffer;

/**
 * Measures on line how good the detector of its stack is about each peer, and when each peer was up and down by it: so T_MR,
 * T_M, P_A and the mistake rate ({@link DetectorQuality#fromTransitions}), MTTF, MTTR and availability ({@link
 * UpDownHistory}) of a running system. It hears what all protocols of the stack hear, whatever detector tells it; two
 * detectors in one stack are judged together.
 *
 * <p>A history begins when the peer is first heard of or suspected. There, a new life of a peer that nobody suspected is an
 * outage of no length: it was down, for how long nobody saw.
 *
 * <p>It has no messages and tells the stack nothing. One thread, that of the stack, for reading too. Allocates nothing after
 * construction.
 */
public final class QualityObserver implements Protocol {
    private final long peers;
    private final DetectorQuality[] qualities = new DetectorQuality[ProcessSet.MAX_PROCESSES];
    private final UpDownHistory[] histories = new UpDownHistory[ProcessSet.MAX_PROCESSES];
    private long strangers;

    /**
     * @param selfId      this process.
     * @param memberSet   the group, this process included.
     * @param outageCount newest outages of each peer that are kept.
     */
    public QualityObserver(int selfId, long memberSet, int outageCount) {
        if (!ProcessSet.contains(memberSet, selfId)) {
            throw new IllegalArgumentException(
                    "selfId=" + selfId + " is not in memberSet=" + ProcessSet.toString(memberSet));
        }
        peers = ProcessSet.remove(memberSet, selfId);
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            qualities[ProcessSet.first(rest)] = DetectorQuality.fromTransitions();
            histories[ProcessSet.first(rest)] = new UpDownHistory(outageCount);
        }
    }

    @Override
    public int schemaId() {
        return NO_MESSAGES;
    }

    @Override
    public int maxStepBytes() {
        return 0;
    }

    /** Live: ask it with the time of now. */
    public DetectorQuality quality(int processId) {
        return qualities[requirePeer(processId)];
    }

    /** Live: ask it with the time of now, and only once it {@linkplain UpDownHistory#isEmpty has begun}. */
    public UpDownHistory history(int processId) {
        return histories[requirePeer(processId)];
    }

    private int requirePeer(int processId) {
        if (!ProcessSet.contains(peers, processId)) {
            throw new IllegalArgumentException(
                    "processId=" + processId + " is not in peers=" + ProcessSet.toString(peers));
        }
        return processId;
    }

    /** Indications of processes that are no peers; they were ignored. */
    public long strangerCount() {
        return strangers;
    }

    /** From here on all are trusted until told otherwise. */
    @Override
    public void onStart(long nowNs, Outbox outbox) {
        for (long rest = peers; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            qualities[ProcessSet.first(rest)].onTrust(nowNs);
        }
    }

    @Override
    public void onSuspect(long nowNs, int processId, Outbox outbox) {
        if (isPeer(processId)) {
            qualities[processId].onSuspect(nowNs);
            histories[processId].onDown(nowNs);
        }
    }

    @Override
    public void onRestore(long nowNs, int processId, Outbox outbox) {
        if (isPeer(processId)) {
            qualities[processId].onTrust(nowNs);
            histories[processId].onUp(nowNs);
        }
    }

    /** What was suspected till now was right; it is up again when it is restored. */
    @Override
    public void onIncarnation(long nowNs, int processId, long incarnation, Outbox outbox) {
        if (!isPeer(processId)) {
            return;
        }
        qualities[processId].onRecovery(nowNs);
        if (!qualities[processId].isSuspected()) {
            UpDownHistory history = histories[processId];
            if (!history.isEmpty()) {
                history.onDown(nowNs);
            }
            history.onUp(nowNs);
        }
    }

    private boolean isPeer(int processId) {
        if (!ProcessSet.contains(peers, processId)) {
            strangers++;
            return false;
        }
        return true;
    }

    @Override
    public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {}

    /** None is sent to it. */
    @Override
    public void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {}

    @Override
    public void onDeadline(long nowNs, Outbox outbox) {}

    @Override
    public void onBatchEnd(long nowNs, Outbox outbox) {}

    @Override
    public long nextDeadlineNs() {
        return Long.MAX_VALUE;
    }

    /** What it owns is checked where it is kept. */
    @Override
    public void checkInvariants() {}
}
