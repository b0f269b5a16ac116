package io.ft4j.core.runtime;

import io.ft4j.core.session.ReplyCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A group, a client and a clock on the thread of the test: every run is the same. */
final class InvokedGroup implements AutoCloseable {
    static final long STEP_NS = 20_000;
    private static final int MAX_STEPS = 1_000_000;
    private static final int LOG_BYTES = 1 << 22;

    final ManualClock clock = new ManualClock();
    final List<Throwable> errors = new ArrayList<>();
    final List<Long> sums = new ArrayList<>();
    final List<Long> answered = new ArrayList<>();
    final List<Integer> codes = new ArrayList<>();
    final ReplicaGroup group;
    Client client;
    private final UnsafeBuffer command = new UnsafeBuffer(new byte[Long.BYTES]);

    InvokedGroup(UnaryOperator<ReplicaGroupBuilder> settings) {
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

    void step() {
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

    void until(java.util.function.BooleanSupplier condition, String what) {
        for (int i = 0; i < MAX_STEPS; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            step();
        }
        throw new AssertionError("never: " + what);
    }

    long awaitLeader() {
        until(() -> group.leaderId() >= 0, "a leader");
        return group.leaderId();
    }

    long offer(long value) {
        command.putLong(0, value);
        return client.offer(command, 0, Long.BYTES);
    }

    /** Offers until it is taken. */
    void send(long value) {
        until(() -> offer(value) > 0, "the command " + value + " is taken");
    }

    void awaitAllAnswered() {
        until(() -> client.outstanding() == 0, "every command is answered");
    }

    void awaitAllApplied() {
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
