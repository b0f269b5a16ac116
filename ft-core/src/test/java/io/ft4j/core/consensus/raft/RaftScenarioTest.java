package io.ft4j.core.consensus.raft;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ft4j.core.scenario.Arguments;
import io.ft4j.core.scenario.Cluster;
import io.ft4j.core.scenario.Scenario;
import io.ft4j.core.scenario.ScenarioProtocol;
import io.ft4j.core.scenario.TestNetwork;
import io.ft4j.core.scenario.Trace;
import io.ft4j.core.sim.check.RaftChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the files of {@code scenarios/raft}. With {@code -Dft4j.scenarios.rewrite=true} the expected traces are written
 * anew instead; read the difference before you keep it.
 */
final class RaftScenarioTest {
    private static final Path FOLDER = Path.of("src/test/resources/scenarios/raft");

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
        Scenario scenario = new Scenario(new RaftProtocol(), path.getFileName().toString(), Files.readAllLines(path));
        if (Boolean.getBoolean("ft4j.scenarios.rewrite")) {
            Files.writeString(path, scenario.rewrite());
        } else {
            scenario.run();
        }
    }

    /** {@code processes N [heartbeat=50ms] [election=300ms] [tail=entries] [frame=bytes] [window=frames] [seed=N]}. */
    static final class RaftProtocol implements ScenarioProtocol {
        private static final int MAX_COMMAND_BYTES = 16;

        @Override
        public Cluster createCluster(int processCount, Arguments options, TestNetwork.Wire wire, Trace trace) {
            int frameBytes = options.number("frame", 1024);
            RaftConfig config = RaftConfig.builder()
                    .heartbeatIntervalNs(options.durationNs("heartbeat", 50_000_000))
                    .electionTimeoutNs(options.durationNs("election", 300_000_000))
                    .maxFrameBytes(frameBytes)
                    .catchUpBytesPerCycle(frameBytes)
                    .maxInflightFrames(options.number("window", 4))
                    .maxCommandBytes(MAX_COMMAND_BYTES)
                    .build();
            RaftSubject subject = new RaftSubject(config, options.number("tail", 64));
            Cluster cluster = new Cluster(subject, processCount, options.number("seed", 1), wire, trace);
            cluster.addCheck(new RaftChecks(cluster.facts()));
            return cluster;
        }
    }
}
