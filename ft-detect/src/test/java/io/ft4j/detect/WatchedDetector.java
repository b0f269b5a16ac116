package io.ft4j.detect;

import io.ft4j.core.model.DetectorClass;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.FailureDetector;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.sim.check.Check;
import org.agrona.DirectBuffer;

/**
 * A detector, and at each of its steps: what it tells the stack alternates, and is what it says when asked; nobody is restored
 * but by a message, and by none that was sent before what was heard already.
 */
final class WatchedDetector implements FailureDetector {
    private final FailureDetector detector;
    private final int processCount;
    private final HeardSoFar heard;
    private final long pollNs;
    private final int[] suspicions = new int[ProcessSet.MAX_PROCESSES];
    private long told;
    private long pollDeadlineNs = Long.MAX_VALUE;

    /**
     * @param heard  by which messages may restore; null: by none, as it needs no message.
     * @param pollNs duty cycles come as often at least; {@link Long#MAX_VALUE}: only when there is something to do.
     */
    WatchedDetector(FailureDetector detector, int processCount, HeardSoFar heard, long pollNs) {
        this.detector = detector;
        this.processCount = processCount;
        this.heard = heard;
        this.pollNs = pollNs;
    }

    FailureDetector detector() {
        return detector;
    }

    /** Times that it told the stack that this process is suspected. */
    int suspicions(int processId) {
        return suspicions[processId];
    }

    long suspects() {
        long suspects = ProcessSet.EMPTY;
        for (int id = 0; id < processCount; id++) {
            suspects |= detector.isSuspected(id) ? ProcessSet.of(id) : ProcessSet.EMPTY;
        }
        return suspects;
    }

    /** After each step. */
    void checkTold() {
        if (told != suspects()) {
            throw new Check.Broken("told: the stack heard " + ProcessSet.toString(told) + ", but suspected are "
                    + ProcessSet.toString(suspects()));
        }
    }

    @Override
    public void onSuspect(long nowNs, int processId, Outbox outbox) {
        if (ProcessSet.contains(told, processId)) {
            throw new Check.Broken("alternation: " + processId + " is suspected twice");
        }
        told = ProcessSet.add(told, processId);
        suspicions[processId]++;
    }

    @Override
    public void onRestore(long nowNs, int processId, Outbox outbox) {
        if (!ProcessSet.contains(told, processId)) {
            throw new Check.Broken("alternation: " + processId + " is restored, and was not suspected");
        }
        told = ProcessSet.remove(told, processId);
    }

    @Override
    public void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        long before = suspects();
        detector.onMessage(nowNs, sourceId, buffer, offset, length, outbox);
        heard.onMessage(sourceId, buffer, offset, length, before & ~suspects());
    }

    @Override
    public void onIncarnation(long nowNs, int processId, long incarnation, Outbox outbox) {
        long before = suspects();
        detector.onIncarnation(nowNs, processId, incarnation, outbox);
        demandNobodyRestored(before);
        if (heard != null) {
            heard.onIncarnation(processId, incarnation);
        }
    }

    @Override
    public void onStart(long nowNs, Outbox outbox) {
        detector.onStart(nowNs, outbox);
        pollDeadlineNs = pollNs == Long.MAX_VALUE ? pollNs : nowNs + pollNs;
    }

    @Override
    public void onDeadline(long nowNs, Outbox outbox) {
        if (nowNs >= pollDeadlineNs) {
            pollDeadlineNs = nowNs + pollNs;
        }
        if (nowNs >= detector.nextDeadlineNs()) {
            long before = suspects();
            detector.onDeadline(nowNs, outbox);
            if (heard != null) {
                demandNobodyRestored(before);
            }
        }
    }

    @Override
    public void onBatchEnd(long nowNs, Outbox outbox) {
        long before = suspects();
        detector.onBatchEnd(nowNs, outbox);
        demandNobodyRestored(before);
    }

    private void demandNobodyRestored(long before) {
        long restored = before & ~suspects();
        if (restored != ProcessSet.EMPTY) {
            throw new Check.Broken("news: " + ProcessSet.toString(restored) + " is restored without any");
        }
    }

    @Override
    public long nextDeadlineNs() {
        return Math.min(pollDeadlineNs, detector.nextDeadlineNs());
    }

    @Override
    public int schemaId() {
        return detector.schemaId();
    }

    @Override
    public int maxStepBytes() {
        return detector.maxStepBytes();
    }

    @Override
    public DetectorClass detectorClass() {
        return detector.detectorClass();
    }

    @Override
    public boolean isSuspected(int processId) {
        return detector.isSuspected(processId);
    }

    @Override
    public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {
        detector.onRecord(position, index, recordType, buffer, offset, length);
    }

    @Override
    public void checkInvariants() {
        detector.checkInvariants();
    }
}
