package io.ft4j.bench.jmh;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.runtime.local.MemoryLog;
import io.ft4j.log.chronicle.ChronicleLog;
import io.ft4j.log.segment.SegmentLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A batch of entries with commands of 64 B, appended to a log that promises nothing beyond the process. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LogAppendBenchmark {
    /** Which log. */
    @Param({"memory", "chronicle", "segment"})
    public String log;

    /** Entries in one append. */
    @Param({"1", "16", "256"})
    public int batch;

    private Path folder;
    private DurableLog target;
    private Entries entries;

    /** A new log for each iteration, so that files do not pile up. */
    @Setup(Level.Iteration)
    public void open() throws IOException {
        folder = Files.createTempDirectory("ft4j-jmh-");
        target = switch (log) {
            case "memory" -> new MemoryLog();
            case "chronicle" -> ChronicleLog.open(folder, Durability.PROCESS);
            case "segment" -> SegmentLog.open(folder, Durability.PROCESS);
            default -> throw new IllegalArgumentException("log=" + log + " is none of memory, chronicle, segment");
        };
        entries = new Entries(0, batch, 1);
    }

    /** Deletes its files. */
    @TearDown(Level.Iteration)
    public void close() throws IOException {
        target.close();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /**
     * One batch.
     *
     * @return what is durable
     */
    @Benchmark
    public long append() {
        target.append(entries.next());
        target.requestForce();
        return target.durablePosition();
    }
}
