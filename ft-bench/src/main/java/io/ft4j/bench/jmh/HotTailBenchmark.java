package io.ft4j.bench.jmh;

import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Records;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The tail of the log: one entry written in place, and a range of 256 looked up. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HotTailBenchmark {
    private static final int CAPACITY_BYTES = 1 << 20;
    private static final int MAX_ENTRIES = 1 << 14;
    private static final int RANGE = 256;
    private static final int RECORD_BYTES = Records.ENTRY_HEADER_LENGTH + Entries.COMMAND_BYTES;

    private final HotTail tail = new HotTail(CAPACITY_BYTES, MAX_ENTRIES);
    private final UnsafeBuffer command = new UnsafeBuffer(ByteBuffer.allocateDirect(Entries.COMMAND_BYTES));
    private final EntrySlice slice = new EntrySlice();

    /** So that there is a range. */
    @Setup
    public void fill() {
        for (int i = 0; i < RANGE; i++) {
            claimAndPublish();
        }
    }

    /**
     * One entry, which is saved at once.
     *
     * @return its index
     */
    @Benchmark
    public long claimAndPublish() {
        long index = tail.lastIndex() + 1;
        int at = tail.claim(RECORD_BYTES, index);
        tail.buffer().putBytes(at + Records.ENTRY_HEADER_LENGTH, command, 0, Entries.COMMAND_BYTES);
        Records.putHeader(tail.buffer(), at, RECORD_BYTES, Records.COMMAND, index);
        Records.putEntry(tail.buffer(), at, 1, index, 1, index);
        tail.publish(index, at);
        tail.savedUpTo(index);
        return index;
    }

    /**
     * The newest 256.
     *
     * @return how many lie together
     */
    @Benchmark
    public int slice() {
        return tail.slice(tail.lastIndex() - RANGE + 1, Integer.MAX_VALUE, slice);
    }
}
