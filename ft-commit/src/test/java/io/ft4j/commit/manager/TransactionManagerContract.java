package io.ft4j.commit.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.CommitConfig;
import io.ft4j.commit.CommitNode;
import io.ft4j.commit.Outcome;
import io.ft4j.commit.Vote;
import io.ft4j.commit.manager.ManagerWorld.Ended;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.runtime.Threading;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a manager promises, whatever its coordinator is. */
@Timeout(300)
abstract class TransactionManagerContract {
    static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    final ManagerWorld world;

    TransactionManagerContract(ManagerWorld world) {
        this.world = world;
    }

    @AfterEach
    void close() {
        world.close();
    }

    // Outcomes

    @Test
    void commitsAtAllParticipants() {
        long id = world.requestCommit();
        world.settle();
        assertEquals(List.of(new Ended(id, Outcome.COMMITTED, List.of())), world.ended);
        assertEquals(List.of(id), world.left().committed);
        assertEquals(List.of(id), world.right().committed);
        assertEquals(0, world.client.outstanding());
    }

    @Test
    void namesWhoVotedAgainst() {
        world.right().vote = Vote.ABORT;
        long id = world.requestCommit();
        world.settle();
        assertEquals(List.of(new Ended(id, Outcome.ABORTED_BY_VOTE, List.of("right"))), world.ended);
        assertEquals(List.of(id), world.left().aborted);
    }

    @Test
    void namesWhoDidNotVoteInTime() {
        world.left().vote = Vote.LATER;
        long id = world.requestCommit();
        world.settle();
        assertEquals(List.of(), world.ended);
        world.advance(SECOND_NS);
        assertEquals(List.of(new Ended(id, Outcome.ABORTED_BY_TIMEOUT, List.of("left"))), world.ended);
        assertEquals(List.of(id), world.right().aborted);
    }

    @Test
    void isIndeterminateOnlyWhereTheOnlyParticipantDecidesInSilence() {
        world.left().vote = Vote.LATER;
        long id = world.client.begin();
        world.client.enlist(id, world.manager.participantId("left"));
        world.client.requestCommit(id);
        world.settle();
        world.advance(SECOND_NS);
        assertEquals(List.of(new Ended(id, Outcome.INDETERMINATE, List.of("left"))), world.ended);
    }

    @Test
    void takesVotesThatComeLater() {
        world.left().vote = Vote.LATER;
        long id = world.requestCommit();
        world.settle();
        world.left().answers.vote(0, id, Vote.COMMIT);
        world.settle();
        assertEquals(List.of(new Ended(id, Outcome.COMMITTED, List.of())), world.ended);
        assertEquals(List.of(id), world.left().committed);
    }

    @Test
    void asksAgainAtOnceWhoHasFinished() {
        world.left().unfinished = 1;
        long id = world.requestCommit();
        world.settle();
        assertEquals(List.of(), world.left().committed);
        world.left().answers.resume(0, id);
        world.settle();
        assertEquals(List.of(id), world.left().committed);
    }

    /** Five of eight places are its, and stay so. */
    @Test
    void whoNeverCommitsLeavesRoomForOthers() {
        world.left().unfinished = Integer.MAX_VALUE;
        commitAndWait(5);
        long refused = world.requestCommit();
        world.settle();
        assertEquals(new Ended(refused, Outcome.ABORTED_BY_BACKLOG, List.of("left")), world.ended.get(5));
        assertEquals(List.of(refused), world.left().aborted);
        assertFalse(world.right().prepared.contains(refused), "nobody is asked");
        long ofRight = world.client.begin();
        world.client.enlist(ofRight, world.manager.participantId("right"));
        world.client.requestCommit(ofRight);
        world.settle();
        assertEquals(new Ended(ofRight, Outcome.COMMITTED, List.of()), world.ended.get(6));
        world.left().unfinished = 0;
        commitAndWait(0);
        assertEquals(5, world.left().committed.size());
        long again = world.requestCommit();
        world.settle();
        assertEquals(new Ended(again, Outcome.COMMITTED, List.of()), world.ended.get(7));
    }

