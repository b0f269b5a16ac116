package io.ft4j.detect;

import io.ft4j.core.model.ProcessSet;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.OffsetEpochNanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A heartbeat detector of two processes in real time, connected with the other one by pipes. Each message has its length
 * before it; length 0 asks for a report or, from who was asked, begins it.
 */
final class PipedDetector {
    private static final int REPORT = 0;

    /**
     * What a detector says of its life so far.
     *
     * @param hastySuspicions of a peer for which it has not waited a whole time-out while it ran. A peer that is given no
     *     time by its machine is suspected rightly.
     */
    record Report(long hastySuspicions, long ownPauses) {}

    private final EpochNanoClock clock = new OffsetEpochNanoClock();
    private final HeartbeatConfig config;
    private final HeartbeatDetector detector;
    private final int peerId;
    private final boolean reports;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final DetectorOutbox outbox = new DetectorOutbox();
    private final byte[] bytes = new byte[256];
    private final UnsafeBuffer message = new UnsafeBuffer(bytes);

    private long cycleNs;
    /** Since it heard something, without its pauses. */
    private long waitedNs;

    private long hastySuspicions;
    private int heardCount;
    private int sentCount;
    private boolean isSilent;
    private Report report;

    /** @param reports whether it answers a request for a report; else it asks for one. */
    PipedDetector(HeartbeatConfig config, int selfId, boolean reports, InputStream in, OutputStream out) {
        this.config = config;
        detector = new HeartbeatDetector(config, selfId, ProcessSet.firstN(2));
        peerId = 1 - selfId;
        this.reports = reports;
        this.in = new DataInputStream(in);
        this.out = new DataOutputStream(new BufferedOutputStream(out, bytes.length));
    }

    void start() throws IOException {
        cycleNs = clock.nanoTime();
        detector.onStart(cycleNs, outbox);
        send();
    }

    /** A duty cycle: messages, deadlines, batch end, frames. */
    void cycle() throws IOException {
        long nowNs = clock.nanoTime();
        // A heartbeat is due in every interval, and a pause is what is longer than that by the tolerance.
        boolean paused = nowNs - cycleNs > config.pauseToleranceNs() + 2 * config.heartbeatIntervalNs();
        waitedNs += paused ? 0 : nowNs - cycleNs;
        cycleNs = nowNs;
        while (in.available() >= Integer.BYTES) {
            receive(nowNs, in.readInt());
        }
        if (detector.nextDeadlineNs() <= nowNs) {
            detector.onDeadline(nowNs, outbox);
        }
        detector.onBatchEnd(nowNs, outbox);
        detector.checkInvariants();
        if (outbox.takeSuspects() != ProcessSet.EMPTY && waitedNs < config.initialTimeoutNs()) {
            hastySuspicions++;
        }
        outbox.takeRestores();
        send();
    }

    private void receive(long nowNs, int length) throws IOException {
        if (length != REPORT) {
            in.readFully(bytes, 0, length);
            heardCount++;
            waitedNs = 0;
            detector.onMessage(nowNs, peerId, message, 0, length, outbox);
        } else if (reports) {
            out.writeInt(REPORT);
            out.writeLong(hastySuspicions);
            out.writeLong(detector.counters().count(DetectorCounter.OWN_PAUSE));
            out.flush();
        } else {
            report = new Report(in.readLong(), in.readLong());
        }
    }

    private void send() throws IOException {
        if (outbox.takeFrame() != ProcessSet.EMPTY && !isSilent) {
            int length = outbox.frameLength();
            outbox.buffer().getBytes(0, bytes, 0, length);
            out.writeInt(length);
            out.write(bytes, 0, length);
            out.flush();
            sentCount++;
        }
    }

    void askForReport() throws IOException {
        out.writeInt(REPORT);
        out.flush();
    }

    /** Null: none came yet. */
    Report report() {
        return report;
    }

    /** From now on its heartbeats go nowhere. */
    void beSilent(boolean silent) {
        isSilent = silent;
    }

    boolean suspectsPeer() {
        return detector.isSuspected(peerId);
    }

    int heardCount() {
        return heardCount;
    }

    int sentCount() {
        return sentCount;
    }
}
