package io.ft4j.bench.latency;

import io.ft4j.bench.latency.spec.LogKind;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.runtime.local.MemoryLog;
import io.ft4j.log.chronicle.ChronicleLog;
import io.ft4j.log.segment.SegmentLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/** The logs of one run, in a folder of its own that is deleted with all that is in it. */
final class BenchLogs implements AutoCloseable {
    private static final long SPARE_BYTES = 2L << 30;

    private final LogKind log;
    private final Durability durability;
    private final Path folder;

    /** @param dir below which the folder is made. */
    BenchLogs(Path dir, LogKind log, Durability durability) {
        this.log = log;
        this.durability = durability;
        try {
            folder = Files.createTempDirectory(Files.createDirectories(dir), "ft4j-bench-");
        } catch (IOException e) {
            throw new UncheckedIOException("dir=" + dir + " cannot be used", e);
        }
    }

    /**
     * @return null when the disk has room for what the run may write, else what it lacks.
     */
    static String lackOfRoom(Path dir, long logBytes) {
        if (logBytes == 0) {
            return null;
        }
        long neededBytes = logBytes + SPARE_BYTES;
        long usableBytes = usableBytes(dir);
        return usableBytes >= neededBytes
                ? null
                : "dir=" + dir + " has " + gib(usableBytes) + " free; the logs of this run may take " + gib(logBytes)
                        + ", and " + gib(SPARE_BYTES) + " must stay free";
    }

    private static long usableBytes(Path dir) {
        Path existing = dir.toAbsolutePath();
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        try {
            FileStore store = Files.getFileStore(existing);
            return store.getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("dir=" + dir + " cannot be used", e);
        }
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
    }

    Path folder() {
        return folder;
    }

    DurableLog open(int processId) {
        return open("process-" + processId);
    }

    /** Of all processes together. */
    DurableLog openShared() {
        return open("processes");
    }

    /** Of a group beside the processes. */
    DurableLog openReplica(int replicaId) {
        return open("replica-" + replicaId);
    }

    private DurableLog open(String name) {
        Path path = folder.resolve(name);
        return switch (log) {
            case MEMORY -> new MemoryLog();
            case CHRONICLE -> ChronicleLog.open(path, durability);
            case SEGMENT -> SegmentLog.open(path, durability);
        };
    }

    @Override
    public void close() {
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder()).forEach(BenchLogs::delete);
        } catch (IOException e) {
            throw new UncheckedIOException("folder=" + folder + " could not be deleted", e);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException("path=" + path + " could not be deleted", e);
        }
    }
}
