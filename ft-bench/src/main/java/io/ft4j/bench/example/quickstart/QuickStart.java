package io.ft4j.bench.example.quickstart;

import static io.ft4j.core.runtime.Tolerance.crashes;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.Effects;
import io.ft4j.core.port.StateMachine;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.client.Client;
import io.ft4j.log.chronicle.ChronicleLog;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/** The example of the README: a counter that survives the loss of a replica. */
public final class QuickStart {
    private QuickStart() {}

    /** Adds up what it is given, and answers the sum. */
    static final class Counter implements StateMachine {
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

    /** Adds 1 to {@code count}, three times replicated, and returns the last reply. */
    static long sumUpTo(int count, Path dir) {
        AtomicLong sum = new AtomicLong();
        UnsafeBuffer command = new UnsafeBuffer(new byte[Long.BYTES]);
        IdleStrategy idle = new BackoffIdleStrategy();
        // README
        try (ReplicaGroup group = ReplicaGroup.tolerating(crashes(1))
                        .stateMachine(Counter::new)
                        .log(id -> ChronicleLog.open(dir.resolve("replica-" + id), Durability.PROCESS))
                        .start();
                Client client = group.connect()) {
            for (long value = 1; value <= count; value++) {
                command.putLong(0, value);
                while (client.offer(command, 0, Long.BYTES) < 0) {
                    idle.idle(
                            client.poll((sequence, code, index, reply, at, length) -> sum.set(reply.getLong(at)), 16));
                }
            }
            while (client.outstanding() > 0) {
                idle.idle(client.poll((sequence, code, index, reply, at, length) -> sum.set(reply.getLong(at)), 16));
            }
        }
        // README
        return sum.get();
    }
}
