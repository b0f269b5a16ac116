package io.ft4j.bench.latency;

import io.ft4j.bench.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

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

    private static final int START_AND_END_SECONDS = 240;

    private BenchmarkJvm() {}

    /** All flags of a JVM that measures. */
    public static List<String> flags() {
        List<String> flags = new ArrayList<>(sharedFlags());
        flags.addAll(MEASURING_FLAGS);
        return flags;
    }

    /** The flags that the build gives to every JVM of the project. */
    public static List<String> sharedFlags() {
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

    /**
     * Runs one measurement in a fresh JVM, and only waits.
     *
     * @param arguments   of the command line, with {@code --no-fork} and {@code --result} to come.
     * @param loadSeconds how long the load takes.
     * @throws RunFailedException when it gives no figures.
     */
    static RunResult run(List<String> extraFlags, List<String> arguments, int loadSeconds) throws IOException {
        Path file = Files.createTempFile("ft4j-bench-", ".properties");
        try {
            List<String> all = new ArrayList<>(arguments);
            all.addAll(List.of("--no-fork", "--result=" + file));
            Process process = new ProcessBuilder(commandLine(extraFlags, Main.class.getName(), all))
                    .inheritIO()
                    .start();
            await(process, loadSeconds + START_AND_END_SECONDS);
            Properties properties = new Properties();
            try (Reader in = Files.newBufferedReader(file)) {
                properties.load(in);
            }
            return RunResult.of(properties);
        } finally {
            Files.delete(file);
        }
    }

    private static void await(Process process, int limitSeconds) {
        try {
            if (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
                throw new RunFailedException("the run did not end within " + limitSeconds + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunFailedException("interrupted");
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new RunFailedException("the JVM of the run ended with status " + process.exitValue());
        }
    }
}
