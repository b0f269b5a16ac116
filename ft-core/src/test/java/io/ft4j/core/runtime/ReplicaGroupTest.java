package io.ft4j.core.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.consensus.raft.RaftConfig;
import io.ft4j.core.model.FailureClass;
import io.ft4j.core.model.Synchrony;
import io.ft4j.core.port.LogException;
import io.ft4j.core.runtime.client.Client;
import io.ft4j.core.runtime.client.ClientConfig;
import io.ft4j.core.session.ReplyCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ReplicaGroupTest {
    private static final int COMMANDS = 3_000;

    @Test
    void answersEveryCommandOnceAndInOrder() {
        try (InvokedGroup run = new InvokedGroup(UnaryOperator.identity())) {
            sendAll(run, 1, COMMANDS);
            run.awaitAllAnswered();
            assertEquals(LongStream.rangeClosed(1, COMMANDS).boxed().toList(), run.answered);
            assertEquals(sumUpTo(COMMANDS), run.sums.get(COMMANDS - 1));
            assertEquals(0, run.client.retries());
            assertEqualDigests(run);
        }
    }

    @Test
    void losesAndRepeatsNothingWhenTheLeaderIsKilled() {
        try (InvokedGroup run = new InvokedGroup(UnaryOperator.identity())) {
            sendAll(run, 1, COMMANDS);
            int killed = run.group.leaderId();
            run.group.kill(killed);
            assertEquals(-1, run.group.leaderId());
            sendAll(run, COMMANDS + 1, 2 * COMMANDS);
            run.awaitAllAnswered();
            assertNotEquals(killed, run.group.leaderId());
            assertEachAnsweredOnce(run, 2 * COMMANDS);
            assertTrue(run.client.retries() > 0, "commands were outstanding when the leader went");

            run.group.restart(killed);
            sendAll(run, 2 * COMMANDS + 1, 3 * COMMANDS);
            run.awaitAllAnswered();
            assertEachAnsweredOnce(run, 3 * COMMANDS);
            assertEqualDigests(run);
        }
    }

    @Test
    void survivesOneLeaderAfterTheOther() {
        try (InvokedGroup run = new InvokedGroup(UnaryOperator.identity())) {
            for (int round = 0; round < 6; round++) {
                sendAll(run, round * 200L + 1, (round + 1) * 200L);
                run.awaitLeader();
                int killed = run.group.leaderId();
                run.group.kill(killed);
                sendAll(run, 0, 0);
                run.awaitLeader();
                run.group.restart(killed);
            }
            run.awaitAllAnswered();
            assertEqualDigests(run);
            assertEquals(6 * 200 + 6, run.answered.size());
            assertEquals(sumUpTo(1200), run.sums.get(run.sums.size() - 1));
        }
    }

    @Test
    void goesOnWithoutAFollowerAndWaitsWithoutAMajority() {
        try (InvokedGroup run = new InvokedGroup(UnaryOperator.identity())) {
            sendAll(run, 1, 10);
            int leader = run.group.leaderId();
            run.group.stop((leader + 1) % 3);
            sendAll(run, 11, 20);
            run.awaitAllAnswered();
            run.group.stop((leader + 2) % 3);
            run.send(21);
            for (int i = 0; i < 200_000; i++) {
                run.step();
            }
            assertEquals(20, run.answered.size());
            assertEquals(-1, run.group.leaderId(), "a leader without a majority steps down");
            run.group.restart((leader + 1) % 3);
            run.awaitAllAnswered();
            assertEquals(sumUpTo(21), run.sums.get(20));
        }
    }

    @Test
    void aSecondClientHasASessionOfItsOwn() {
        try (InvokedGroup run = new InvokedGroup(UnaryOperator.identity())) {
            sendAll(run, 1, 5);
            run.awaitAllAnswered();
            run.client = run.group.connect();
            sendAll(run, 6, 10);
            run.awaitAllAnswered();
            assertEquals(sumUpTo(10), run.sums.get(9));
            assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 1L, 2L, 3L, 4L, 5L), run.answered);
        }
    }

    @Test
    void refusesASessionThatIsOpen() {
        try (InvokedGroup run = new InvokedGroup(UnaryOperator.identity())) {
            ClientConfig config = ClientConfig.DEFAULT.withSessionId(77);
            Client first = run.group.connect(config);
            String twice = assertThrows(IllegalStateException.class, () -> run.group.connect(config))
                    .getMessage();
            assertTrue(twice.contains("sessionId=77"), twice);
            run.client = first;
            sendAll(run, 1, 1);
            run.awaitAllAnswered();
        }
    }

    @Test
    void refusesASessionThatWasOpenedElsewhere() {
        try (InvokedGroup run = new InvokedGroup(UnaryOperator.identity())) {
            Client first = run.group.connect(ClientConfig.DEFAULT.withSessionId(77));
            run.client = first;
            sendAll(run, 1, 1);
            run.awaitAllAnswered();
            run.group.disconnect(77); // as if its process had gone without a word
            run.clock.advance(1);
            run.client = run.group.connect(ClientConfig.DEFAULT.withSessionId(77));
            run.until(() -> run.offer(1) == Client.CLOSED, "the session is refused");
            assertEquals(ReplyCode.SESSION_TAKEN, run.client.closeCode());
        }
    }

    @Test
    void refusesCommandsThatAreTooLongAndClientsThatAreClosed() {
        try (InvokedGroup run = new InvokedGroup(builder -> builder.maxCommandBytes(64))) {
            run.awaitLeader();
            UnsafeBuffer tooLong = new UnsafeBuffer(new byte[65]);
            assertEquals(Client.TOO_LONG, run.client.offer(tooLong, 0, 65));
            run.client.close();
            run.client.close();
            assertEquals(Client.CLOSED, run.offer(1));
        }
    }

    @Test
    void saysThatNobodyLeadsOrThatThereIsNoRoom() {
        try (InvokedGroup run = new InvokedGroup(builder -> builder.maxOutstanding(4))) {
            assertEquals(Client.NO_LEADER, run.offer(1));
            run.awaitLeader();
            run.send(1);
            while (run.offer(1) > 0) {
                assertTrue(run.client.outstanding() <= 4);
            }
            assertEquals(Client.BACK_PRESSURED, run.offer(1));
            run.awaitAllAnswered();
            assertTrue(run.offer(1) > 0);
        }
    }

    @Test
    void stopsEveryReplicaAtAPoisonedCommandAndSaysWhere() {
        try (InvokedGroup run = new InvokedGroup(UnaryOperator.identity())) {
            sendAll(run, 1, 3);
            run.awaitAllAnswered();
            int leader = run.group.leaderId();
            run.send(SumMachine.POISON);
            run.until(() -> !run.group.status(leader).running(), "the replica stops");
            String message = run.errors.get(0).getMessage();
            assertTrue(message.matches("replica \\d stopped: the state machine failed at index \\d+"), message);
            assertEquals("poison", rootCause(run.errors.get(0)).getMessage());
            assertEquals("poison", rootCause(run.group.status(leader).failure()).getMessage());
        }
    }

    @Test
    void refusesToRestartWhatRunsAndIdsThatDoNotExist() {
        try (InvokedGroup run = new InvokedGroup(UnaryOperator.identity())) {
            assertThrows(IllegalStateException.class, () -> run.group.restart(0));
            assertThrows(IllegalArgumentException.class, () -> run.group.kill(3));
            run.group.kill(0);
            run.group.kill(0);
            assertFalse(run.group.status(0).running());
        }
    }

    @Test
    void refusesAnEmptyLogWhereTheGroupKnowsTheReplica() {
        List<KeptLog> logs = keptLogs();
        try (InvokedGroup run =
                new InvokedGroup(builder -> builder.log(id -> logs.get(id).open()))) {
            sendAll(run, 1, 3);
            run.awaitAllAnswered();
            run.group.kill(1);
            logs.set(1, new KeptLog());
            LogException refused = assertThrows(LogException.class, () -> run.group.restart(1));
            assertTrue(refused.getMessage().contains("replica 1 has an empty log"), refused.getMessage());
            assertFalse(run.group.status(1).running());
        }
        LogException refused = assertThrows(
                LogException.class,
                () -> new InvokedGroup(builder -> builder.log(id -> logs.get(id).open())));
        assertTrue(refused.getMessage().contains("replica 1 has an empty log"), refused.getMessage());
    }

    @Test
    void refusesAnOlderCopyOfALog() {
        List<KeptLog> logs = keptLogs();
        try (InvokedGroup run =
                new InvokedGroup(builder -> builder.log(id -> logs.get(id).open()))) {
            sendAll(run, 1, 3);
            run.awaitAllAnswered();
            run.group.kill(1);
            logs.get(1).incarnationOffset = -1;
            LogException refused = assertThrows(LogException.class, () -> run.group.restart(1));
            assertTrue(refused.getMessage().contains("older copy"), refused.getMessage());
        }
    }

    @Test
    void refusesLogsOfAnotherReplicaGroupOrConfiguration() {
        List<KeptLog> logs = keptLogs();
        try (InvokedGroup run =
                new InvokedGroup(builder -> builder.log(id -> logs.get(id).open()))) {
            sendAll(run, 1, 3);
        }
        assertRefused(logs, builder -> builder.groupId(2), "groupId=1, this group has 2");
        assertRefused(logs, builder -> builder.maxSessions(7), "maxSessions=1024, this group has 7");
        assertRefused(logs, builder -> builder.log(id -> logs.get(2 - id).open()), "replicaId=2, this group has 0");
        assertRefused(
                List.of(logs.get(0), logs.get(1), logs.get(2), new KeptLog(), new KeptLog()),
                builder -> builder,
                "processCount=3, this group has 5",
                2);
    }

    @Test
    void comesBackAsAWholeWithItsSessionsAndItsState() {
        List<KeptLog> logs = keptLogs();
        long digest;
        try (InvokedGroup run =
                new InvokedGroup(builder -> builder.log(id -> logs.get(id).open()))) {
            sendAll(run, 1, 100);
            run.awaitAllAnswered();
            run.awaitAllApplied();
            digest = run.group.status(0).digest();
        }
        try (InvokedGroup run =
                new InvokedGroup(builder -> builder.log(id -> logs.get(id).open()))) {
            run.awaitLeader();
            run.until(() -> run.group.status(0).digest() == digest, "the state of before");
            sendAll(run, 101, 110);
            run.awaitAllAnswered();
            assertEquals(sumUpTo(110), run.sums.get(9));
            assertEqualDigests(run);
        }
    }

    @Test
    void refusesWhatNoProtocolHereSurvives() {
        assertUnsurvivable(FailureClass.ARBITRARY, Synchrony.PARTIALLY_SYNCHRONOUS);
        assertUnsurvivable(FailureClass.CRASH, Synchrony.ASYNCHRONOUS);
        // k + 1 replicas would do there, for a protocol that trusts in silence; Raft with two survives nothing.
        assertUnsurvivable(FailureClass.CRASH, Synchrony.SYNCHRONOUS);
        assertUnsurvivable(FailureClass.OMISSION, Synchrony.SYNCHRONOUS);
    }

    @Test
    void refusesSizesThatCannotWork() {
        assertThrows(IllegalArgumentException.class, () -> new InvokedGroup(builder -> builder.tailBytes(1000)));
        assertThrows(IllegalArgumentException.class, () -> new InvokedGroup(builder -> builder.ingressCapacity(3)));
        assertThrows(IllegalArgumentException.class, () -> new InvokedGroup(builder -> builder.maxCommandBytes(1)));
        assertThrows(IllegalArgumentException.class, () -> new InvokedGroup(builder -> builder.linkBytes(1 << 12)));
        assertThrows(IllegalArgumentException.class, () -> new InvokedGroup(builder -> builder.maxOutstanding(65_537)));
        String commands = assertThrows(
                        IllegalArgumentException.class,
                        () -> new InvokedGroup(builder -> builder.maxCommandBytes(1 << 20)
                                .raft(RaftConfig.builder()
                                        .maxFrameBytes(2 << 20)
                                        .catchUpBytesPerCycle(4 << 20)
                                        .build())
                                .tailBytes(16 << 20)
                                .linkBytes(1 << 25)))
                .getMessage();
        assertEquals("ingressCapacity=4096 is above 2 GiB / maxCommandBytes=2047", commands);
    }

    private static void assertUnsurvivable(FailureClass failureClass, Synchrony synchrony) {
        ReplicaGroupBuilder builder = ReplicaGroup.tolerating(new Tolerance(failureClass, synchrony, 1))
                .stateMachine(SumMachine::new);
        String refusal =
                assertThrows(IllegalArgumentException.class, builder::start).getMessage();
        assertTrue(refusal.contains("PARTIALLY_SYNCHRONOUS"), refusal);
    }

    private static void assertRefused(List<KeptLog> logs, UnaryOperator<ReplicaGroupBuilder> settings, String reason) {
        assertRefused(logs, settings, reason, 1);
    }

    private static void assertRefused(
            List<KeptLog> logs, UnaryOperator<ReplicaGroupBuilder> settings, String reason, int faults) {
        ReplicaGroupBuilder builder = ReplicaGroup.tolerating(Tolerance.crashes(faults))
                .stateMachine(SumMachine::new)
                .threading(Threading.INVOKER)
                .log(id -> logs.get(id).open());
        LogException refused =
                assertThrows(LogException.class, () -> settings.apply(builder).start());
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    private static List<KeptLog> keptLogs() {
        return new ArrayList<>(List.of(new KeptLog(), new KeptLog(), new KeptLog()));
    }

    private static void sendAll(InvokedGroup run, long from, long to) {
        for (long value = from; value <= to; value++) {
            run.send(value);
        }
    }

    private static void assertEachAnsweredOnce(InvokedGroup run, int commands) {
        assertEquals(LongStream.rangeClosed(1, commands).boxed().toList(), run.answered);
        assertTrue(run.codes.stream().allMatch(code -> code == ReplyCode.OK));
        assertEquals(
                sumUpTo(commands), run.sums.stream().mapToLong(sum -> sum).max().orElseThrow());
    }

    private static void assertEqualDigests(InvokedGroup run) {
        run.awaitAllApplied();
        ReplicaStatus first = run.group.status(0);
        for (int id = 1; id < run.group.size(); id++) {
            assertEquals(first.digest(), run.group.status(id).digest(), "replica " + id);
            assertEquals(first.sessionsDigest(), run.group.status(id).sessionsDigest(), "replica " + id);
        }
        assertTrue(run.errors.isEmpty(), () -> run.errors.toString());
    }

    private static long sumUpTo(long n) {
        return n * (n + 1) / 2;
    }

    private static Throwable rootCause(Throwable failure) {
        return failure.getCause() == null ? failure : rootCause(failure.getCause());
    }
}
