package io.ft4j.commit.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.Vote;
import java.nio.ByteBuffer;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator has decided is compared with what the coordinator decides, however late that is. */
final class HeuristicDecisionTest {
    private static final long SECOND_NS = 1_000_000_000;

    private final ManagerWorld world = new ManagerWorld();
    private CountersManager counters;

    @AfterEach
    void close() {
        world.close();
    }

    /** Left has voted, right has not: the coordinator will know of nothing, and abort. */
    private long leaveUndecided() {
        world.right().vote = Vote.LATER;
        long id = world.requestCommit();
        world.settle();
        world.close();
        return id;
    }

    /** The coordinator has decided to commit, right has committed, left has not managed to. */
    private long leaveDecided() {
        world.left().unfinished = Integer.MAX_VALUE;
        long id = world.requestCommit();
        world.settle();
        world.close();
        world.left().unfinished = 0;
        return id;
    }

    private CommitLog read(int nodeId) {
        world.disks.get(nodeId).reopen();
        return CommitLog.read(world.disks.get(nodeId)).get(0);
    }

    private void resolve(long id, boolean commit) {
        read(1).resolve(id, commit);
        world.disks.get(1).close();
    }

    private void start() {
        counters = new CountersManager(buffer(1 << 20), buffer(1 << 18));
        world.start(world.builder().counters(counters));
        world.settle();
    }

    private void restart() {
        world.close();
        start();
    }

    private static UnsafeBuffer buffer(int bytes) {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(bytes));
    }

    private long count(String label, int nodeId) {
        world.advance(SECOND_NS);
        long[] found = {-1};
        counters.forEach((id, text) -> {
            if (text.equals(label + " group=7 process=" + nodeId)) {
                found[0] = counters.getCounterValue(id);
            }
        });
        return found[0];
    }

    private void assertTorn(long id, boolean committed) {
        assertEquals(List.of(new MixedTransaction("left", id, committed)), world.manager.transactionsMixed());
        assertEquals(1, world.errors.size());
        String error = world.errors.get(0).getMessage();
        assertTrue(error.contains((committed ? "committed" : "aborted") + " here by hand"), error);
        assertEquals(0, count("transactions.coordinated", 0), "the coordinator is told, and forgets");
    }

    @Test
    void anAbortByHandThatTheCoordinatorAgreesWithIsOver() {
        long id = leaveUndecided();
        resolve(id, false);
        start();
        assertEquals(1, count("commit.HEURISTIC_CONFIRMED", 1));
        assertEquals(0, count("transactions.participated", 1));
        restart();
        assertEquals(0, count("commit.RECOVERED_HEURISTIC", 1));
        assertEquals(List.of(), world.errors);
        assertEquals(List.of(id), world.left().aborted);
    }

    @Test
    void aCommitByHandThatTheCoordinatorAgreesWithIsOver() {
        long id = leaveDecided();
        resolve(id, true);
        start();
        assertEquals(1, count("commit.HEURISTIC_CONFIRMED", 1));
        assertEquals(0, count("transactions.participated", 1));
        assertEquals(0, count("transactions.coordinated", 0));
        restart();
        assertEquals(0, count("commit.RECOVERED_HEURISTIC", 1));
        assertEquals(0, count("commit.RECOVERED_COMMIT", 0));
        assertEquals(List.of(), world.errors);
        assertEquals(List.of(id), world.left().committed);
    }

    @Test
    void aCommitByHandOfWhatTheCoordinatorAbortsIsReported() {
        long id = leaveUndecided();
        resolve(id, true);
        start();
        assertEquals(1, count("commit.HEURISTIC_MIXED", 1));
        assertEquals(List.of(id), world.left().committed);
        assertEquals(List.of(), world.left().aborted);
        assertTorn(id, true);
    }

    @Test
    void anAbortByHandOfWhatTheCoordinatorCommitsIsReportedAndAcknowledged() {
        long id = leaveDecided();
        resolve(id, false);
        start();
        assertEquals(1, count("commit.HEURISTIC_MIXED", 1));
        assertEquals(List.of(), world.left().committed);
        assertEquals(List.of(id), world.left().aborted);
        assertTorn(id, false);
        restart();
        assertEquals(0, count("commit.RECOVERED_COMMIT", 0), "the coordinator has forgotten it");
    }

    @Test
    void whatIsTornIsReportedAtEachStartThroughCompactionsUntilItIsForgotten() {
        long id = leaveUndecided();
        resolve(id, true);
        world.right().vote = Vote.COMMIT;
        start();
        for (int i = 0; i < 256; i++) {
            world.requestCommit();
            world.settle();
        }
        for (int life = 0; life < 3; life++) {
            world.errors.clear();
            restart();
            assertEquals(0, count("commit.HEURISTIC_MIXED", 1));
            assertEquals(1, count("commit.RECOVERED_HEURISTIC", 1));
            assertTorn(id, true);
        }
        world.close();
        CommitLog left = read(1);
        assertEquals(List.of(new CommitLog.Mixed(0, id, 0b110, true)), List.copyOf(left.mixed()));
        assertThrows(IllegalArgumentException.class, () -> left.forget(id + 1));
        left.forget(id);
        assertEquals(List.of(), List.copyOf(left.mixed()));
        world.disks.get(1).close();
        world.errors.clear();
        start();
        assertEquals(List.of(), world.manager.transactionsMixed());
        assertEquals(List.of(), world.errors);
    }

    @Test
    void aCrashBeforeTheComparisonIsOnRecordComparesAgain() {
        long id = leaveDecided();
        resolve(id, false);
        world.start();
        world.logs.get(1).holdsForces = true;
        world.settle();
        assertEquals(1, world.manager.transactionsMixed().size());
        restart();
        assertTrue(count("transactions.coordinated", 0) == 0, "it hears the acknowledgement that was not sent before");
        assertEquals(List.of(new MixedTransaction("left", id, false)), world.manager.transactionsMixed());
        assertEquals(List.of(id), world.left().aborted.subList(0, 1));
        assertEquals(List.of(), world.left().committed);
    }

    @Test
    void aCoordinatorThatIsAwayIsAskedUntilItIsBack() {
        long id = leaveDecided();
        resolve(id, false);
        world.start();
        world.logs.get(0).fails = true;
        world.requestCommit(); // which stops the coordinator at its decision
        world.manager.doWork();
        world.settle();
        restart();
        assertEquals(List.of(new MixedTransaction("left", id, false)), world.manager.transactionsMixed());
    }

    @Test
    void aPeerIsToldWhatTheCoordinatorHasDecided() {
        world.left().unfinished = Integer.MAX_VALUE;
        world.right().unfinished = Integer.MAX_VALUE;
        long id = world.requestCommit();
        world.settle();
        world.close();
        world.left().unfinished = 0;
        world.right().unfinished = 0;
        resolve(id, false);
        start();
        assertEquals(List.of(id), world.right().committed);
        assertTorn(id, false);
    }
}
