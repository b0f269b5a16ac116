package io.ft4j.commit.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.CommitConfig;
import io.ft4j.commit.Outcome;
import io.ft4j.commit.Vote;
import io.ft4j.core.runtime.Threading;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Two transactions of a manager whose nodes share a log, and a crash behind every duty cycle, with every number of records that were
 * not forced and survive: both participants commit or none, and what a client was told or a participant has done stays so.
 */
class SharedLogCrashTest {
    private static final int MAX_CYCLES = 60;
    private static final long STEP_NS = 400_000;

    /** @param forceEvery a force that was asked for is done in each of so many cycles. */
    private record World(Vote left, Vote right, int forceEvery, int crashAfter, int survive) {}

    private int runs;
    private int lostPromises;

    @Test
    void bothCommitOrNone() {
        for (Vote left : List.of(Vote.COMMIT, Vote.READ_ONLY)) {
            for (Vote right : List.of(Vote.COMMIT, Vote.ABORT)) {
                for (int forceEvery : new int[] {1, 3, 7}) {
                    walk(left, right, forceEvery);
                }
            }
        }
        assertTrue(runs > 1_000, "runs: " + runs);
        assertTrue(lostPromises > 50, "lost promises: " + lostPromises);
    }

    private void walk(Vote left, Vote right, int forceEvery) {
        for (int crashAfter = 0; crashAfter < MAX_CYCLES; crashAfter++) {
            int unforced = 0;
            for (int survive = 0; survive <= unforced; survive++) {
                World world = new World(left, right, forceEvery, crashAfter, survive);
                try {
                    unforced = new Run(world).run();
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(world + ": " + e.getMessage(), e);
                }
                runs++;
            }
        }
    }

    private final class Run {
        private final World world;
        private final CrashLog log = new CrashLog();
        private final TestParticipant left = new TestParticipant();
        private final TestParticipant right = new TestParticipant();
        private final List<Long> committed = new ArrayList<>();
        private final List<Long> aborted = new ArrayList<>();
        private final List<Long> requested = new ArrayList<>();
        private TransactionManager manager;
        private TransactionClient client;
        private long nowNs = 1_000_000_000;
        private int cycle;

        private Run(World world) {
            this.world = world;
            left.vote = world.left;
            right.vote = world.right;
        }

        /** Returns how many records a crash can take. */
        private int run() {
            start();
            request();
            for (int i = 0; i < world.crashAfter; i++) {
                if (i == 5) {
                    request();
                }
                step();
            }
            int unforced = (int) log.unforced();
            List<Long> done = new ArrayList<>(left.committed);
            done.addAll(right.committed);
            manager.close();
            log.crash(world.survive);
            lostPromises += world.survive < unforced ? 1 : 0;
            start();
            for (int i = 0; i < 6_000 && (manager.transactionsInDoubt().size() > 0 || i < 20); i++) {
                step();
            }
            check(done);
            manager.close();
            return unforced;
        }

        private void start() {
            log.open().forcesAtOnce = true;
            nowNs += STEP_NS;
            manager = TransactionManager.builder()
                    .participant("left", left)
                    .participant("right", right)
                    .sharedLog(() -> log)
                    .threading(Threading.INVOKER)
                    .clock(() -> nowNs)
                    .errorHandler(failure -> {
                        throw new AssertionError(failure);
                    })
                    .commandCapacity(16)
                    .commit(CommitConfig.builder()
                            .maxTransactions(8)
                            .compactionInterval(64)
                            .maxBatchItems(16)
                            .build())
                    .start();
            log.forcesAtOnce = false;
            client = manager.connect(4);
        }

        private void request() {
            long id = client.begin();
            client.enlist(id, 1);
            client.enlist(id, 2);
            client.requestCommit(id);
            requested.add(id);
        }

        private void step() {
            nowNs += STEP_NS;
            manager.doWork();
            client.poll((id, outcome, causes) -> (outcome == Outcome.COMMITTED ? committed : aborted).add(id), 16);
            if (log.isForceRequested() && ++cycle % world.forceEvery == 0) {
                log.force();
            }
        }

        private void check(List<Long> doneBefore) {
            assertEquals(List.of(), manager.transactionsInDoubt());
            for (long id : requested) {
                boolean leftDid = left.committed.contains(id);
                boolean rightDid = right.committed.contains(id);
                if (world.left == Vote.COMMIT) {
                    assertEquals(leftDid, rightDid, "atomicity");
                    assertTrue(!leftDid || !left.aborted.contains(id), "left does both");
                }
                assertTrue(!rightDid || !right.aborted.contains(id), "right does both");
                assertTrue(!committed.contains(id) || rightDid, "what the client was told");
                assertTrue(!aborted.contains(id) || !(leftDid || rightDid), "what the client was told");
                assertTrue(!doneBefore.contains(id) || rightDid, "what was done");
                assertTrue(world.right == Vote.COMMIT || !leftDid, "validity");
            }
        }
    }
}
