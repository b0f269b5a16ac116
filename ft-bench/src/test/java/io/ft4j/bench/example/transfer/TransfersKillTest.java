package io.ft4j.bench.example.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JVM that moves positions is killed in the middle, again and again. */
@Timeout(1800)
class TransfersKillTest {
    private static final int MAX_LIFE_MS = 150;
    private static final int WORD = 8;
    private static final int MAX_KILLS = 100;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(300);

    @TempDir
    Path temporary;

    /** What is killed: tells in a mapped word how many transfers it knows to be committed. */
    static final class Victim {
        public static void main(String[] args) throws IOException {
            UnsafeBuffer word = map(Path.of(args[1]));
            Prng prng = new Prng(Long.parseLong(args[2]));
            long before = word.getLongVolatile(0);
            try (Transfers transfers = Transfers.open(Path.of(args[0]), Boolean.parseBoolean(args[3]))) {
                while (true) {
                    transfers.step(prng);
                    word.putLongRelease(0, before + transfers.committedCount());
                }
            }
        }
    }

    private static UnsafeBuffer map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new UnsafeBuffer(channel.map(FileChannel.MapMode.READ_WRITE, 0, WORD));
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 8", "true, 4"})
    void nothingIsLostAndNothingAppears(boolean sharedLog, int kills) throws Exception {
        long seed = System.nanoTime();
        System.out.println("TransfersKillTest sharedLog " + sharedLog + " seed " + seed);
        Prng prng = new Prng(seed);
        Path folder = temporary.resolve("transfers");
        Path report = temporary.resolve("report");
        Files.write(report, new byte[WORD]);
        long recovered = 0;
        // One that hits nothing under way proves nothing.
        for (int kill = 0; kill < kills || recovered == 0 && kill < MAX_KILLS; kill++) {
            long acknowledged = runAndKill(folder, report, prng, sharedLog);
            recovered += verify(folder, acknowledged, sharedLog, "seed " + seed + " kill " + kill);
        }
        assertTrue(recovered > 0, "no kill hit a transfer that was under way");
    }

    private long runAndKill(Path folder, Path report, Prng prng, boolean sharedLog)
            throws IOException, InterruptedException {
        File output = temporary.resolve("output").toFile();
        UnsafeBuffer word = map(report);
        long before = word.getLongVolatile(0);
        Process process = start(output, folder, report, prng.nextLong(), sharedLog);
        try {
            long endNs = System.nanoTime() + PATIENCE_NS;
            while (word.getLongVolatile(0) == before) {
                assertTrue(process.isAlive(), () -> "the victim ended: " + read(output));
                assertTrue(System.nanoTime() < endNs, () -> "the victim commits nothing: " + read(output));
                LockSupport.parkNanos(100_000);
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(prng.nextInt(MAX_LIFE_MS * 1000)));
            assertTrue(process.isAlive(), () -> "the victim ended: " + read(output));
            process.destroyForcibly();
            assertTrue(process.waitFor(PATIENCE_NS, TimeUnit.NANOSECONDS), "the victim was killed, and is still there");
            return word.getLongVolatile(0);
        } finally {
            process.destroyForcibly();
            IoUtil.unmap(word.byteBuffer());
        }
    }

    private static Process start(File output, Path folder, Path report, long seed, boolean sharedLog)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getProperty("ft4j.jvm.flags", "").trim().split("\\s+")));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.add(Victim.class.getName());
        command.addAll(List.of(folder.toString(), report.toString(), Long.toString(seed), Boolean.toString(sharedLog)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
    }

    private static String read(File file) {
        try {
            return Files.readString(file.toPath());
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Opened again, everything ends. Returns how many transfers were under way. */
    private static long verify(Path folder, long acknowledged, boolean sharedLog, String when) {
        try (Transfers transfers = Transfers.open(folder, sharedLog)) {
            int open = transfers.openCount();
            long endNs = System.nanoTime() + PATIENCE_NS;
            while (transfers.openCount() > 0) {
                transfers.finish();
                assertTrue(
                        System.nanoTime() < endNs,
                        () -> when + ": never over: " + transfers.openCount() + " transfers");
            }
            assertEquals(2L * Transfers.INSTRUMENTS * Transfers.QUANTITY, transfers.total(), when);
            assertEquals(transfers.left().committedCount(), transfers.right().committedCount(), when);
            assertTrue(
                    transfers.left().committedCount() >= acknowledged,
                    () -> when + ": " + acknowledged + " transfers were acknowledged, the books know of "
                            + transfers.left().committedCount());
            return open;
        }
    }
}
