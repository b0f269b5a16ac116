package io.ft4j.detect.swim;

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
 * Runs the files of {@code scenarios/swim}. With {@code -Dft4j.scenarios.rewrite=true} the expected traces are written anew
 * instead; read the difference before you keep it.
 */
final class SwimScenarioTest {
    private static final Path FOLDER = Path.of("src/test/resources/scenarios/swim");

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
        Scenario scenario = new Scenario(new SwimProtocol(), path.getFileName().toString(), Files.readAllLines(path));
        if (Boolean.getBoolean("ft4j.scenarios.rewrite")) {
            Files.writeString(path, scenario.rewrite());
        } else {
            scenario.run();
        }
    }

    /**
     * {@code processes N [period=1s] [timeout=200ms] [k=1] [suspicion=1] [dissemination=1] [tolerance=100ms]}; each is a seed
     * of all.
     */
    private static final class SwimProtocol implements ScenarioProtocol {
        @Override
        public Cluster createCluster(int processCount, Arguments options, TestNetwork.Wire wire, Trace trace) {
            SwimConfig config = SwimConfig.builder(processCount)
                    .periodNs(options.durationNs("period", 1_000_000_000))
                    .ackTimeoutNs(options.durationNs("timeout", 200_000_000))
                    .indirectProbes(options.number("k", 1))
                    .suspicionFactor(options.number("suspicion", 1))
                    .disseminationFactor(options.number("dissemination", 1))
                    .pauseToleranceNs(options.durationNs("tolerance", 100_000_000))
                    .build();
            return new Cluster(new SwimSubject(config), processCount, 1, wire, trace);
        }
    }
}
