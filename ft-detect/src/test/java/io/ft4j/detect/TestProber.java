package io.ft4j.detect;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.detect.probe.codec.ProbeDecoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.MutableDirectBuffer;

/** One probe detector and the hands that feed it: what its peers say is written as they would write it. */
final class TestProber extends DetectorHands<ProbeDetector> {
    static final long LIFE = 5;
    static final long PEER_LIFE = 1;

    private final ProbeMessage message = new ProbeMessage();
    private final ProbeMessages sent = new ProbeMessages();
    /** Frames that left, as {@code {1} Probe 2 of 0}, while {@link #recording}. */
    final List<String> frames = new ArrayList<>();

    boolean recording;
    /** The life that peers say they are in. */
    long peerLife = PEER_LIFE;
    /** Peers that acknowledge each probe of this process at once. */
    long answering;

    TestProber(ProbeConfig config, int processCount) {
        this(new ProbeDetector(config, 0, ProcessSet.firstN(processCount), LIFE));
        for (int id = 1; id < processCount; id++) {
            detector.onIncarnation(nowNs, id, PEER_LIFE, outbox);
        }
    }

    private TestProber(ProbeDetector detector) {
        super(detector, detector.counters());
    }

    /** Interval 100 ms, acknowledged within 30 ms, t = 250 ms, increment 100 ms, two helpers. */
    static ProbeConfig.Builder config() {
        return ProbeConfig.builder()
                .probeIntervalNs(100 * MS)
                .ackTimeoutNs(30 * MS)
                .initialTimeoutNs(250 * MS)
                .incrementNs(100 * MS)
                .pauseToleranceNs(20 * MS)
                .helperCount(2)
                .relayLimit(16);
    }

    @Override
    void onFrame(long destinations) {
        MutableDirectBuffer buffer = outbox.buffer();
        if (recording) {
            frames.add(ProcessSet.toString(destinations) + " " + ProbeText.of(buffer, 0, outbox.frameLength()));
        }
        if ((destinations & answering) != 0
                && sent.wrap(buffer, 0, outbox.frameLength()) == ProbeDecoder.TEMPLATE_ID
                && sent.probe.proberId() == 0) {
            ack(ProcessSet.first(destinations), sent.probe.sequence());
        }
    }

    /** What left since the last time. */
    List<String> takeFrames() {
        List<String> taken = List.copyOf(frames);
        frames.clear();
        return taken;
    }

    /** A peer acknowledges a probe of this process. */
    void ack(int sourceId, long sequence) {
        give(sourceId, message.ack(sequence, LIFE, peerLife, 0));
    }

    /** A helper says that the target acknowledged a probe of this process. */
    void relayedAck(int helperId, int targetId, long sequence) {
        give(helperId, message.relayedAck(sequence, LIFE, peerLife, targetId));
    }

    ProbeMessage message() {
        return message;
    }

    /** One message, and what left for it. */
    void give(int sourceId, ProbeMessage given) {
        give(sourceId, given, given.length());
    }

    void give(int sourceId, ProbeMessage given, int length) {
        detector.onMessage(nowNs, sourceId, given.buffer(), 0, length, outbox);
        long destinations = outbox.takeFrame();
        if (destinations != ProcessSet.EMPTY) {
            onFrame(destinations);
        }
        detector.checkInvariants();
    }
}
