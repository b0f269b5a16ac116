package io.ft4j.commit.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.Outcome;
import io.ft4j.commit.Vote;
import io.ft4j.commit.manager.ManagerWorld.Ended;
import io.ft4j.core.runtime.Threading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Participants that do what they must not: the transaction ends all the same, and the reason is told. */
@Timeout(300)
final class ParticipantFailureTest {
    private static final long SECOND_NS = 1_000_000_000;

    private final ManagerWorld world = new ManagerWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private void startWith(TestParticipant left) {
        world.close();
        world.participants.set(0, left);
        world.start();
    }

    // What they throw

    @Test
    void aVoteThatIsNullIsOneAgainst() {
        world.left().vote = null;
        long id = world.requestCommit();
        world.settle();
        assertEquals(List.of(new Ended(id, Outcome.ABORTED_BY_VOTE, List.of("left"))), world.ended);
        assertEquals(List.of(id), world.left().aborted);
        assertEquals(
                "the vote for transaction 1.1 of coordinator 0 is null: taken as ABORT",
                world.errors.get(0).getMessage());
    }

    /** Fails in all that it is told, a few times. */
    private static final class Failing extends TestParticipant {
        private int left;

        Failing(int times) {
            left = times;
        }

        private void fail(String call) {
            if (left-- > 0) {
                throw new AssertionError(call);
            }
        }

        @Override
        public Vote prepare(int coordinatorId, long transactionId) {
            fail("prepare");
            return super.prepare(coordinatorId, transactionId);
        }

        @Override
        public boolean commit(int coordinatorId, long transactionId) {
            fail("commit");
            return super.commit(coordinatorId, transactionId);
        }

        @Override
        public boolean abort(int coordinatorId, long transactionId) {
            fail("abort");
            return super.abort(coordinatorId, transactionId);
        }
    }

    /** A class that is missing, for one. */
    @Test
    void anErrorStopsNoNode() {
        Failing failing = new Failing(0);
        startWith(failing);
        world.right().vote = Vote.LATER;
        long id = world.requestCommit();
        world.settle();
        failing.left = 2;
        world.right().answers.vote(0, id, Vote.COMMIT);
        world.settle();
        world.advance(SECOND_NS);
        world.advance(SECOND_NS);
        assertEquals(List.of(id), failing.committed);
        assertEquals(List.of("commit", "commit"), messages());
    }

    @Test
    void whoFailsToPrepareAndToAbortIsToldAgain() {
        Failing failing = new Failing(3);
        startWith(failing);
        long id = world.requestCommit();
        world.settle();
        assertEquals(List.of(new Ended(id, Outcome.ABORTED_BY_VOTE, List.of("left"))), world.ended);
        world.advance(SECOND_NS);
        world.advance(SECOND_NS);
        assertEquals(List.of(id), failing.aborted);
        assertEquals(List.of("prepare", "abort", "abort"), messages());
    }

    private List<String> messages() {
        return world.errors.stream().map(Throwable::getMessage).toList();
    }

    // When they work

    /** Holds work, as a database holds locks, until it hears the end of it. */
    private static final class Worker extends TestParticipant {
        private final Set<Long> work = new HashSet<>();

        @Override
        public Vote prepare(int coordinatorId, long transactionId) {
            return work.contains(transactionId) ? Vote.COMMIT : Vote.ABORT;
        }

        @Override
        public boolean commit(int coordinatorId, long transactionId) {
            work.remove(transactionId);
            return super.commit(coordinatorId, transactionId);
        }

        @Override
        public boolean abort(int coordinatorId, long transactionId) {
            work.remove(transactionId);
            return super.abort(coordinatorId, transactionId);
        }
    }

    private Worker workAfterTheTimeOut() {
        Worker worker = new Worker();
        startWith(worker);
        long id = world.begin();
        world.settle();
        world.advance(10 * SECOND_NS);
        assertEquals(List.of(id), worker.aborted);
        worker.work.add(id);
        return worker;
    }

