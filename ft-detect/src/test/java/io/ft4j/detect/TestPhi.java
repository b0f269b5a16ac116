package io.ft4j.detect;

import static io.ft4j.detect.TestDetector.HEARTBEAT_LENGTH;
import static io.ft4j.detect.TestDetector.MS;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.detect.codec.HeartbeatEncoder;
import io.ft4j.detect.codec.MessageHeaderEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/** One φ detector and the hands that feed it. Process 0 of a group. */
final class TestPhi {
    static final long START_NS = TestDetector.START_NS;

    final PhiAccrualDetector detector;
    final DetectorOutbox outbox = new DetectorOutbox();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final HeartbeatEncoder heartbeat = new HeartbeatEncoder();
    long nowNs = START_NS;

    TestPhi(PhiConfig config, int processCount) {
        detector = new PhiAccrualDetector(config, 0, ProcessSet.firstN(processCount));
        detector.onStart(nowNs, outbox);
        outbox.takeFrame();
    }

    /** Interval 100 ms, pause 100 ms, increment 100 ms; of ten regular silences the longest borne is 205.612001 ms. */
    static PhiConfig.Builder config() {
        return PhiConfig.builder()
                .heartbeatIntervalNs(100 * MS)
                .threshold(8)
                .windowCount(10)
                .minDeviationNs(MS)
                .maxSampleNs(1_000 * MS)
                .acceptablePauseNs(100 * MS)
                .incrementNs(100 * MS)
                .pauseToleranceNs(20 * MS);
    }

    void hear(int sourceId, long sequence) {
        heartbeat.wrapAndApplyHeader(message, 0, header).sequence(sequence);
        detector.onMessage(nowNs, sourceId, message, 0, HEARTBEAT_LENGTH, outbox);
    }

    /** Whatever these bytes are. */
    void hearBytes(int sourceId, UnsafeBuffer bytes, int offset, int length) {
        detector.onMessage(nowNs, sourceId, bytes, offset, length, outbox);
    }

    /** Heartbeats of every process, one an interval. Returns who was suspected on the way. */
    long hearAll(int processCount, long firstSequence, int count) {
        long suspected = ProcessSet.EMPTY;
        for (long sequence = firstSequence; sequence < firstSequence + count; sequence++) {
            for (int id = 1; id < processCount; id++) {
                hear(id, sequence);
            }
            suspected |= advance(100 * MS);
        }
        return suspected;
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

    double phi(int processId) {
        return detector.phi(processId, nowNs);
    }

    long count(DetectorCounter counter) {
        return detector.counters().count(counter);
    }
}
