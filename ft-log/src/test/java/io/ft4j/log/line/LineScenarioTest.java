package io.ft4j.log.line;

import io.ft4j.log.Scenario;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the files of {@code scenarios/line}. */
final class LineScenarioTest {
    @TestFactory
    Stream<DynamicTest> lines() throws IOException {
        return Scenario.tests("line", LineScenario::new);
    }
}