    /** Neither places nor participants are counted any longer: right may hold as many as left before, and left is free. */
    @Test
    void whoHasCarriedOutWhatWasDecidedHoldsNothing() {
        world.left().unfinished = Integer.MAX_VALUE;
        commitAndWait(5);
        world.left().unfinished = 0;
        commitAndWait(0);
        world.right().unfinished = Integer.MAX_VALUE;
        commitAndWait(1);
        commitAndWait(4);
        assertTrue(
                world.ended.stream().allMatch(ended -> ended.outcome() == Outcome.COMMITTED), world.ended.toString());
        assertEquals(10, world.ended.size());
        long ofLeft = world.client.begin();
        world.client.enlist(ofLeft, world.manager.participantId("left"));
        world.client.requestCommit(ofLeft);
        world.settle();
        assertEquals(new Ended(ofLeft, Outcome.COMMITTED, List.of()), world.ended.get(10));
        long refused = world.requestCommit();
        world.settle();
        assertEquals(new Ended(refused, Outcome.ABORTED_BY_BACKLOG, List.of("right")), world.ended.get(11));
    }

    /** So long that what is not acknowledged is sent as seldom as it ever is. */
    private void commitAndWait(int count) {
        for (int i = 0; i < count; i++) {
            world.requestCommit();
            world.settle();
        }
        for (int second = 0; second < 8; second++) {
            world.advance(SECOND_NS);
        }
    }

    @Test
    void answersThatComeTooLateAreIgnored() {
        world.left().answers.vote(0, TransactionIds.of(1, 77), Vote.COMMIT);
        world.left().answers.resume(0, TransactionIds.of(1, 77));
        long id = world.requestCommit();
        world.settle();
        assertEquals(List.of(id), world.left().committed);
        assertEquals(List.of(), world.errors);
    }

    // The client

    @Test
    void rollsBackWhatWasNotRequested() {
        long id = world.begin();
        world.client.rollback(id);
        world.settle();
        assertEquals(List.of(new Ended(id, Outcome.ROLLED_BACK, List.of())), world.ended);
        assertEquals(List.of(id), world.left().aborted);
        assertEquals(TransactionClient.NOT_OPEN, world.client.requestCommit(id));
    }

    @Test
    void rollsBackWhatIsNotDecided() {
        world.left().vote = Vote.LATER;
        long id = world.requestCommit();
        world.settle();
        world.client.rollback(id);
        world.settle();
        assertEquals(List.of(new Ended(id, Outcome.ROLLED_BACK, List.of())), world.ended);
        assertEquals(List.of(id), world.right().aborted);
    }

    @Test
    void rollbackAfterTheDecisionComesTooLate() {
        long id = world.requestCommit();
        world.until(() -> !world.left().committed.isEmpty(), "decided");
        world.client.rollback(id);
        world.settle();
        assertEquals(List.of(new Ended(id, Outcome.COMMITTED, List.of())), world.ended);
    }

    @Test
    void whatWasForgottenAbortsAndDoesNotCommitLater() {
        long id = world.begin();
        world.settle();
        world.advance(10 * SECOND_NS);
        assertEquals(List.of(id), world.left().aborted);
        world.client.requestCommit(id);
        world.settle();
        assertEquals(Outcome.ABORTED_BY_VOTE, world.ended.get(0).outcome());
        assertEquals(List.of(), world.right().committed);
    }

    /** More transactions have ended meanwhile than a participant remembers. */
    @Test
    void takesItsTime() {
        world.close();
        world.start(world.builder()
                .commit(CommitConfig.builder()
                        .maxTransactions(8)
                        .rememberedOutcomes(8)
                        .compactionInterval(64)
                        .maxBatchItems(16)
                        .build()));
        long id = world.client.begin();
        world.client.enlist(id, 1);
        for (int i = 1; i <= 20; i++) {
            int expected = i;
            world.requestCommit();
            world.until(() -> world.ended.size() == expected, "an outcome");
        }
        world.client.enlist(id, 2);
        world.client.requestCommit(id);
        world.until(() -> world.ended.size() == 21, "an outcome");
        assertEquals(new Ended(id, Outcome.COMMITTED, List.of()), world.ended.get(20));
        world.until(() -> world.right().committed.contains(id), "committed");
        assertTrue(world.left().committed.contains(id));
    }

