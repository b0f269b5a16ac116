package io.ft4j.detect;

import io.ft4j.core.dependability.UpDownHistory;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Protocol;
import io.ft4j.core.scenario.ClusterProcess;
import io.ft4j.core.scenario.Subject;
import io.ft4j.core.scenario.TestLog;
import io.ft4j.detect.codec.HeartbeatDecoder;
import io.ft4j.detect.codec.MessageHeaderDecoder;
import io.ft4j.detect.quality.DetectorQuality;
import io.ft4j.detect.quality.QualityObserver;
import java.util.List;
import java.util.Locale;
import org.agrona.DirectBuffer;

/** A φ detector and the observer of its quality, for the harness. */
final class PhiSubject implements Subject {
    private static final int OUTAGES = 8;

    private final PhiConfig config;

    PhiSubject(PhiConfig config) {
        this.config = config;
    }

    @Override
    public Protocol[] createProtocols(int processId, int processCount, HotTail tail, TestLog log, Prng prng) {
        long members = ProcessSet.firstN(processCount);
        return new Protocol[] {
            new PhiAccrualDetector(config, processId, members), new QualityObserver(processId, members, OUTAGES)
        };
    }

    @Override
    public HotTail createTail() {
        return new HotTail(64, 1);
    }

    @Override
    public List<String> defaultFields() {
        return List.of("suspects");
    }

    /** {@code phi1}: of process 1, and so on; any counter is a field, in lower case. */
    @Override
    public String field(ClusterProcess process, String name) {
        PhiAccrualDetector detector = process.node().find(PhiAccrualDetector.class);
        if (name.equals("suspects")) {
            return ProcessSet.toString(detector.suspects());
        }
        int processId = name.charAt(name.length() - 1) - '0';
        if (processId < 0 || processId > 9) {
            DetectorCounter counter = DetectorCounter.valueOf(name.toUpperCase(Locale.ROOT));
            return Long.toString(detector.counters().count(counter));
        }
        long nowNs = process.nowNs();
        QualityObserver observer = process.node().find(QualityObserver.class);
        DetectorQuality quality = observer.quality(processId);
        UpDownHistory history = observer.history(processId);
        return switch (name.substring(0, name.length() - 1)) {
            case "phi" -> String.format(Locale.ROOT, "%.1f", detector.phi(processId, nowNs));
            case "longest" -> ms(detector.longestSilenceNs(processId));
            case "pause" -> ms(detector.acceptablePauseNs(processId));
            case "mistakes" -> Long.toString(quality.mistakeCount());
            case "right" -> Long.toString(quality.rightCount());
            case "tm" -> ms(quality.mistakeDurationNs());
            case "tmr" -> ms(quality.mistakeRecurrenceNs());
            case "pa" -> String.format(Locale.ROOT, "%.4f", quality.queryAccuracy(nowNs));
            case "up" -> ms(history.upNs(nowNs));
            case "down" -> ms(history.downNs(nowNs));
            case "failures" -> Long.toString(history.failureCount());
            default -> throw new IllegalArgumentException("no field " + name);
        };
    }

    private static String ms(double ns) {
        return Double.isNaN(ns) ? "none" : Math.round(ns / 1e6) + "ms";
    }

    @Override
    public String messageType(DirectBuffer buffer, int offset, int length) {
        return "Heartbeat";
    }

    @Override
    public String message(DirectBuffer buffer, int offset, int length) {
        HeartbeatDecoder heartbeat =
                new HeartbeatDecoder().wrapAndApplyHeader(buffer, offset, new MessageHeaderDecoder());
        return "Heartbeat " + heartbeat.sequence();
    }
}
