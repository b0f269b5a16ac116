package io.ft4j.commit.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.Outcome;
import io.ft4j.commit.Vote;
import io.ft4j.commit.manager.ManagerWorld.Ended;
import io.ft4j.core.port.LogException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A coordinator and participants that write to one log. */
final class SharedLogManagerTest extends TransactionManagerContract {
    SharedLogManagerTest() {
        super(ManagerWorld.withSharedLog());
    }

    @Test
    void oneForceIsEnoughForATransaction() {
        world.settle();
        TestLog log = world.logs.get(0);
        log.holdsForces = true;
        int before = log.forcesRequested;
        world.requestCommit();
        world.settle();
        assertEquals(List.of(), world.ended);
        assertEquals(List.of(), world.left().committed);
        assertEquals(before + 1, log.forcesRequested);
        log.holdsForces = false;
        world.settle();
        assertEquals(1, world.ended.size());
        assertEquals(before + 1, log.forcesRequested);
    }

    /** The decision does not stand in the log that holds the promises. */
    @Test
    void promisesToAReplicatedCoordinatorAreForced() {
        ManagerWorld replicated = ManagerWorld.replicatedWithSharedLog();
        replicated.settle();
        replicated.logs.get(0).holdsForces = true;
        replicated.requestCommit();
        for (int i = 0; i < 100; i++) {
            replicated.step();
        }
        assertEquals(List.of(), replicated.ended);
        replicated.logs.get(0).holdsForces = false;
        replicated.until(() -> !replicated.ended.isEmpty(), "an outcome");
        assertEquals(Outcome.COMMITTED, replicated.ended.get(0).outcome());
        assertEquals(replicated.left().committed, replicated.right().committed);
        replicated.close();
    }

    @Test
    void allNodesStopWhenTheLogFails() {
        world.settle();
        world.logs.get(0).fails = true;
        long id = world.requestCommit();
        world.settle();
        assertEquals(List.of(new Ended(id, Outcome.ABORTED_BY_TIMEOUT, List.of("coordinator"))), world.ended);
        assertEquals(3, world.errors.size());
        world.restart();
        world.settle();
        assertEquals(List.of(), world.left().committed);
    }

    /** It writes nothing, and the others go on. */
    @Test
    void aNodeThatIsIdleDoesNotKeepTheRecordsOfTheOthers() {
        world.close();
        world.names.add("third");
        world.participants.add(new TestParticipant());
        CrashLog log = new CrashLog().open();
        log.forcesAtOnce = true;
        world.start(world.builder().sharedLog(() -> log));
        world.right().vote = Vote.READ_ONLY;
        for (int i = 0; i < 1_000; i++) {
            long id = world.client.begin();
            world.client.enlist(id, 1);
            world.client.enlist(id, 2);
            world.client.requestCommit(id);
            world.settle();
        }
        assertTrue(
                log.releasedBefore() > log.position() - 500,
                () -> "before " + log.releasedBefore() + " of " + log.position());
    }

    /** It has no part in the log, which grows no less without it. */
    @Test
    void aReplicatedCoordinatorDoesNotKeepTheRecordsOfTheParticipants() {
        ManagerWorld replicated = ManagerWorld.replicatedWithSharedLog();
        replicated.close();
        Arrays.fill(replicated.replicaDisks, null);
        CrashLog log = new CrashLog().open();
        log.forcesAtOnce = true;
        replicated.start(replicated.builder().sharedLog(() -> log));
        for (int i = 1; i <= 100; i++) {
            int expected = i;
            replicated.requestCommit();
            replicated.until(() -> replicated.ended.size() == expected, "an outcome");
        }
        assertTrue(
                log.releasedBefore() > log.position() - 250,
                () -> "before " + log.releasedBefore() + " of " + log.position());
        replicated.close();
    }

    @Test
    void aLogOfOneNodeIsRefused() {
        world.close();
        ManagerWorld other = new ManagerWorld();
        other.requestCommit();
        other.settle();
        other.close();
        world.disks.set(0, other.disks.get(0));
        LogException refused = assertThrows(LogException.class, world::start);
        assertTrue(refused.getMessage().contains("has a record of none of them"), refused.getMessage());
    }

    @Test
    void asTheLogOfOneNodeItIsRefused() {
        world.requestCommit();
        world.settle();
        world.close();
        ManagerWorld other = new ManagerWorld();
        other.close();
        other.disks.set(0, world.disks.get(0));
        LogException refused = assertThrows(LogException.class, other::start);
        assertTrue(refused.getMessage().contains("is none of a transaction manager"), refused.getMessage());
    }

    @Test
    void aManagerWithFewerParticipantsIsRefused() {
        world.requestCommit();
        world.settle();
        world.close();
        world.names.remove(1);
        assertThrows(LogException.class, world::start);
    }

    @Test
    void anOperatorSeesEachNode() {
        world.settle();
        world.logs.get(0).holdsForces = true;
        world.requestCommit();
        world.settle();
        world.close();
        List<CommitLog> nodes = CommitLog.read(world.reopen(0));
        assertEquals(
                List.of("coordinator", "left", "right"),
                nodes.stream().map(CommitLog::name).toList());
        assertEquals(1, nodes.get(1).promises().size());
    }
}
