package io.ft4j.bench.latency;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.ft4j.bench.latency.spec.CountingMachine;
import io.ft4j.bench.latency.spec.IdleKind;
import io.ft4j.bench.latency.spec.LogKind;
import io.ft4j.bench.latency.spec.Mode;
import io.ft4j.bench.latency.spec.RunSpec;
import io.ft4j.core.port.Durability;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.Threading;
import io.ft4j.core.runtime.Tolerance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Client, three replicas, logs and state machines on one thread: what a million warmed commands allocate together. */
class ZeroAllocationTest {
    private static final int WARM_UP_COMMANDS = 400_000;
    private static final int COMMANDS = 1_000_000;
    /** What the JVM itself puts on the heap of a thread now and then, when it replaces compiled code. */
    private static final long ONCE_BYTES = 1024;

    private static final int MAX_WINDOWS = 10;

    /** What a log may allocate when it begins a new file: that is no cost of a command. */
    private static final long ROLL_BYTES = 32 * 1024;

    private static final int POLL_LIMIT = 64;
    private static final long SEED = 42;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"CLOSED, 1", "PIPELINED, 1024"})
    void commandsInMemoryAllocateNothing(Mode mode, int outstanding) {
        requireOnceOnly(bytesOfAMillion(spec(mode, outstanding, Durability.MEMORY, LogKind.MEMORY)));
    }

    @ParameterizedTest
    @CsvSource({"CLOSED, 1", "PIPELINED, 1024"})
    void commandsInSegmentsAllocateNothing(Mode mode, int outstanding) {
        requireOnceOnly(bytesOfAMillion(spec(mode, outstanding, Durability.PROCESS, LogKind.SEGMENT)));
    }

    @ParameterizedTest
    @CsvSource({"CLOSED, 1", "PIPELINED, 1024"})
    void commandsInChronicleQueueAllocateNothing(Mode mode, int outstanding) {
        requireOnceOnly(bytesOfAMillion(spec(mode, outstanding, Durability.PROCESS, LogKind.CHRONICLE)));
    }

    private static void requireOnceOnly(long bytes) {
        assertTrue(bytes <= ONCE_BYTES, bytes + " bytes for " + COMMANDS + " commands");
    }

    private RunSpec spec(Mode mode, int outstanding, Durability durability, LogKind log) {
        return new RunSpec(
                3, durability, log, mode, outstanding, 64, 1, 1, Threading.INVOKER, 1, 0, IdleKind.SPIN, folder);
    }

    private static long bytesOfAMillion(RunSpec spec) {
        try (BenchLogs logs = new BenchLogs(spec.dir(), spec.log(), spec.durability());
                ReplicaGroup group = ReplicaGroup.tolerating(Tolerance.crashes(1))
                        .stateMachine(CountingMachine::new)
                        .log(logs::open)
                        .threading(spec.threading())
                        .seed(SEED)
                        .maxOutstanding(spec.window())
                        .maxCommandBytes(spec.payload())
                        .maxReplyBytes(Long.BYTES)
                        .start()) {
            group.awaitLeader(TimeUnit.SECONDS.toNanos(30));
            try (Connections connections = new Connections(group, spec, new Recorder())) {
                drive(group, connections, WARM_UP_COMMANDS);
                // While the JVM still compiles, a window may show what it allocates itself.
                long least = Long.MAX_VALUE;
                for (int i = 0; i < MAX_WINDOWS && least > ONCE_BYTES; i++) {
                    least = Math.min(least, bytesOfAMillion(group, connections, logs.folder()));
                }
                return least;
            }
        }
    }

    private static long bytesOfAMillion(ReplicaGroup group, Connections connections, Path folder) {
        long filesBefore = fileCount(folder);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        drive(group, connections, COMMANDS);
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(connections.isSettled());
        return bytes - ROLL_BYTES * (fileCount(folder) - filesBefore);
    }

    private static long fileCount(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void drive(ReplicaGroup group, Connections connections, int count) {
        long end = connections.sentCount() + count;
        while (connections.answeredCount() < end) {
            while (connections.sentCount() < end && connections.trySend(System.nanoTime())) {
                // as many as there is room for
            }
            group.doWork();
            connections.poll(POLL_LIMIT);
            connections.record(System.nanoTime());
        }
    }
}
