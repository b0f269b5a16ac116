package io.ft4j.detect;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.FailureDetector;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Protocol;
import io.ft4j.core.scenario.ClusterProcess;
import io.ft4j.core.scenario.Subject;
import io.ft4j.core.scenario.TestLog;
import java.util.List;
import java.util.Locale;
import org.agrona.DirectBuffer;

/** A failure detector and the leader detector above it, for the harness. */
abstract class DetectorSubject<D extends FailureDetector> implements Subject {
    private final Class<D> type;
    private final LeaderRule rule;

    DetectorSubject(Class<D> type, LeaderRule rule) {
        this.type = type;
        this.rule = rule;
    }

    abstract D createDetector(int processId, long memberSet, long incarnation);

    abstract DetectorCounters counters(D detector);

    /** Refused where the detector has none. */
    abstract long timeoutNs(D detector, int processId);

    @Override
    public final Protocol[] createProtocols(int processId, int processCount, HotTail tail, TestLog log, Prng prng) {
        long members = ProcessSet.firstN(processCount);
        return new Protocol[] {
            createDetector(processId, members, log.incarnation()),
            new LeaderDetector(rule, processId, members, log.incarnation())
        };
    }

    @Override
    public final HotTail createTail() {
        return new HotTail(64, 1);
    }

    @Override
    public final List<String> defaultFields() {
        return List.of("suspects", "leader");
    }

    /** Any counter is a field, in lower case. */
    @Override
    public final String field(ClusterProcess process, String name) {
        D detector = process.node().find(type);
        LeaderDetector leader = process.node().find(LeaderDetector.class);
        switch (name) {
            case "suspects":
                return ProcessSet.toString(suspects(detector));
            case "leader":
                return Integer.toString(leader.leaderId());
            case "timeout0":
            case "timeout1":
            case "timeout2":
                int processId = name.charAt(name.length() - 1) - '0';
                return timeoutNs(detector, processId) / 1_000_000 + "ms";
            default:
                DetectorCounter counter = DetectorCounter.valueOf(name.toUpperCase(Locale.ROOT));
                return Long.toString(
                        counters(detector).count(counter) + leader.counters().count(counter));
        }
    }

    /** As it tells when asked for each. */
    static long suspects(FailureDetector detector) {
        long suspects = ProcessSet.EMPTY;
        for (int id = 0; id < ProcessSet.MAX_PROCESSES; id++) {
            if (detector.isSuspected(id)) {
                suspects = ProcessSet.add(suspects, id);
            }
        }
        return suspects;
    }

    @Override
    public String messageType(DirectBuffer buffer, int offset, int length) {
        return message(buffer, offset, length).split(" ", 2)[0];
    }
}
