package io.ft4j.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs a scenario file: blocks of commands, each ended by {@code ----} and followed by the trace that is expected, up to a blank
 * line. A line holds commands with {@code ;} between them, and {@code #} begins a comment.
 */
public abstract class Scenario {
    private static final String SEPARATOR = "----";

    protected final List<String> trace = new ArrayList<>();

    protected abstract void execute(List<String> words);

    /** The file with the traces as they are. */
    private String run(List<String> lines) {
        List<String> out = new ArrayList<>();
        boolean inTrace = false;
        for (String line : lines) {
            inTrace &= !line.isBlank();
            if (!inTrace) {
                out.add(line);
                if (line.equals(SEPARATOR)) {
                    out.addAll(trace);
                    trace.clear();
                    inTrace = true;
                } else {
                    runLine(line);
                }
            }
        }
        return String.join("\n", out) + "\n";
    }

    /**
     * A test of each file in {@code scenarios/name}. With {@code -Dft4j.scenarios.rewrite=true} the expected traces are written
     * anew instead; read the difference before you keep it.
     */
    public static Stream<DynamicTest> tests(String name, Supplier<? extends Scenario> scenario) throws IOException {
        Path folder = Path.of("src/test/resources/scenarios", name);
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(path -> path.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
        assertFalse(files.isEmpty(), "no scenarios in " + folder.toAbsolutePath());
        return files.stream()
                .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> test(path, scenario.get())));
    }

    private static void test(Path path, Scenario scenario) throws IOException {
        String actual = scenario.run(Files.readAllLines(path));
        if (Boolean.getBoolean("ft4j.scenarios.rewrite")) {
            Files.writeString(path, actual);
        } else {
            assertEquals(Files.readString(path), actual);
        }
    }

    private void runLine(String line) {
        int comment = line.indexOf('#');
        for (String command : (comment < 0 ? line : line.substring(0, comment)).split(";", -1)) {
            if (!command.isBlank()) {
                execute(List.of(command.strip().split("\\s+")));
            }
        }
    }

    protected static int number(String word) {
        return Integer.parseInt(word);
    }

    /** Of {@code 1->2}: 1. */
    protected static int from(String route) {
        return number(route.substring(0, route.indexOf("->")));
    }

    /** Of {@code 1->2}: 2. */
    protected static int to(String route) {
        return number(route.substring(route.indexOf("->") + 2));
    }
}
