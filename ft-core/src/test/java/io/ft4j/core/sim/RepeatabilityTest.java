package io.ft4j.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The same seed gives the same run, event by event: on every JVM, interpreted or compiled, with other simulations beside
 * it, and whether anybody reads along or not. The hashes of some runs are kept; {@code -Dft4j.scenarios.rewrite=true}
 * writes them anew after a change of protocol or simulator.
 */
class RepeatabilityTest {
    private static final Path KEPT = Path.of("src/test/resources/simulation/hashes.txt");
    private static final int SEED_COUNT = 20;
    private static final Simulator SHORT = Simulator.keyValue().withDurationNs(10 * Simulator.SECOND_NS);

    /** One run after the other; made when first asked for, since the interpreted JVM needs none of them. */
    private static final class Alone {
        private static final List<String> HASHES = hashes(LongStream.rangeClosed(1, SEED_COUNT));
    }

    @Test
    void runsTheSameOnEveryJvm() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int seed = 1; seed <= SEED_COUNT; seed++) {
            lines.add(seed + " " + Alone.HASHES.get(seed - 1));
        }
        if (Boolean.getBoolean("ft4j.scenarios.rewrite")) {
            Files.createDirectories(KEPT.getParent());
            Files.write(KEPT, lines);
        }
        assertEquals(Files.readAllLines(KEPT), lines);
    }

    @Test
    void runsTheSameBesideOthers() {
        List<String> together = hashes(LongStream.rangeClosed(1, SEED_COUNT).parallel());
        assertEquals(Alone.HASHES, together);
        assertEquals(SEED_COUNT, together.stream().distinct().count());
    }

    @Test
    void runsTheSameWhenItIsWatched() {
        SimReport watched = SHORT.run(1, null, 0);
        assertNotEquals(List.of(), watched.events());
        assertEquals(Alone.HASHES.get(0), watched.sha256());
    }

    @Test
    void runsTheSameInterpreted() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getProperty("ft4j.jvm.flags").split(" ")));
        command.addAll(List.of("-Xint", "-ea", "-cp", System.getProperty("java.class.path")));
        command.add(RepeatabilityTest.class.getName());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        assertEquals(Alone.HASHES.get(0), output.strip());
    }

    /** Prints the hash of seed 1. */
    public static void main(String[] args) {
        System.out.println(hash(1));
    }

    private static List<String> hashes(LongStream seeds) {
        return seeds.mapToObj(RepeatabilityTest::hash).toList();
    }

    private static String hash(long seed) {
        return SHORT.run(seed).requireSuccess().sha256();
    }
}
