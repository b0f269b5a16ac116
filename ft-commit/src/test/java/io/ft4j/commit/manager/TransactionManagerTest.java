package io.ft4j.commit.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.Outcome;
import io.ft4j.commit.Vote;
import io.ft4j.commit.manager.ManagerWorld.Ended;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A coordinator that is one node with one log. */
final class TransactionManagerTest extends TransactionManagerContract {
    TransactionManagerTest() {
        super(new ManagerWorld());
    }

    @Test
    void aParticipantWhoseLogFailsStopsAlone() {
        stopsAParticipantWhoseLogFailsAlone();
    }

    @Test
    void decidesWithinOnePassWhereLogsAreDurableAtOnce() {
        world.requestCommit();
        world.manager.doWork();
        assertEquals(1, world.client.poll((id, outcome, causes) -> assertEquals(Outcome.COMMITTED, outcome), 1));
    }

    @Test
    void aCoordinatorWhoseLogFailsLeavesWhatItHadDecidedIndeterminate() {
        world.settle();
        world.logs.get(0).fails = true;
        long decided = world.requestCommit();
        world.settle();
        assertEquals(List.of(new Ended(decided, Outcome.INDETERMINATE, List.of("coordinator"))), world.ended);
        assertEquals(1, world.errors.size());
        assertEquals(TransactionClient.CLOSED, world.client.begin());
        world.advance(SECOND_NS);
        world.advance(SECOND_NS);
        List<InDoubtTransaction> inDoubt = world.manager.transactionsInDoubt();
        assertEquals(2, inDoubt.size());
        assertEquals("left", inDoubt.get(0).participant());
        assertEquals(decided, inDoubt.get(0).transactionId());
        assertEquals(List.of("coordinator"), inDoubt.get(0).unblockers());
    }

    @Test
    void whatACoordinatorHadNotDecidedWhenItsLogFailedIsAborted() {
        world.left().vote = Vote.LATER;
        long open = world.requestCommit();
        world.settle();
        world.left().vote = Vote.COMMIT;
        world.logs.get(0).fails = true;
        long decided = world.requestCommit();
        world.settle();
        assertEquals(2, world.ended.size());
        assertTrue(world.ended.contains(new Ended(open, Outcome.ABORTED_BY_TIMEOUT, List.of("coordinator"))));
        assertTrue(world.ended.contains(new Ended(decided, Outcome.INDETERMINATE, List.of("coordinator"))));
        world.restart();
        world.settle();
        assertEquals(List.of(), world.left().committed);
        assertTrue(world.right().aborted.contains(open));
    }

    @Test
    void nothingIsSaidBeforeItIsDurable() {
        world.logs.get(0).holdsForces = true;
        world.requestCommit();
        world.settle();
        assertEquals(List.of(), world.ended);
        world.logs.get(0).holdsForces = false;
        world.settle();
        assertEquals(Outcome.COMMITTED, world.ended.get(0).outcome());
    }

    @Test
    void hasNoGroupToLookAt() {
        Exception none = assertThrows(IllegalStateException.class, () -> world.manager.coordinatorGroup());
        assertEquals("the coordinator is not replicated", none.getMessage());
    }
}
