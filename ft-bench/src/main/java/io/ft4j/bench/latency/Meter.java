package io.ft4j.bench.latency;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.CompilationMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/** What this JVM used, between {@link #begin} and {@link #end}. */
final class Meter {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();
    private static final List<GarbageCollectorMXBean> COLLECTORS = ManagementFactory.getGarbageCollectorMXBeans();

    private long wallNs;
    private long cpuNs;
    private long allocatedBytes;
    private long compilationMs;
    private long collections;

    void begin() {
        compilationMs = compilationMs();
        collections = collections();
        allocatedBytes = allocatedBytes();
        cpuNs = SYSTEM.getProcessCpuTime();
        wallNs = System.nanoTime();
    }

    void end() {
        wallNs = System.nanoTime() - wallNs;
        cpuNs = SYSTEM.getProcessCpuTime() - cpuNs;
        allocatedBytes = allocatedBytes() - allocatedBytes;
        collections = collections() - collections;
        compilationMs = compilationMs() - compilationMs;
    }

    double seconds() {
        return wallNs / 1e9;
    }

    /** Processor time per wall time. */
    double cores() {
        return (double) cpuNs / wallNs;
    }

    /** By all threads that were alive at the end, this one and what the measuring took included. */
    long allocated() {
        return allocatedBytes;
    }

    /** That the JIT compiler was busy. */
    long compiledMs() {
        return compilationMs;
    }

    long collected() {
        return collections;
    }

    private static long allocatedBytes() {
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }

    private static long compilationMs() {
        return COMPILER != null && COMPILER.isCompilationTimeMonitoringSupported()
                ? COMPILER.getTotalCompilationTime()
                : 0;
    }

    private static long collections() {
        long sum = 0;
        for (GarbageCollectorMXBean collector : COLLECTORS) {
            sum += Math.max(0, collector.getCollectionCount());
        }
        return sum;
    }
}