    @Test
    void takesNoMoreThanItsWindow() {
        for (int i = 0; i < 4; i++) {
            assertTrue(world.begin() > 0);
        }
        assertEquals(TransactionClient.BACK_PRESSURED, world.client.begin());
    }

    @Test
    void waitsWhereTheCoordinatorHasNoRoom() {
        world.left().vote = Vote.LATER;
        TransactionClient[] clients = {world.client, world.manager.connect(4), world.manager.connect(4)};
        for (TransactionClient client : clients) {
            for (int i = 0; i < 4; i++) {
                long id = client.begin();
                assertEquals(id, client.enlist(id, 1));
                assertEquals(id, client.enlist(id, 2));
                assertEquals(id, client.requestCommit(id));
                world.settle();
                if (client == clients[2] && i == 0) {
                    break;
                }
            }
        }
        assertEquals(8, world.left().prepared.size());
        world.left().vote = Vote.COMMIT;
        for (long id : List.copyOf(world.left().prepared)) {
            world.left().answers.vote(0, id, Vote.COMMIT);
        }
        world.settle();
        assertEquals(9, world.left().prepared.size());
        assertEquals(9, world.left().committed.size());
    }

    @Test
    void aFullRingIsBackPressure() {
        long id = world.client.begin();
        while (world.client.rollback(TransactionIds.of(1, 1000)) > 0) {
            // as often as there is room for
        }
        assertEquals(TransactionClient.BACK_PRESSURED, world.client.enlist(id, 1));
        world.settle();
        assertEquals(id, world.client.enlist(id, 1));
        assertEquals(id, world.client.requestCommit(id));
    }

