package io.ft4j.log.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.log.Fork;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real kills: a process takes one checkpoint after the other and reports which are committed, is killed with SIGKILL at a
 * random moment, and the next process must find the last of them, or the one under way, whole.
 */
class CheckpointKillTest {
    private static final int KILLS = 8;
    private static final int MAX_LIFE_MS = 100;
    private static final int KEPT = 2;
    /** Some blocks of 128 KiB. */
    private static final int STATE_BYTES = 400_000;

    @TempDir
    Path temporary;

    @Test
    void everyCommittedCheckpointSurvivesSigkill() throws Exception {
        long seed = System.nanoTime();
        System.out.println("CheckpointKillTest seed " + seed);
        Prng prng = new Prng(seed);
        Path folder = temporary.resolve("checkpoints");
        Path report = temporary.resolve("report");
        Files.write(report, new byte[Long.BYTES]);
        int interrupted = 0;
        long last = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long committed = runAndKill(folder, report, prng);
            interrupted += CheckpointScanTest.scan(folder).unfinished().size();
            try (CheckpointStore store = CheckpointStore.open(folder, States.PROCESS_ID, KEPT)) {
                last = States.check(store.newest(), STATE_BYTES + (int) (store.lastNumber() % 1000));
                assertTrue(
                        last == committed || last == committed + 1,
                        "seed " + seed + " kill " + kill + ": " + committed + " was committed, " + last + " is there");
                assertEquals(List.of(), store.damages());
            }
            assertEquals(0, CheckpointScanTest.scan(folder).unfinished().size());
        }
        System.out.println("CheckpointKillTest: " + KILLS + " kills, " + interrupted + " in the middle of one of "
                + last + " checkpoints");
    }

    private long runAndKill(Path folder, Path report, Prng prng) throws IOException, InterruptedException {
        File output = temporary.resolve("output").toFile();
        UnsafeBuffer word = map(report);
        long before = word.getLongVolatile(0);
        Process process = Fork.start(Writer.class, output, folder, report);
        try {
            while (word.getLongVolatile(0) == before) {
                assertTrue(process.isAlive(), () -> "the writer ended: " + read(output));
                LockSupport.parkNanos(100_000);
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(prng.nextInt(MAX_LIFE_MS * 1000)));
            assertTrue(process.isAlive(), () -> "the writer ended: " + read(output));
            process.destroyForcibly();
            process.waitFor();
            return word.getLongVolatile(0);
        } finally {
            process.destroyForcibly();
            IoUtil.unmap(word.byteBuffer());
        }
    }

    private static UnsafeBuffer map(Path report) throws IOException {
        try (FileChannel channel = FileChannel.open(report, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new UnsafeBuffer(channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES));
        }
    }

    private static String read(File file) {
        try {
            return Files.readString(file.toPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes checkpoints for ever. Arguments: folder, report file. */
    static final class Writer {
        public static void main(String[] arguments) throws IOException {
            UnsafeBuffer report = map(Path.of(arguments[1]));
            CheckpointStore store = CheckpointStore.open(Path.of(arguments[0]), States.PROCESS_ID, KEPT);
            while (true) {
                long number = store.lastNumber() + 1;
                try (CheckpointSink sink = States.begin(store, number)) {
                    UnsafeBuffer state = new UnsafeBuffer(States.state(number, STATE_BYTES + (int) (number % 1000)));
                    sink.write(state, 0, state.capacity());
                    sink.commit();
                }
                report.putLongOrdered(0, number);
            }
        }
    }
}
