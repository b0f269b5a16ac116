package io.ft4j.bench.jmh;

import io.ft4j.core.port.DurableLog;
import io.ft4j.core.runtime.MemoryLog;
import java.util.concurrent.TimeUnit;
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
    @Param({"memory"})
    public String log;

    /** Entries in one append. */
    @Param({"1", "16", "256"})
    public int batch;

    private DurableLog target;
    private Entries entries;

    /** A new log for each iteration, so that files do not pile up. */
    @Setup(Level.Iteration)
    public void open() {
        target = new MemoryLog();
        entries = new Entries(0, batch, 1);
    }

    /** Deletes its files. */
    @TearDown(Level.Iteration)
    public void close() {
        target.close();
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
