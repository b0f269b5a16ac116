package io.ft4j.detect;

import io.ft4j.core.scenario.Arguments;
import io.ft4j.core.scenario.Cluster;
import io.ft4j.core.scenario.ScenarioProtocol;
import io.ft4j.core.scenario.TestNetwork;
import io.ft4j.core.scenario.Trace;
import java.io.IOException;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the files of {@code scenarios/probe}. */
final class ProbeScenarioTest {
    @TestFactory
    Stream<DynamicTest> scenarios() throws IOException {
        return ScenarioFolder.tests("probe", new ProbeProtocol());
    }

    /**
     * {@code processes N [interval=100ms] [ack=30ms] [timeout=250ms] [increment=100ms] [cap=DURATION] [tolerance=20ms]
     * [helpers=2] [relays=16]}.
     */
    private static final class ProbeProtocol implements ScenarioProtocol {
        @Override
        public Cluster createCluster(int processCount, Arguments options, TestNetwork.Wire wire, Trace trace) {
            ProbeConfig config = ProbeConfig.builder()
                    .probeIntervalNs(options.durationNs("interval", 100_000_000))
                    .ackTimeoutNs(options.durationNs("ack", 30_000_000))
                    .initialTimeoutNs(options.durationNs("timeout", 250_000_000))
                    .incrementNs(options.durationNs("increment", 100_000_000))
                    .maxTimeoutNs(options.durationNs("cap", HeartbeatConfig.NO_CAP_NS))
                    .pauseToleranceNs(options.durationNs("tolerance", 20_000_000))
                    .helperCount(options.number("helpers", 2))
                    .relayLimit(options.number("relays", 16))
                    .build();
            return new Cluster(new ProbeSubject(config), processCount, 1, wire, trace);
        }
    }

    private static final class ProbeSubject extends DetectorSubject<ProbeDetector> {
        private final ProbeConfig config;

        ProbeSubject(ProbeConfig config) {
            super(ProbeDetector.class, LeaderRule.SMALLEST_ID);
            this.config = config;
        }

        @Override
        ProbeDetector createDetector(int processId, long memberSet, long incarnation) {
            return new ProbeDetector(config, processId, memberSet, incarnation);
        }

        @Override
        DetectorCounters counters(ProbeDetector detector) {
            return detector.counters();
        }

        @Override
        long timeoutNs(ProbeDetector detector, int processId) {
            return detector.timeoutNs(processId);
        }

        @Override
        public String message(DirectBuffer buffer, int offset, int length) {
            return ProbeText.of(buffer, offset, length);
        }
    }
}
