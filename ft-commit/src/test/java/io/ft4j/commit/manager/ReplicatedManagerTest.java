package io.ft4j.commit.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.Outcome;
import io.ft4j.commit.Vote;
import io.ft4j.commit.manager.ManagerWorld.Ended;
import io.ft4j.core.model.FailureClass;
import io.ft4j.core.model.Synchrony;
import io.ft4j.core.port.LogException;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.Tolerance;
import io.ft4j.core.runtime.client.Client;
import io.ft4j.core.runtime.local.MemoryLog;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A coordinator that is the state machine of a group. */
final class ReplicatedManagerTest extends TransactionManagerContract {
    /** Duty cycles of a transaction without failure, and a few more. */
    private static final int CYCLES = 14;

    ReplicatedManagerTest() {
        super(new ManagerWorld(true));
    }

    private ReplicaGroup group() {
        return world.manager.coordinatorGroup();
    }

    // Replicas that are lost

    @Test
    void aParticipantWhoseLogFailsStopsAlone() {
        stopsAParticipantWhoseLogFailsAlone();
    }

    @Test
    void noReplicaThatIsLostHoldsATransactionUp() {
        int ended = 0;
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            for (int victim = 0; victim < ManagerWorld.REPLICAS; victim++) {
                long id = world.requestCommit();
                for (int i = 0; i < cycle; i++) {
                    world.step();
                }
                group().kill(victim);
                ended++;
                int expected = ended;
                String run = "replica " + victim + " is lost after " + cycle + " cycles";
                world.until(() -> world.ended.size() == expected && isOver(id), run);
                assertEquals(new Ended(id, Outcome.COMMITTED, List.of()), world.ended.get(ended - 1), run);
                group().restart(victim);
            }
        }
        assertEquals(List.of(), world.errors);
    }

    private boolean isOver(long id) {
        return world.left().committed.contains(id) && world.right().committed.contains(id);
    }

    @Test
    void withoutAMajorityItWaitsAndThenGoesOn() {
        world.left().vote = Vote.LATER;
        long id = world.requestCommit();
        world.settle();
        group().kill(0);
        group().kill(1);
        world.left().answers.vote(0, id, Vote.COMMIT);
        world.advance(SECOND_NS / 2);
        assertEquals(List.of(), world.ended, "what nobody can know is not told");
        assertEquals(
                Outcome.INDETERMINATE, world.client.commit(world.begin(), 0).outcome());
        group().restart(1);
        world.until(() -> world.ended.size() == 2, "both outcomes");
        assertTrue(world.ended.stream().allMatch(end -> end.outcome() != Outcome.INDETERMINATE));
        boolean commits =
                world.ended.stream().anyMatch(end -> end.transactionId() == id && end.outcome() == Outcome.COMMITTED);
        world.until(() -> world.left().committed.contains(id) == commits, "as it was told");
        assertEquals(commits, world.right().committed.contains(id));
    }

    @Test
    void aGroupThatIsClosedIsTold() {
        world.left().vote = Vote.LATER;
        long id = world.requestCommit();
        world.settle();
        group().close();
        world.requestCommit();
        world.settle();
        assertEquals(2, world.ended.size());
        assertTrue(world.ended.contains(new Ended(id, Outcome.INDETERMINATE, List.of("coordinator"))));
        assertTrue(world.ended.contains(new Ended(id + 1, Outcome.ABORTED_BY_TIMEOUT, List.of("coordinator"))));
        assertEquals(1, world.errors.size());
        assertEquals(TransactionClient.CLOSED, world.client.begin());
    }

    /** It keeps one session, and somebody else opens one. */
    @Test
    void aGroupThatHasForgottenItsHostIsTold() {
        world.close();
        world.disks.clear();
        world.logs.clear();
        world.start(world.builder()
                .coordinator(ReplicaGroup.tolerating(Tolerance.crashes(1)).maxSessions(1)));
        world.left().vote = Vote.LATER;
        long id = world.requestCommit();
        world.settle();
        Client other = group().connect();
        world.until(
                () -> {
                    other.poll((sequence, code, index, buffer, offset, length) -> {}, 1);
                    return !world.ended.isEmpty();
                },
                "the transaction under way ends");
        assertEquals(List.of(new Ended(id, Outcome.INDETERMINATE, List.of("coordinator"))), world.ended);
        assertEquals(1, world.errors.size());
        String error = world.errors.get(0).getMessage();
        assertTrue(error.contains("the group has ended the session of its coordinator's host: SESSION_UNKNOWN"), error);
        assertEquals(TransactionClient.CLOSED, world.client.begin());
    }

    @Test
    void whatWaitsForRoomCanBeTakenBack() {
        world.left().stuck = world.begin();
        world.client.requestCommit(world.left().stuck);
        world.settle();
        assertEquals(1, world.ended.size(), "decided, and not acknowledged: it has a slot in the group");
        world.left().vote = Vote.LATER;
        TransactionClient other = world.manager.connect(8);
        long[] ids = new long[8];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = other.begin();
            other.enlist(ids[i], 1);
            other.enlist(ids[i], 2);
            other.requestCommit(ids[i]);
            world.settle();
        }
        other.rollback(ids[7]);
        other.rollback(ids[0]);
        world.settle();
        long[] rolledBack = {0};
        other.poll((id, outcome, causes) -> rolledBack[0] += outcome == Outcome.ROLLED_BACK ? 1 : 0, 8);
        assertEquals(2, rolledBack[0]);
        assertTrue(!world.left().prepared.contains(ids[7]), "the group never had room for it");
    }

    // The process that is lost

    @Test
    void idsGoOnAndOldOutcomesAreNotToldAgain() {
        long before = world.requestCommit();
        world.settle();
        for (int life = 0; life < 3; life++) {
            world.restart();
            world.ended.clear();
            long id = world.requestCommit();
            world.until(() -> !world.ended.isEmpty(), "outcome");
            assertEquals(List.of(new Ended(id, Outcome.COMMITTED, List.of())), world.ended);
            assertTrue(id > before);
            before = id;
        }
    }

    private void refused(String reason) {
        world.close();
        LogException refused = assertThrows(LogException.class, world::start);
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    private void loseTheGroup() {
        for (int id = 0; id < ManagerWorld.REPLICAS; id++) {
            world.replicaDisks[id] = null;
        }
    }

    @Test
    void aGroupThatHasForgottenItsDecisionsIsRefused() {
        world.requestCommit();
        world.settle();
        loseTheGroup();
        refused("node 0 'coordinator' has an empty log");
        refused("node 0 'coordinator' has an empty log");
    }

    @Test
    void anOlderGroupIsRefusedHoweverOftenItIsOpened() {
        world.close();
        MemoryLog[] newest = world.replicaDisks.clone();
        MemoryLog newestLeft = world.disks.get(1);
        MemoryLog newestRight = world.disks.get(2);
        loseTheGroup();
        world.disks.clear();
        world.logs.clear();
        world.start();
        world.restart();
        world.settle();
        world.close();
        System.arraycopy(newest, 0, world.replicaDisks, 0, newest.length);
        for (int attempt = 0; attempt < 3; attempt++) {
            refused("node 0 'coordinator' has an older copy of its log");
        }
        world.disks.set(1, newestLeft);
        world.disks.set(2, newestRight);
        world.start();
    }

    @Test
    void participantsThatHaveForgottenAreRefused() {
        world.requestCommit();
        world.settle();
        world.disks.clear();
        world.logs.clear();
        refused("node 1 'left' has an empty log");
    }

    @Test
    void aGroupOfAnotherManagerIsRefused() {
        world.disks.clear();
        world.logs.clear();
        world.groupId = 8;
        refused("groupId=7, this manager has 8");
    }

    // Configurations

    @Test
    void refusesGroupsThatCannotWork() {
        TransactionManagerBuilder lying = world.builder()
                .coordinator(ReplicaGroup.tolerating(
                        new Tolerance(FailureClass.ARBITRARY, Synchrony.PARTIALLY_SYNCHRONOUS, 1)));
        Exception refused = assertThrows(IllegalArgumentException.class, lying::start);
        assertTrue(refused.getMessage().contains("no protocol here is made for it"), refused.getMessage());
        TransactionManagerBuilder narrow = world.builder()
                .coordinator(ReplicaGroup.tolerating(Tolerance.crashes(1)).linkBytes(1024));
        refused = assertThrows(IllegalArgumentException.class, narrow::start);
        assertTrue(refused.getMessage().contains("linkBytes=1024 is below"), refused.getMessage());
    }
}
