package io.ft4j.detect;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ft4j.core.scenario.Arguments;
import io.ft4j.core.scenario.Cluster;
import io.ft4j.core.scenario.Scenario;
import io.ft4j.core.scenario.ScenarioProtocol;
import io.ft4j.core.scenario.TestNetwork;
import io.ft4j.core.scenario.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the files of {@code scenarios/phi}. With {@code -Dft4j.scenarios.rewrite=true} the expected traces are written anew
 * instead; read the difference before you keep it.
 */
final class PhiScenarioTest {
    private static final Path FOLDER = Path.of("src/test/resources/scenarios/phi");

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

    private static void run(Path path) throws IOException {
        Scenario scenario = new Scenario(new PhiProtocol(), path.getFileName().toString(), Files.readAllLines(path));
        if (Boolean.getBoolean("ft4j.scenarios.rewrite")) {
            Files.writeString(path, scenario.rewrite());
        } else {
            scenario.run();
        }
    }

    /**
     * {@code processes N [threshold=8] [window=10] [heartbeat=100ms] [deviation=1ms] [sample=1s] [pause=100ms]
     * [increment=100ms] [tolerance=20ms]}.
     */
    private static final class PhiProtocol implements ScenarioProtocol {
        @Override
        public Cluster createCluster(int processCount, Arguments options, TestNetwork.Wire wire, Trace trace) {
            PhiConfig config = PhiConfig.builder()
                    .threshold(Double.parseDouble(options.option("threshold", "8")))
                    .windowCount(Integer.parseInt(options.option("window", "10")))
                    .heartbeatIntervalNs(options.durationNs("heartbeat", 100_000_000))
                    .minDeviationNs(options.durationNs("deviation", 1_000_000))
                    .maxSampleNs(options.durationNs("sample", 1_000_000_000))
                    .acceptablePauseNs(options.durationNs("pause", 100_000_000))
                    .incrementNs(options.durationNs("increment", 100_000_000))
                    .pauseToleranceNs(options.durationNs("tolerance", 20_000_000))
                    .build();
            return new Cluster(new PhiSubject(config), processCount, 1, wire, trace);
        }
    }
}
