package io.ft4j.detect;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.scenario.Arguments;
import io.ft4j.core.scenario.Cluster;
import io.ft4j.core.scenario.Scenario;
import io.ft4j.core.scenario.ScenarioException;
import io.ft4j.core.scenario.ScenarioProtocol;
import io.ft4j.core.scenario.TestNetwork;
import io.ft4j.core.scenario.Trace;
import io.ft4j.detect.codec.HeartbeatDecoder;
import io.ft4j.detect.codec.MessageHeaderDecoder;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the files of {@code scenarios/heartbeat}. */
final class HeartbeatScenarioTest {
    @TestFactory
    Stream<DynamicTest> scenarios() throws IOException {
        return ScenarioFolder.tests("heartbeat", new HeartbeatProtocol());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "do 0 propose a",
                "log 0 1:1",
                "check leader=0",
                "check no-leader",
                "check commit=0",
                "check equal-logs"
            })
    void refusesCommandsOfAConsensusWithTheReason(String command) {
        Scenario scenario = new Scenario(new HeartbeatProtocol(), "s", List.of("processes 2", command, "----"));
        String message = assertThrows(ScenarioException.class, scenario::run).getMessage();
        assertTrue(message.contains("are no consensus"), message);
    }

    /**
     * {@code processes N [heartbeat=100ms] [timeout=250ms] [increment=100ms] [cap=DURATION] [tolerance=20ms] [bound=DURATION]
     * [rule=smallest_id]}; a bound makes the system synchronous.
     */
    private static final class HeartbeatProtocol implements ScenarioProtocol {
        @Override
        public Cluster createCluster(int processCount, Arguments options, TestNetwork.Wire wire, Trace trace) {
            LeaderRule rule =
                    LeaderRule.valueOf(options.option("rule", "smallest_id").toUpperCase(Locale.ROOT));
            return new Cluster(new HeartbeatSubject(config(options), rule), processCount, 1, wire, trace);
        }

        private static HeartbeatConfig config(Arguments options) {
            long intervalNs = options.durationNs("heartbeat", 100_000_000);
            long boundNs = options.durationNs("bound", 0);
            if (boundNs > 0) {
                return HeartbeatConfig.synchronous(intervalNs, boundNs);
            }
            return HeartbeatConfig.builder()
                    .heartbeatIntervalNs(intervalNs)
                    .initialTimeoutNs(options.durationNs("timeout", 250_000_000))
                    .incrementNs(options.durationNs("increment", 100_000_000))
                    .maxTimeoutNs(options.durationNs("cap", HeartbeatConfig.NO_CAP_NS))
                    .pauseToleranceNs(options.durationNs("tolerance", 20_000_000))
                    .build();
        }
    }

    private static final class HeartbeatSubject extends DetectorSubject<HeartbeatDetector> {
        private final HeartbeatConfig config;

        HeartbeatSubject(HeartbeatConfig config, LeaderRule rule) {
            super(HeartbeatDetector.class, rule);
            this.config = config;
        }

        @Override
        HeartbeatDetector createDetector(int processId, long memberSet, long incarnation) {
            return new HeartbeatDetector(config, processId, memberSet);
        }

        @Override
        DetectorCounters counters(HeartbeatDetector detector) {
            return detector.counters();
        }

        @Override
        long timeoutNs(HeartbeatDetector detector, int processId) {
            return detector.timeoutNs(processId);
        }

        @Override
        public String message(DirectBuffer buffer, int offset, int length) {
            HeartbeatDecoder heartbeat =
                    new HeartbeatDecoder().wrapAndApplyHeader(buffer, offset, new MessageHeaderDecoder());
            return "Heartbeat " + heartbeat.sequence();
        }
    }
}