    @Test
    void workThatBeganAfterItsTimeOutIsAbortedWhenItIsToCommit() {
        Worker worker = workAfterTheTimeOut();
        world.client.requestCommit(worker.aborted.get(0));
        world.settle();
        assertEquals(Outcome.ABORTED_BY_VOTE, world.ended.get(0).outcome());
        assertEquals(Set.of(), worker.work);
    }

    @Test
    void workThatBeganAfterItsTimeOutIsAbortedWhenItIsRolledBack() {
        Worker worker = workAfterTheTimeOut();
        world.client.rollback(worker.aborted.get(0));
        world.settle();
        assertEquals(Outcome.ROLLED_BACK, world.ended.get(0).outcome());
        assertEquals(Set.of(), worker.work);
    }

    // What they call

    private static final class Calling extends TestParticipant {
        private final List<String> refused = new ArrayList<>();
        private final List<Runnable> calls = new ArrayList<>();

        @Override
        public boolean commit(int coordinatorId, long transactionId) {
            for (Runnable call : calls) {
                try {
                    call.run();
                } catch (IllegalStateException e) {
                    refused.add(e.getMessage());
                }
            }
            return super.commit(coordinatorId, transactionId);
        }
    }

    private static String refusal(String call) {
        return call + " within the duty cycle, of a participant or of the error handler: "
                + "it has to come from another thread, or later";
    }

    @Test
    void whatWouldWaitForTheDutyCycleIsRefusedWithinIt() {
        Calling calling = new Calling();
        startWith(calling);
        calling.calls.add(() -> world.manager.doWork());
        calling.calls.add(() -> world.manager.close());
        calling.calls.add(() -> world.client.commit(world.client.begin(), SECOND_NS));
        long id = world.requestCommit();
        world.settle();
        assertEquals(List.of(refusal("doWork"), refusal("close"), refusal("commit")), calling.refused);
        assertEquals(List.of(id), world.right().committed);
        assertEquals(List.of(), world.errors);
    }

    /** Its own thread can not wait for its own end. */
    @Test
    void aManagerIsNotClosedByItsOwnThread() {
        Calling calling = new Calling();
        world.close();
        world.participants.set(0, calling);
        world.start(world.builder().threading(Threading.SHARED).clock(System::nanoTime));
        calling.calls.add(() -> world.manager.close());
        assertTrue(world.client.commit(world.begin(), 20 * SECOND_NS).isCommitted());
        world.close();
        assertEquals(List.of(refusal("close")), calling.refused);
    }

    /** As one does that was interrupted and can not say so. */
    @Test
    void anInterruptThatAParticipantLeavesBehindEndsNothing() {
        Calling calling = new Calling();
        world.close();
        world.participants.set(0, calling);
        world.start(world.builder().threading(Threading.SHARED).clock(System::nanoTime));
        calling.calls.add(() -> Thread.currentThread().interrupt());
        for (int i = 0; i < 100; i++) {
            assertTrue(world.client.commit(world.begin(), 20 * SECOND_NS).isCommitted());
        }
    }

    @Test
    void theHandlerOfOutcomesDoesNotReadThem() {
        world.requestCommit();
        world.manager.doWork();
        world.manager.doWork();
        AtomicReference<String> refused = new AtomicReference<>();
        assertEquals(1, poll(() -> world.client.commit(world.begin(), SECOND_NS), refused));
        assertEquals("commit within the handler of poll", refused.get());
        assertEquals(1, world.client.outstanding(), "the one that was to be committed");
        world.requestCommit();
        world.manager.doWork();
        world.manager.doWork();
        assertEquals(1, poll(() -> world.client.poll((id, outcome, causes) -> {}, 1), refused));
        assertEquals("poll within the handler of poll", refused.get());
    }

    private int poll(Runnable call, AtomicReference<String> refused) {
        return world.client.poll(
                (id, outcome, causes) -> {
                    try {
                        call.run();
                    } catch (IllegalStateException e) {
                        refused.set(e.getMessage());
                    }
                },
                10);
    }
}
