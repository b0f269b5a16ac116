package io.ft4j.bench.jmh;

import io.ft4j.core.port.FrameHandler;
import io.ft4j.core.port.Transport;
import io.ft4j.core.runtime.local.InProcessNetwork;
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

/** One frame from one replica to another in the same process, header and body gathered, both ends on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NetworkHopBenchmark {
    private static final int LINK_BYTES = 1 << 20;
    private static final int MAX_FRAME_BYTES = 64 * 1024;
    private static final int HEADER_BYTES = 64;

    /** Bytes in the frame. */
    @Param({"128", "8192"})
    public int length;

    private final UnsafeBuffer header = new UnsafeBuffer(ByteBuffer.allocateDirect(HEADER_BYTES));
    private final FrameHandler handler = (buffer, offset, frameLength) -> this.received += frameLength;
    private UnsafeBuffer body;
    private Transport sender;
    private Transport receiver;
    private long received;

    /** Connects the two. */
    @Setup
    public void connect() {
        body = new UnsafeBuffer(ByteBuffer.allocateDirect(length - HEADER_BYTES));
        InProcessNetwork network = new InProcessNetwork(2, LINK_BYTES, MAX_FRAME_BYTES);
        sender = network.transport(0);
        receiver = network.transport(1);
    }

    /**
     * One frame.
     *
     * @return bytes received so far
     */
    @Benchmark
    public long offerAndPoll() {
        sender.offer(1, header, 0, HEADER_BYTES, body, 0, length - HEADER_BYTES);
        receiver.poll(handler, 1);
        return received;
    }
}
