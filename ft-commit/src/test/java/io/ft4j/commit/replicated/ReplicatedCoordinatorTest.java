package io.ft4j.commit.replicated;

import static io.ft4j.commit.replicated.ReplicatedWorld.ALL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.CommitNode;
import io.ft4j.commit.Outcome;
import io.ft4j.commit.Vote;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.client.ClientConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A transaction goes on whatever replica of its coordinator is lost, and whenever. */
final class ReplicatedCoordinatorTest {
    /** Duty cycles of a transaction without failure, and a few more. */
    private static final int CYCLES = 16;

    @Test
    void commitsAtAllParticipants() {
        try (ReplicatedWorld world = new ReplicatedWorld()) {
            long id = world.answer(world.coordinator::begin);
            assertEquals(id, world.answer(() -> world.coordinator.requestCommit(id, ALL)));
            world.until(() -> world.outcomes.containsKey(id) && world.isOver(), "over");
            assertEquals(Outcome.COMMITTED, world.outcomes.get(id));
            assertEquals(List.of(id + " commit 1", id + " commit 2", id + " commit 3"), world.done);
            assertEquals(CommitNode.NOT_OPEN, world.answer(() -> world.coordinator.requestCommit(id, ALL)));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Vote.class,
            names = {"COMMIT", "ABORT", "READ_ONLY"})
    void noReplicaThatIsLostHoldsATransactionUp(Vote vote) {
        int committed = 0;
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            for (int victim = 0; victim < 3; victim++) {
                committed += transactionWithoutReplica(cycle, victim, vote);
            }
        }
        assertEquals(vote == Vote.ABORT ? 0 : 3 * CYCLES, committed, "a lost replica is no reason to abort");
    }

    /** The replica stays down. Returns whether it was committed. */
    private static int transactionWithoutReplica(int cycle, int victim, Vote vote) {
        String run = vote + ", replica " + victim + " is lost after " + cycle + " cycles";
        try (ReplicatedWorld world = new ReplicatedWorld()) {
            world.votes[2] = vote;
            long id = world.answer(world.coordinator::begin);
            assertTrue(world.coordinator.requestCommit(id, ALL) > 0, run);
            for (int i = 0; i < cycle; i++) {
                world.step();
            }
            world.coordinator.group().kill(victim);
            world.until(() -> world.outcomes.containsKey(id) && world.isOver(), run);
            assertTrue(
                    world.done.stream().noneMatch(line -> line.contains("commit"))
                            || world.done.stream().noneMatch(line -> line.contains("abort")),
                    () -> run + ": " + world.done);
            boolean commit = world.outcomes.get(id) == Outcome.COMMITTED;
            assertEquals(commit, world.done.stream().anyMatch(line -> line.contains("commit")), run);
            assertEqualStates(world, victim);
            return commit ? 1 : 0;
        }
    }

    private static void assertEqualStates(ReplicatedWorld world, int victim) {
        int one = (victim + 1) % 3;
        int other = (victim + 2) % 3;
        ReplicaGroup group = world.coordinator.group();
        world.until(
                () -> group.status(one).appliedIndex() == group.status(other).appliedIndex(), "equally far");
        assertTrue(group.status(one).appliedIndex() > 3, "the transaction was ordered by the group");
        assertEquals(group.status(one).digest(), group.status(other).digest());
    }

    @Test
    void replicasComeAndGoWhileTransactionsRun() {
        try (ReplicatedWorld world = new ReplicatedWorld()) {
            for (int round = 0; round < 30; round++) {
                long first = world.answer(world.coordinator::begin);
                long second = world.answer(world.coordinator::begin);
                assertTrue(second > first);
                assertTrue(world.coordinator.requestCommit(first, ALL) > 0);
                assertTrue(world.coordinator.requestCommit(second, ProcessSet.add(ProcessSet.of(1), 3)) > 0);
                for (int i = 0; i < round % 12; i++) {
                    world.step();
                }
                int victim = round % 3;
                world.coordinator.group().kill(victim);
                world.until(() -> world.outcomes.containsKey(first) && world.outcomes.containsKey(second), "outcomes");
                world.coordinator.group().restart(victim);
                world.until(world::isOver, "over");
            }
            assertEquals(60, world.outcomes.size());
            assertTrue(world.outcomes.values().stream().allMatch(outcome -> outcome == Outcome.COMMITTED));
            assertEquals(30 * 5, world.done.size(), "each once");
        }
    }

    /**
     * As many calls as may wait, and the leader is lost while they are executed: all are repeated, and the group still has every
     * answer. EXPIRED would need one more.
     */
    @Test
    void everyCallIsAnsweredWhoeverIsLostUnderAFullWindow() {
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            try (ReplicatedWorld world = new ReplicatedWorld()) {
                world.answer(world.coordinator::begin);
                List<Long> calls = new ArrayList<>();
                ReplicaGroup group = world.coordinator.group();
                int leaderId = group.leaderId();
                for (long call; (call = world.coordinator.rollback(1, ALL)) > 0; ) {
                    calls.add(call);
                }
                assertEquals(ClientConfig.DEFAULT.maxOutstanding(), calls.size(), "what is executed is not polled yet");
                for (int i = 0; i < cycle; i++) {
                    group.doWork(); // the host hears nothing
                }
                group.kill(leaderId);
                world.until(() -> world.answers.keySet().containsAll(calls), "every call has its answer");
                for (long call : calls) {
                    assertEquals(CommitNode.NOT_OPEN, world.answers.get(call));
                }
            }
        }
    }

    @Test
    void aParticipantThatIsSilentAborts() {
        try (ReplicatedWorld world = new ReplicatedWorld()) {
            world.votes[3] = Vote.LATER;
            long id = world.answer(world.coordinator::begin);
            assertEquals(id, world.answer(() -> world.coordinator.requestCommit(id, ALL)));
            world.until(() -> world.outcomes.containsKey(id) && world.isOver(), "over");
            assertTrue(world.outcomes.get(id).isAborted());
        }
    }

    @Test
    void aTransactionCanBeTakenBack() {
        try (ReplicatedWorld world = new ReplicatedWorld()) {
            long id = world.answer(world.coordinator::begin);
            assertEquals(id, world.answer(() -> world.coordinator.rollback(id, ALL)));
            world.until(() -> world.outcomes.containsKey(id), "told");
            assertEquals(Outcome.ROLLED_BACK, world.outcomes.get(id));
        }
    }
}
