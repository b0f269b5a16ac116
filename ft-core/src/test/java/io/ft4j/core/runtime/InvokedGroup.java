package io.ft4j.core.runtime;

import io.ft4j.core.runtime.client.Client;
import io.ft4j.core.runtime.local.MemoryLog;
import io.ft4j.core.session.ReplyCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A group, a client and a clock on the thread of the test: every run is the same. */
public final class InvokedGroup implements AutoCloseable {
    public static final long STEP_NS = 20_000;
    private static final int MAX_STEPS = 1_000_000;
    private static final int LOG_BYTES = 1 << 22;

    public final ManualClock clock = new ManualClock();
    public final List<Throwable> errors = new ArrayList<>();
    public final List<Long> sums = new ArrayList<>();
    public final List<Long> answered = new ArrayList<>();
    public final List<Integer> codes = new ArrayList<>();
    public final ReplicaGroup group;
    public Client client;
    private final UnsafeBuffer command = new UnsafeBuffer(new byte[Long.BYTES]);

    public InvokedGroup(UnaryOperator<ReplicaGroupBuilder> settings) {
        ReplicaGroupBuilder builder = ReplicaGroup.tolerating(Tolerance.crashes(1))
                .stateMachine(SumMachine::new)
                .log(id -> new MemoryLog(LOG_BYTES))
                .threading(Threading.INVOKER)
                .clock(clock)
                .seed(42)
                .errorHandler(errors::add);
        group = settings.apply(builder).start();
        client = group.connect();
    }

    public void step() {
        clock.advance(STEP_NS);
        group.doWork();
        client.poll(this::onReply, Integer.MAX_VALUE);
    }

    private void onReply(long sequence, int code, long index, DirectBuffer buffer, int offset, int length) {
        answered.add(sequence);
        codes.add(code);
        if (code == ReplyCode.OK) {
            sums.add(buffer.getLong(offset));
        }
    }

    public void until(java.util.function.BooleanSupplier condition, String what) {
        for (int i = 0; i < MAX_STEPS; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            step();
        }
        throw new AssertionError("never: " + what);
    }

    public long awaitLeader() {
        until(() -> group.leaderId() >= 0, "a leader");
        return group.leaderId();
    }

    public long offer(long value) {
        command.putLong(0, value);
        return client.offer(command, 0, Long.BYTES);
    }

    /** Offers until it is taken. */
    public void send(long value) {
        until(() -> offer(value) > 0, "the command " + value + " is taken");
    }

    public void awaitAllAnswered() {
        until(() -> client.outstanding() == 0, "every command is answered");
    }

    public void awaitAllApplied() {
        until(
                () -> {
                    long applied = -1;
                    for (int id = 0; id < group.size(); id++) {
                        ReplicaStatus status = group.status(id);
                        if (status.running()
                                && (status.appliedIndex() != status.lastIndex()
                                        || applied >= 0 && status.appliedIndex() != applied)) {
                            return false;
                        }
                        applied = status.running() ? status.appliedIndex() : applied;
                    }
                    return true;
                },
                "all replicas have applied the same");
    }

    @Override
    public void close() {
        group.close();
    }
}
