package io.ft4j.detect.swim;

import io.ft4j.core.model.Prng;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Protocol;
import io.ft4j.core.scenario.ClusterProcess;
import io.ft4j.core.scenario.Subject;
import io.ft4j.core.scenario.TestLog;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.agrona.DirectBuffer;

/** A SWIM detector, for the harness. */
final class SwimSubject implements Subject {
    private final SwimConfig config;

    SwimSubject(SwimConfig config) {
        this.config = config;
    }

    @Override
    public Protocol[] createProtocols(int processId, int processCount, HotTail tail, TestLog log, Prng prng) {
        int[] seeds = new int[processCount];
        for (int id = 0; id < processCount; id++) {
            seeds[id] = id;
        }
        return new Protocol[] {new SwimDetector(config, processId, log.incarnation(), seeds, SwimListener.NONE, prng)};
    }

    @Override
    public HotTail createTail() {
        return new HotTail(64, 1);
    }

    @Override
    public List<String> defaultFields() {
        return List.of("members");
    }

    /** Any counter is a field, in lower case. */
    @Override
    public String field(ClusterProcess process, String name) {
        SwimDetector detector = process.node().find(SwimDetector.class);
        return name.equals("members")
                ? members(detector)
                : Long.toString(detector.counters().count(SwimCounter.valueOf(name.toUpperCase(Locale.ROOT))));
    }

    private String members(SwimDetector detector) {
        StringJoiner text = new StringJoiner(", ", "{", "}");
        for (int id = 0; id < config.memberCount(); id++) {
            text.add(id + " " + detector.state(id).name().toLowerCase(Locale.ROOT) + " "
                    + SwimMessage.life(detector.incarnation(id)));
        }
        return text.toString();
    }

    @Override
    public String messageType(DirectBuffer buffer, int offset, int length) {
        return SwimMessage.type(new SwimReader(config.memberCount()).read(buffer, offset, length));
    }

    @Override
    public String message(DirectBuffer buffer, int offset, int length) {
        return SwimMessage.text(buffer, offset, length, config.memberCount());
    }
}
