package io.ft4j.detect;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Protocol;
import io.ft4j.core.scenario.ClusterProcess;
import io.ft4j.core.scenario.Subject;
import io.ft4j.core.scenario.TestLog;
import io.ft4j.detect.codec.HeartbeatDecoder;
import io.ft4j.detect.codec.MessageHeaderDecoder;
import java.util.List;
import java.util.Locale;
import org.agrona.DirectBuffer;

/** A heartbeat detector and the leader detector above it, for the harness. */
final class DetectorSubject implements Subject {
    private final HeartbeatConfig config;
    private final LeaderRule rule;

    DetectorSubject(HeartbeatConfig config, LeaderRule rule) {
        this.config = config;
        this.rule = rule;
    }

    @Override
    public Protocol[] createProtocols(int processId, int processCount, HotTail tail, TestLog log, Prng prng) {
        long members = ProcessSet.firstN(processCount);
        return new Protocol[] {
            new HeartbeatDetector(config, processId, members),
            new LeaderDetector(rule, processId, members, log.incarnation())
        };
    }

    @Override
    public HotTail createTail() {
        return new HotTail(64, 1);
    }

    @Override
    public List<String> defaultFields() {
        return List.of("suspects", "leader");
    }

    /** Any counter is a field, in lower case. */
    @Override
    public String field(ClusterProcess process, String name) {
        HeartbeatDetector detector = process.node().find(HeartbeatDetector.class);
        LeaderDetector leader = process.node().find(LeaderDetector.class);
        switch (name) {
            case "suspects":
                return ProcessSet.toString(detector.suspects());
            case "leader":
                return Integer.toString(leader.leaderId());
            case "timeout0":
            case "timeout1":
            case "timeout2":
                int processId = name.charAt(name.length() - 1) - '0';
                return detector.timeoutNs(processId) / 1_000_000 + "ms";
            default:
                DetectorCounter counter = DetectorCounter.valueOf(name.toUpperCase(Locale.ROOT));
                return Long.toString(
                        detector.counters().count(counter) + leader.counters().count(counter));
        }
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
