package io.ft4j.detect;

import static io.ft4j.detect.TestDetector.HEARTBEAT_LENGTH;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.detect.codec.HeartbeatEncoder;
import io.ft4j.detect.codec.MessageHeaderEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/** One φ detector and the hands that feed it. Process 0 of a group. */
final class TestPhi extends DetectorHands<PhiAccrualDetector> {
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final HeartbeatEncoder heartbeat = new HeartbeatEncoder();

    TestPhi(PhiConfig config, int processCount) {
        this(new PhiAccrualDetector(config, 0, ProcessSet.firstN(processCount)));
    }

    private TestPhi(PhiAccrualDetector detector) {
        super(detector, detector.counters());
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

    double phi(int processId) {
        return detector.phi(processId, nowNs);
    }
}
