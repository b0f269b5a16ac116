package io.ft4j.detect;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.detect.codec.HeartbeatEncoder;
import io.ft4j.detect.codec.MessageHeaderEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/** One heartbeat detector and the hands that feed it. */
final class TestDetector extends DetectorHands<HeartbeatDetector> {
    static final int HEARTBEAT_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + HeartbeatEncoder.BLOCK_LENGTH;

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final HeartbeatEncoder heartbeat = new HeartbeatEncoder();

    TestDetector(HeartbeatConfig config, int processCount) {
        this(new HeartbeatDetector(config, 0, ProcessSet.firstN(processCount)));
    }

    private TestDetector(HeartbeatDetector detector) {
        super(detector, detector.counters());
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
}
