package io.ft4j.detect;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.scenario.Arguments;
import io.ft4j.core.scenario.Cluster;
import io.ft4j.core.scenario.Scenario;
import io.ft4j.core.scenario.ScenarioException;
import io.ft4j.core.scenario.ScenarioProtocol;
import io.ft4j.core.scenario.TestNetwork;
import io.ft4j.core.scenario.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the files of {@code scenarios/heartbeat}. With {@code -Dft4j.scenarios.rewrite=true} the expected traces are written
 * anew instead; read the difference before you keep it.
 */
final class HeartbeatScenarioTest {
    private static final Path FOLDER = Path.of("src/test/resources/scenarios/heartbeat");

    @TestFactory
    Stream<DynamicTest> scenarios() throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(FOLDER)) {
            files = entries.filter(path -> path.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
        assertFalse(files.isEmpty(), "no scenarios in " + FOLDER.toAbsolutePath());
        return files.stream()
                .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> run(path)));
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

    private static void run(Path path) throws IOException {
        Scenario scenario =
                new Scenario(new HeartbeatProtocol(), path.getFileName().toString(), Files.readAllLines(path));
        if (Boolean.getBoolean("ft4j.scenarios.rewrite")) {
            Files.writeString(path, scenario.rewrite());
        } else {
            scenario.run();
        }
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
            return new Cluster(new DetectorSubject(config(options), rule), processCount, 1, wire, trace);
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
}
