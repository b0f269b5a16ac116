package io.ft4j.log.coordinated;

import io.ft4j.log.Scenario;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the files of {@code scenarios/coordinated} and {@code scenarios/snapshot}. */
final class CoordinatedScenarioTest {
    @TestFactory
    Stream<DynamicTest> coordinated() throws IOException {
        return Scenario.tests("coordinated", CoordinatedScenario::new);
    }

    @TestFactory
    Stream<DynamicTest> snapshots() throws IOException {
        return Scenario.tests("snapshot", SnapshotScenario::new);
    }
}
