package io.ft4j.bench.latency;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVM that measurements run in: flags and command line. */
public final class BenchmarkJvm {
    private static final String FLAGS_FILE = "/io/ft4j/bench/jvm-flags.txt";

    /**
     * Beside what the libraries need. The heap does not grow and its pages are there from the start, so that neither
     * shows in a latency; nothing is allocated once it runs, so the collector is the one with the cheapest barriers and
     * no work of its own meanwhile.
     */
    private static final List<String> MEASURING_FLAGS =
            List.of("-Xms1g", "-Xmx1g", "-XX:MaxDirectMemorySize=8g", "-XX:+AlwaysPreTouch", "-XX:+UseParallelGC");

    private BenchmarkJvm() {}

    /** All flags of a JVM that measures. */
    public static List<String> flags() {
        List<String> flags = new ArrayList<>(sharedFlags());
        flags.addAll(MEASURING_FLAGS);
        return flags;
    }

    /** The flags that the build gives to every JVM of the project. */
    private static List<String> sharedFlags() {
        try (InputStream in = BenchmarkJvm.class.getResourceAsStream(FLAGS_FILE)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + FLAGS_FILE + " is missing");
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return List.of(reader.readLine().trim().split("\\s+"));
        } catch (IOException e) {
            throw new UncheckedIOException(FLAGS_FILE, e);
        }
    }

    /** A command line that runs the main class of this JVM in another one. */
    static List<String> commandLine(List<String> extraFlags, String mainClass, List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(flags());
        line.addAll(extraFlags);
        line.add("-cp");
        line.add(System.getProperty("java.class.path"));
        line.add(mainClass);
        line.addAll(arguments);
        return line;
    }
}
