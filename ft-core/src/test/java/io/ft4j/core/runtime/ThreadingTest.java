package io.ft4j.core.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.runtime.client.Client;
import io.ft4j.core.runtime.client.ReplyHandler;
import io.ft4j.core.session.ReplyCode;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
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
    private static final int KILLS = 12;
    private static final int COMMANDS_PER_KILL = 1_000;

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
            int killed = group.awaitLeader(LEADER_TIMEOUT_NS);
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
        awaitUntil(() -> !isRunning("ft4j-consensus-4711") && !isRunning("ft4j-application-4711"));
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

    /** The replica whose state machine is made first fails at its first command. */
    @ParameterizedTest
    @EnumSource(names = {"SHARED", "SPLIT"})
    void anErrorHandlerThatThrowsStopsNoThread(Threading threading) {
        AtomicInteger made = new AtomicInteger();
        try (ReplicaGroup group = ReplicaGroup.tolerating(Tolerance.crashes(1))
                        .stateMachine(() -> new SumMachine(made.getAndIncrement() == 0 ? 1 : SumMachine.POISON))
                        .threading(threading)
                        .errorHandler(error -> {
                            throw new IllegalStateException("and so does the handler");
                        })
                        .start();
                Client client = group.connect()) {
            Load load = new Load(client);
            load.send(COMMANDS / 2);
            load.drain();
            awaitUntil(() -> !group.status(0).running());
            assertTrue(group.status(0).failure().getMessage().startsWith("the state machine failed at index"));
            load.send(COMMANDS / 2);
            load.drain();
        }
    }

    /**
     * Whatever a kill or a stop interrupts on the two threads: every command is answered once, in order and with the right
     * sum, and in the end all replicas are equal.
     */
    @ParameterizedTest
    @EnumSource(names = {"SHARED", "SPLIT"})
    void killsStopsAndRestartsLoseNothing(Threading threading) {
        long seed = Long.getLong("ft4j.seed", System.nanoTime());
        Prng prng = new Prng(seed);
        AtomicLong errors = new AtomicLong();
        try (ReplicaGroup group = ReplicaGroup.tolerating(Tolerance.crashes(1))
                        .stateMachine(SumMachine::new)
                        .threading(threading)
                        .errorHandler(error -> errors.incrementAndGet())
                        .start();
                Client client = group.connect()) {
            Load load = new Load(client);
            for (int i = 0; i < KILLS; i++) {
                load.send(prng.nextInt(2 * COMMANDS_PER_KILL));
                int leader = group.leaderId();
                int id = leader >= 0 && prng.chance(0.5) ? leader : prng.nextInt(group.size());
                if (prng.chance(0.25)) {
                    group.stop(id);
                } else {
                    group.kill(id);
                }
                load.send(prng.nextInt(2 * COMMANDS_PER_KILL));
                assertFalse(group.status(id).running());
                group.restart(id);
            }
            load.drain();
            awaitUntil(() -> applied(group).size() == 1);
            assertEquals(1, digests(group).size());
            assertEquals(0, errors.get());
        } catch (AssertionError failure) {
            throw new AssertionError("ft4j.seed=" + seed, failure);
        }
    }

    private static Set<Long> applied(ReplicaGroup group) {
        return statuses(group).map(ReplicaStatus::appliedIndex).collect(Collectors.toSet());
    }

    private static Set<List<Long>> digests(ReplicaGroup group) {
        return statuses(group)
                .map(status -> List.of(status.digest(), status.sessionsDigest()))
                .collect(Collectors.toSet());
    }

    private static Stream<ReplicaStatus> statuses(ReplicaGroup group) {
        return IntStream.range(0, group.size()).mapToObj(group::status);
    }

    private static void awaitUntil(BooleanSupplier condition) {
        IdleStrategy idle = new BackoffIdleStrategy();
        while (!condition.getAsBoolean()) {
            idle.idle();
        }
    }

    /** One client that offers 1, 2, 3 and so on, and checks every reply. */
    private static final class Load {
        private final Client client;
        private final UnsafeBuffer command = new UnsafeBuffer(new byte[8]);
        private final IdleStrategy idle = new BackoffIdleStrategy();
        private long sent;
        private long answered;

        Load(Client client) {
            this.client = client;
        }

        void send(int commands) {
            long last = sent + commands;
            while (sent < last) {
                command.putLong(0, sent + 1);
                if (client.offer(command, 0, 8) > 0) {
                    sent++;
                } else {
                    idle.idle(client.poll(this::onReply, 64));
                }
            }
        }

        void drain() {
            while (answered < sent) {
                idle.idle(client.poll(this::onReply, 64));
            }
        }

        private void onReply(long sequence, int code, long index, DirectBuffer buffer, int offset, int length) {
            answered++;
            assertEquals(answered, sequence);
            assertEquals(ReplyCode.OK, code);
            assertEquals(answered * (answered + 1) / 2, buffer.getLong(offset));
        }
    }

    private static boolean isRunning(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(name));
    }
}
