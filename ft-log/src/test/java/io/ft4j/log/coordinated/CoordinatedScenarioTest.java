package io.ft4j.log.coordinated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the files of {@code scenarios/coordinated} and {@code scenarios/snapshot}. With {@code -Dft4j.scenarios.rewrite=true} the
 * expected traces are written anew instead; read the difference before you keep it.
 */
final class CoordinatedScenarioTest {
    private static final Path FOLDER = Path.of("src/test/resources/scenarios");

    @TestFactory
    Stream<DynamicTest> coordinated() throws IOException {
        return scenarios(FOLDER.resolve("coordinated"), CoordinatedScenario::new);
    }

    @TestFactory
    Stream<DynamicTest> snapshots() throws IOException {
        return scenarios(FOLDER.resolve("snapshot"), SnapshotScenario::new);
    }

    private static Stream<DynamicTest> scenarios(Path folder, Supplier<Scenario> scenario) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(path -> path.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
        assertFalse(files.isEmpty(), "no scenarios in " + folder.toAbsolutePath());
        return files.stream()
                .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> run(path, scenario.get())));
    }

    private static void run(Path path, Scenario scenario) throws IOException {
        String actual = scenario.run(Files.readAllLines(path));
        if (Boolean.getBoolean("ft4j.scenarios.rewrite")) {
            Files.writeString(path, actual);
        } else {
            assertEquals(Files.readString(path), actual);
        }
    }
}
