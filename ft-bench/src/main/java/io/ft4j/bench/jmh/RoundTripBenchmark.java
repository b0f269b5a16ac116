package io.ft4j.bench.jmh;

import io.ft4j.core.port.Effects;
import io.ft4j.core.port.StateMachine;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.Threading;
import io.ft4j.core.runtime.Tolerance;
import io.ft4j.core.runtime.client.Client;
import io.ft4j.core.runtime.client.ReplyHandler;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Everything, on one thread: client, three replicas with logs in memory, state machines. Commands of 64 B. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RoundTripBenchmark {
    private static final int BURST = 256;
    private static final long LEADER_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);

    private static final class Echo implements StateMachine {
        private long sum;

        @Override
        public void apply(long index, long timestampNs, DirectBuffer command, int offset, int length, Effects effects) {
            sum += command.getLong(offset);
            int reply = effects.claimReply(Long.BYTES);
            effects.buffer().putLong(reply, sum);
            effects.publish(reply);
        }

        @Override
        public long digest() {
            return sum;
        }
    }

    private final UnsafeBuffer command = new UnsafeBuffer(ByteBuffer.allocateDirect(Entries.COMMAND_BYTES));
    private final ReplyHandler handler = (sequence, code, index, buffer, offset, length) -> answered = sequence;
    private ReplicaGroup group;
    private Client client;
    private long answered;

    /** Elects a leader and opens a session. */
    @Setup
    public void start() {
        group = ReplicaGroup.tolerating(Tolerance.crashes(1))
                .stateMachine(Echo::new)
                .threading(Threading.INVOKER)
                .start();
        group.awaitLeader(LEADER_TIMEOUT_NS);
        client = group.connect();
    }

    /** Ends the group. */
    @TearDown
    public void close() {
        client.close();
        group.close();
    }

    /**
     * One command, and the reply to it.
     *
     * @return its sequence
     */
    @Benchmark
    public long closed() {
        return awaitReply(offer());
    }

    /**
     * 256 commands, and the replies to them; per command.
     *
     * @return the last sequence
     */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public long burst() {
        long sequence = 0;
        for (int i = 0; i < BURST; i++) {
            sequence = offer();
        }
        return awaitReply(sequence);
    }

    private long offer() {
        long sequence = client.offer(command, 0, Entries.COMMAND_BYTES);
        while (sequence < 0) {
            group.doWork();
            client.poll(handler, BURST);
            sequence = client.offer(command, 0, Entries.COMMAND_BYTES);
        }
        return sequence;
    }

    private long awaitReply(long sequence) {
        while (answered < sequence) {
            group.doWork();
            client.poll(handler, BURST);
        }
        return answered;
    }
}
