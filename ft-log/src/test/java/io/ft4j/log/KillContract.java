package io.ft4j.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.ft4j.core.model.Prng;
import io.ft4j.core.port.DurableLog;
import java.io.File;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real kills: a process appends and reports what was acknowledged, is killed with SIGKILL at a random moment, and the
 * next process must find all of it, on the same files over and over.
 */
public abstract class KillContract {
    private static final int KILLS = 20;
    private static final int MAX_LIFE_MS = 150;
    private static final int WORD = 8;

    @TempDir
    Path temporary;

    /** A main class that calls {@link #write} with the log under test. */
    protected abstract Class<?> writer();

    protected abstract DurableLog open(Path folder);

    protected int kills() {
        return KILLS;
    }

    @Test
    void everyAcknowledgedRecordSurvivesSigkill() throws Exception {
        long seed = System.nanoTime();
        System.out.println(getClass().getSimpleName() + " seed " + seed);
        Prng prng = new Prng(seed);
        Path folder = temporary.resolve("log");
        Path report = temporary.resolve("report");
        Files.write(report, new byte[WORD]);
        long lastPosition = 0;
        for (int kill = 0; kill < kills(); kill++) {
            long acknowledged = runAndKill(folder, report, prng);
            String when = "seed " + seed + " kill " + kill;
            lastPosition = verify(folder, acknowledged, when);
        }
        assertTrue(lastPosition > 0, "nothing was ever written");
        System.out.println(getClass().getSimpleName() + ": " + kills() + " kills, " + lastPosition + " records");
    }

    private long runAndKill(Path folder, Path report, Prng prng) throws IOException, InterruptedException {
        File output = temporary.resolve("output").toFile();
        UnsafeBuffer word = map(report);
        long before = word.getLongVolatile(0);
        Process process = Fork.start(writer(), output, folder, report, prng.nextLong());
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

    private static String read(File file) {
        try {
            return Files.readString(file.toPath());
        } catch (IOException e) {
            return e.toString();
        }
    }

    private long verify(Path folder, long acknowledged, String when) {
        try (DurableLog log = open(folder)) {
            long[] next = {-1, 0};
            log.replay((position, index, recordType, buffer, offset, length) -> {
                assertTrue(
                        next[0] < 0 || next[0] == position,
                        () -> when + ": position " + position + " after " + next[0]);
                next[0] = position + 1;
                if (recordType != DurableLog.TRUNCATION) {
                    checkBody(position, recordType, buffer, offset, length, when);
                }
            });
            assertEquals(log.position() + 1, next[0], when);
            assertTrue(
                    log.position() >= acknowledged,
                    when + ": position " + acknowledged + " was acknowledged, " + log.position() + " is the last");
            return log.position();
        }
    }

    /** State records are rewritten by a release and then stand at a later position than the one they were made for. */
    private static void checkBody(
            long position, int recordType, DirectBuffer buffer, int offset, int length, String when) {
        long made = buffer.getLong(offset);
        assertTrue(
                recordType == Entries.TYPE ? made == position : made <= position, () -> when + " position " + position);
        assertEquals(bodyLength(made), length, when);
        for (int i = WORD; i < length; i++) {
            if (buffer.getByte(offset + i) != Entries.bodyByte(made, 0, i)) {
                fail(when + " position " + position + ": byte " + i + " differs");
            }
        }
    }

    private static int bodyLength(long position) {
        return WORD + (int) (position * 37 % 300);
    }

    private static UnsafeBuffer map(Path report) throws IOException {
        try (FileChannel channel = FileChannel.open(report, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, WORD);
            return new UnsafeBuffer(mapped);
        }
    }

    /** Appends for ever: entries, state, truncations, releases. Arguments: folder, report file, seed. */
    public static void write(String[] arguments, Function<Path, DurableLog> opener) throws IOException {
        UnsafeBuffer report = map(Path.of(arguments[1]));
        Prng prng = new Prng(Long.parseLong(arguments[2]));
        DurableLog log = opener.apply(Path.of(arguments[0]));
        BatchOfBodies batch = new BatchOfBodies();
        while (true) {
            int choice = prng.nextInt(1000);
            if (choice < 50) {
                batch.appendState(log, 17 + prng.nextInt(3));
            } else if (choice < 60 && log.lastIndex() - log.firstIndex() > 30) {
                log.truncateFrom(log.lastIndex() - prng.nextInt(20));
            } else if (choice < 61 && log.position() > 3000) {
                log.releaseBefore(log.position() - 2000);
            } else {
                batch.append(log, 1 + prng.nextInt(20));
            }
            log.requestForce();
            report.putLongOrdered(0, log.durablePosition());
        }
    }

    /** Entries and state whose bodies follow from their positions. */
    private static final class BatchOfBodies {
        private final UnsafeBuffer body = new UnsafeBuffer(new byte[512]);
        private final Entries entries = new Entries(64 * 1024);

        private int fill(long position) {
            int length = bodyLength(position);
            body.putLong(0, position);
            for (int i = WORD; i < length; i++) {
                body.putByte(i, Entries.bodyByte(position, 0, i));
            }
            return length;
        }

        void append(DurableLog log, int count) {
            entries.begin(log.lastIndex() + 1);
            for (int i = 0; i < count; i++) {
                int length = fill(log.position() + 1 + i);
                entries.add(body, 0, length);
            }
            log.append(entries.end());
        }

        void appendState(DurableLog log, int recordType) {
            int length = fill(log.position() + 1);
            log.appendState(recordType, body, 0, length);
        }
    }
}
