package io.ft4j.detect;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ft4j.core.scenario.Scenario;
import io.ft4j.core.scenario.ScenarioProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs the files of a folder of {@code scenarios}. With {@code -Dft4j.scenarios.rewrite=true} the expected traces are
 * written anew instead; read the difference before you keep it.
 */
final class ScenarioFolder {
    private static final Path SCENARIOS = Path.of("src/test/resources/scenarios");

    private ScenarioFolder() {}

    /** One test for each file. */
    static Stream<DynamicTest> tests(String folder, ScenarioProtocol protocol) throws IOException {
        Path path = SCENARIOS.resolve(folder);
        List<Path> files;
        try (Stream<Path> entries = Files.list(path)) {
            files = entries.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
        assertFalse(files.isEmpty(), "no scenarios in " + path.toAbsolutePath());
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> run(file, protocol)));
    }

    private static void run(Path file, ScenarioProtocol protocol) throws IOException {
        Scenario scenario = new Scenario(protocol, file.getFileName().toString(), Files.readAllLines(file));
        if (Boolean.getBoolean("ft4j.scenarios.rewrite")) {
            Files.writeString(file, scenario.rewrite());
        } else {
            scenario.run();
        }
    }
}
