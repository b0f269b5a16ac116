package io.ft4j.bench.jmh;

import io.ft4j.core.port.Effects;
import io.ft4j.core.port.StateMachine;
import io.ft4j.core.session.OpenCommand;
import io.ft4j.core.session.ReplySink;
import io.ft4j.core.session.Sessions;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A committed command on its way through the sessions to the state machine and back, sessions in turn. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SessionsBenchmark {
    private static final int WINDOW = 16;

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

    /** That take turns. */
    @Param({"4", "10000"})
    public int sessionCount;

    private final UnsafeBuffer command = new UnsafeBuffer(ByteBuffer.allocateDirect(Entries.COMMAND_BYTES));
    private final ReplySink sink =
            (sessionId, sequence, code, index, reply, offset, length) -> this.replyBytes += length;
    private Sessions sessions;
    private long sessionId = Long.MAX_VALUE - 1;
    private long sequence;
    private long index;
    private long replyBytes;

    /** Opens all sessions. */
    @Setup
    public void open() {
        sessions = new Sessions(new Echo(), sessionCount, WINDOW, Long.BYTES);
        UnsafeBuffer open = new UnsafeBuffer(new byte[OpenCommand.LENGTH]);
        OpenCommand.put(open, 0, 1, WINDOW);
        for (int id = 1; id <= sessionCount; id++) {
            sessions.apply(++index, index, id, Sessions.OPEN, open, 0, OpenCommand.LENGTH, sink);
        }
    }

    /**
     * The next command of the next session.
     *
     * @return bytes of replies so far
     */
    @Benchmark
    public long apply() {
        if (++sessionId > sessionCount) {
            sessionId = 1;
            sequence++;
        }
        index++;
        sessions.apply(index, index, sessionId, sequence, command, 0, Entries.COMMAND_BYTES, sink);
        return replyBytes;
    }
}