    @Test
    void refusesWhatIsNoUse() {
        long id = world.client.begin();
        assertThrows(IllegalArgumentException.class, () -> world.client.requestCommit(id));
        assertThrows(IllegalArgumentException.class, () -> world.client.enlist(id, 0));
        assertThrows(IllegalArgumentException.class, () -> world.client.enlist(id, 3));
        assertThrows(IllegalArgumentException.class, () -> world.manager.connect(0));
        assertThrows(IllegalArgumentException.class, () -> world.manager.participantId("middle"));
        assertEquals(CommitNode.NOT_OPEN, world.client.enlist(id + 1, 1));
        Exception split = assertThrows(
                IllegalArgumentException.class,
                () -> world.builder().threading(Threading.SPLIT).start());
        assertTrue(split.getMessage().contains("SPLIT"), split.getMessage());
        for (String name : new String[] {"left", "coordinator", "", null}) {
            Exception taken = assertThrows(
                    IllegalArgumentException.class, () -> world.builder().participant(name, world.left()));
            assertEquals(
                    "participant='" + name + "' must be a name that no other has, nor 'coordinator'",
                    taken.getMessage());
        }
        for (int capacity : new int[] {0, 3, 1 << 21}) {
            Exception refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> world.builder().commandCapacity(capacity).start());
            assertEquals(
                    "commandCapacity=" + capacity + " must be a power of two from 1 to 1048576", refused.getMessage());
        }
    }

    @Test
    void blockingCommitKeepsTheOutcomesOfOthers() {
        long first = world.requestCommit();
        long second = world.begin();
        CommitResult result = world.client.commit(second, SECOND_NS);
        assertTrue(result.isCommitted());
        world.settle();
        assertEquals(List.of(new Ended(first, Outcome.COMMITTED, List.of())), world.ended);
    }

    @Test
    void blockingCommitNamesTheCause() {
        world.right().vote = Vote.ABORT;
        CommitResult result = world.client.commit(world.begin(), SECOND_NS);
        assertFalse(result.isCommitted());
        assertEquals(new CommitResult(Outcome.ABORTED_BY_VOTE, List.of("right")), result);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void blockingCommitThatIsOverTellsTheOutcomeLater(long timeoutNs) {
        world.left().vote = Vote.LATER;
        long id = world.begin();
        CommitResult result = world.client.commit(id, timeoutNs);
        assertEquals(Outcome.INDETERMINATE, result.outcome());
        world.left().answers.vote(0, id, Vote.COMMIT);
        world.settle();
        assertEquals(List.of(new Ended(id, Outcome.COMMITTED, List.of())), world.ended);
    }

    // Failures

    @Test
    void reportsWhatAParticipantThrowsAndTellsItAgain() {
        world.left().failures = 2;
        long id = world.requestCommit();
        world.settle();
        world.advance(SECOND_NS);
        world.advance(SECOND_NS);
        assertEquals(List.of(id), world.left().committed);
        assertEquals(2, world.errors.size());
        assertEquals(List.of(new Ended(id, Outcome.COMMITTED, List.of())), world.ended);
    }

    /** Where each has a log of its own. */
    final void stopsAParticipantWhoseLogFailsAlone() {
        world.logs.get(2).fails = true;
        long id = world.requestCommit();
        world.settle();
        assertEquals(1, world.errors.size());
        assertTrue(world.errors.get(0).getMessage().contains("'right' stopped: no space left"));
        world.advance(SECOND_NS);
        assertEquals(List.of(new Ended(id, Outcome.ABORTED_BY_TIMEOUT, List.of("right"))), world.ended);
        assertEquals(List.of(id), world.left().aborted);
        long alone = world.client.begin();
        world.client.enlist(alone, 1);
        assertTrue(world.client.commit(alone, SECOND_NS).isCommitted());
    }

    @Test
    void closeIsIdempotentAndEndsEverything() {
        long open = world.begin();
        world.requestCommit();
        world.close();
        world.close();
        assertEquals(TransactionClient.CLOSED, world.client.begin());
        assertEquals(TransactionClient.CLOSED, world.client.requestCommit(open));
        assertEquals(TransactionClient.CLOSED, world.client.enlist(open, 1));
        assertEquals(TransactionClient.CLOSED, world.client.rollback(open));
        assertEquals(TransactionClient.CLOSED, world.client.rollback(open + 1));
        assertEquals(Outcome.ROLLED_BACK, world.client.commit(open, SECOND_NS).outcome());
        assertEquals(0, world.manager.doWork());
    }

    // Recovery

    @Test
    void presumesAbortOfWhatWasNotDecided() {
        world.right().vote = Vote.LATER;
        long id = world.requestCommit();
        world.settle();
        world.restart();
        assertEquals(List.of(id), world.left().inDoubt);
        world.settle();
        world.advance(SECOND_NS);
        assertEquals(List.of(id), world.left().aborted);
        assertEquals(List.of(), world.left().committed);
        assertTrue(world.begin() > id, "ids go on");
    }

    @Test
    void commitsAfterARestartWhatWasDecided() {
        world.left().unfinished = Integer.MAX_VALUE;
        long id = world.requestCommit();
        world.settle();
        assertEquals(Outcome.COMMITTED, world.ended.get(0).outcome());
        world.left().unfinished = 0;
        world.restart();
        world.settle();
        assertEquals(List.of(id), world.left().committed);
    }

    // Observability

    @Test
    void publishesItsCounters() {
        CountersManager counters = new CountersManager(buffer(1 << 20), buffer(1 << 18));
        world.close();
        world.start(world.builder().counters(counters));
        world.requestCommit();
        world.settle();
        world.advance(SECOND_NS);
        assertEquals(1, value(counters, "commit.COMMITTED group=7 process=0"));
        assertEquals(1, value(counters, "commit.LOCAL_COMMIT group=7 process=2"));
        assertEquals(1, value(counters, "running group=7 process=1"));
    }

    @Test
    void countersWithoutRoomAreRefusedAndLeaveNothingBehind() {
        CountersManager counters = new CountersManager(
                buffer(100 * CountersReader.METADATA_LENGTH), buffer(100 * CountersReader.COUNTER_LENGTH));
        world.close();
        assertThrows(
                IllegalStateException.class, () -> world.start(world.builder().counters(counters)));
        counters.forEach((id, label) -> {
            throw new AssertionError(label + " was not given back");
        });
        world.start(); // a log that had stayed open would refuse
    }

    private static UnsafeBuffer buffer(int bytes) {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(bytes));
    }

    private static long value(CountersReader counters, String label) {
        long[] found = {-1};
        counters.forEach((id, text) -> {
            if (text.equals(label)) {
                found[0] = counters.getCounterValue(id);
            }
        });
        return found[0];
    }
}
