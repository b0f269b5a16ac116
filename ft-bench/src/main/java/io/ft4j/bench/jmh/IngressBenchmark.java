package io.ft4j.bench.jmh;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
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

/** A stage of the pipeline: commands of 64 B through a ring for many producers, both ends on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class IngressBenchmark {
    private static final int CAPACITY = 4096;
    private static final int COMMAND_BYTES = 64;

    private static final class Slot {
        private final int offset;
        private long sequence;

        private Slot(int offset) {
            this.offset = offset;
        }
    }

    /** Commands per turn. */
    @Param({"1", "16", "256"})
    public int burst;

    private final UnsafeBuffer bytes = new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY * COMMAND_BYTES));
    private final UnsafeBuffer command = new UnsafeBuffer(ByteBuffer.allocateDirect(COMMAND_BYTES));
    private final UnsafeBuffer target = new UnsafeBuffer(ByteBuffer.allocateDirect(COMMAND_BYTES));
    private final Sequence consumed = new Sequence();
    private RingBuffer<Slot> ring;

    /** Makes the ring. */
    @Setup
    public void open() {
        int[] next = {0};
        ring = RingBuffer.createMultiProducer(
                () -> new Slot(COMMAND_BYTES * next[0]++), CAPACITY, new BusySpinWaitStrategy());
        ring.addGatingSequences(consumed);
    }

    /**
     * One burst in, one burst out.
     *
     * @return of the last command
     */
    @Benchmark
    public long publishAndConsume() throws InsufficientCapacityException {
        for (int i = 0; i < burst; i++) {
            long sequence = ring.tryNext();
            Slot slot = ring.get(sequence);
            slot.sequence = sequence;
            bytes.putBytes(slot.offset, command, 0, COMMAND_BYTES);
            ring.publish(sequence);
        }
        long next = consumed.get() + 1;
        long last = -1;
        while (ring.isAvailable(next)) {
            Slot slot = ring.get(next);
            target.putBytes(0, bytes, slot.offset, COMMAND_BYTES);
            last = slot.sequence;
            next++;
        }
        consumed.set(next - 1);
        return last;
    }
}
