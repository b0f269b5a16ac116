package io.ft4j.detect;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.detect.codec.HeartbeatEncoder;
import io.ft4j.detect.codec.MessageHeaderEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/** One heartbeat detector and the hands that feed it. Process 0 of a group. */
final class TestDetector {
    static final long MS = 1_000_000;
    static final long START_NS = 1_700_000_000_000_000_000L;
    static final int HEARTBEAT_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + HeartbeatEncoder.BLOCK_LENGTH;

    final HeartbeatDetector detector;
    final DetectorOutbox outbox = new DetectorOutbox();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final HeartbeatEncoder heartbeat = new HeartbeatEncoder();
    long nowNs = START_NS;

    TestDetector(HeartbeatConfig config, int processCount) {
        detector = new HeartbeatDetector(config, 0, ProcessSet.firstN(processCount));
        detector.onStart(nowNs, outbox);
        outbox.takeFrame();
    }

    /** Interval 100 ms, t = 250 ms, increment 100 ms. */
    static HeartbeatConfig.Builder config() {
        return HeartbeatConfig.builder()
                .heartbeatIntervalNs(100 * MS)
                .initialTimeoutNs(250 * MS)
                .incrementNs(100 * MS)
                .pauseToleranceNs(20 * MS);
    }

    void hear(int sourceId, long sequence) {
        heartbeat.wrapAndApplyHeader(message, 0, header).sequence(sequence);
        detector.onMessage(nowNs, sourceId, message, 0, HEARTBEAT_LENGTH, outbox);
    }

    /** A heartbeat whose header is changed before it is sent. */
    void hearForged(int sourceId, int length, java.util.function.Consumer<MessageHeaderEncoder> edit) {
        heartbeat.wrapAndApplyHeader(message, 0, header).sequence(99);
        edit.accept(header);
        detector.onMessage(nowNs, sourceId, message, 0, length, outbox);
    }

    /** Time goes on; duty cycles come when they are due. Returns who was suspected on the way. */
    long advance(long durationNs) {
        long untilNs = nowNs + durationNs;
        long suspected = ProcessSet.EMPTY;
        while (detector.nextDeadlineNs() <= untilNs) {
            nowNs = Math.max(nowNs, detector.nextDeadlineNs());
            suspected |= cycle();
        }
        nowNs = untilNs;
        return suspected | cycle();
    }

    /** One duty cycle. Returns who was suspected in it. */
    long cycle() {
        if (detector.nextDeadlineNs() <= nowNs) {
            detector.onDeadline(nowNs, outbox);
        }
        detector.onBatchEnd(nowNs, outbox);
        outbox.takeFrame();
        detector.checkInvariants();
        return outbox.takeSuspects();
    }

    long count(DetectorCounter counter) {
        return detector.counters().count(counter);
    }
}
