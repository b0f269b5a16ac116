package io.ft4j.bench.jmh;

import io.ft4j.core.redundancy.Checksum;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the checksum of one frame costs, by its length. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChecksumBenchmark {
    /** Bytes in the frame. */
    @Param({"64", "1024", "16384"})
    public int length;

    private final Checksum checksum = new Checksum();
    private UnsafeBuffer frame;

    /** Fills the frame. */
    @Setup
    public void fill() {
        frame = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
        for (int i = 0; i < length; i++) {
            frame.putByte(i, (byte) i);
        }
    }

    /**
     * One frame.
     *
     * @return its checksum
     */
    @Benchmark
    public int frame() {
        return checksum.of(frame, 0, length);
    }
}
