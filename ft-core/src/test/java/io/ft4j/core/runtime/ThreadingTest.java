package io.ft4j.core.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups with threads of their own. The time-outs are there for deadlocks only. */
@Timeout(60)
class ThreadingTest {
    private static final long LEADER_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int COMMANDS = 20_000;

    @ParameterizedTest
    @EnumSource(names = {"SHARED", "SPLIT"})
    void repliesInOrderFromOtherThreads(Threading threading) {
        AtomicLong errors = new AtomicLong();
        AtomicLong expected = new AtomicLong(1);
        try (ReplicaGroup group = ReplicaGroup.tolerating(Tolerance.crashes(1))
                        .stateMachine(SumMachine::new)
                        .threading(threading)
                        .errorHandler(error -> errors.incrementAndGet())
                        .start();
                Client client = group.connect()) {
            group.awaitLeader(LEADER_TIMEOUT_NS);
            run(client, COMMANDS / 2, expected);
            int killed = group.leaderId();
            group.kill(killed);
            assertFalse(group.status(killed).running());
            group.restart(killed);
            run(client, COMMANDS / 2, expected);
            assertEquals(COMMANDS + 1, expected.get());
            assertEquals(0, errors.get());
        }
    }

    private static void run(Client client, int commands, AtomicLong expected) {
        UnsafeBuffer command = new UnsafeBuffer(new byte[8]);
        IdleStrategy idle = new BackoffIdleStrategy();
        ReplyHandler handler =
                (sequence, code, index, buffer, offset, length) -> assertEquals(expected.getAndIncrement(), sequence);
        int sent = 0;
        while (sent < commands || client.outstanding() > 0) {
            int work = client.poll(handler, 64);
            if (sent < commands && client.offer(command, 0, 8) > 0) {
                sent++;
                work++;
            }
            idle.idle(work);
        }
    }

    @ParameterizedTest
    @EnumSource
    void callsBlock(Threading threading) {
        try (ReplicaGroup group = ReplicaGroup.tolerating(Tolerance.crashes(1))
                        .stateMachine(SumMachine::new)
                        .threading(threading)
                        .start();
                Client client = group.connect()) {
            UnsafeBuffer buffer = new UnsafeBuffer(new byte[16]);
            buffer.putLong(0, 5);
            assertEquals(8, client.call(buffer, 0, 8, buffer, 8, LEADER_TIMEOUT_NS));
            assertEquals(8, client.call(buffer, 0, 8, buffer, 8, LEADER_TIMEOUT_NS));
            assertEquals(10, buffer.getLong(8));
        }
    }

    @Test
    void startsTheThreadsThatItNamesAndEndsThem() {
        ReplicaGroup group = ReplicaGroup.tolerating(Tolerance.crashes(1))
                .stateMachine(SumMachine::new)
                .groupId(4711)
                .threading(Threading.SPLIT)
                .start();
        assertTrue(isRunning("ft4j-consensus-4711") && isRunning("ft4j-application-4711"));
        assertThrows(IllegalStateException.class, group::doWork);
        group.close();
        group.close();
        assertFalse(isRunning("ft4j-consensus-4711") || isRunning("ft4j-application-4711"));
    }

    @Test
    void aStateMachineThatFailsOnTheOtherThreadStopsItsReplica() {
        AtomicLong errors = new AtomicLong();
        try (ReplicaGroup group = ReplicaGroup.tolerating(Tolerance.crashes(1))
                        .stateMachine(SumMachine::new)
                        .threading(Threading.SPLIT)
                        .errorHandler(error -> errors.incrementAndGet())
                        .start();
                Client client = group.connect()) {
            UnsafeBuffer command = new UnsafeBuffer(new byte[8]);
            command.putLong(0, SumMachine.POISON);
            IdleStrategy idle = new BackoffIdleStrategy();
            while (client.offer(command, 0, 8) < 0) {
                idle.idle();
            }
            while (errors.get() == 0) {
                idle.idle();
            }
            assertTrue(errors.get() > 0);
        }
    }

    private static boolean isRunning(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(name));
    }
}
