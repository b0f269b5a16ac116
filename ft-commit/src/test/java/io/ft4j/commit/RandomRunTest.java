package io.ft4j.commit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.wire.CommitCounter;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.testing.Cut;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Eight transactions and more at once, of any coordinators, under loss, duplication, reordering and crashes of all, and a log
 * that begins anew every few records. The seed stands in the message of a failure.
 */
final class RandomRunTest {
    private static final int SEEDS = Integer.getInteger("ft4j.commit.seeds", 400);

    /** Rare branches that some seed must reach, or the runs prove nothing about them. */
    private static final Set<CommitCounter> REACHED = EnumSet.of(
            CommitCounter.COMMITTED,
            CommitCounter.ABORTED_BY_VOTE,
            CommitCounter.ABORTED_BY_TIMEOUT,
            CommitCounter.INDETERMINATE,
            CommitCounter.ENDED,
            CommitCounter.LOCAL_READ_ONLY,
            CommitCounter.ONE_PHASE_COMMIT,
            CommitCounter.REQUEST_REPEATED,
            CommitCounter.VOTE_REPEATED,
            CommitCounter.VOTE_UNTIMELY,
            CommitCounter.ACKNOWLEDGEMENT_UNTIMELY,
            CommitCounter.DECISION_REPEATED,
            CommitCounter.ASKED_TOO_EARLY,
            CommitCounter.VOTE_AGAINST_EXPIRED,
            CommitCounter.REQUEST_WITHOUT_ROOM,
            CommitCounter.IDS_SKIPPED,
            CommitCounter.COMMIT_FAILED,
            CommitCounter.ABORT_FAILED,
            CommitCounter.PRESUMED_ABORT,
            CommitCounter.ASKED_PEER,
            CommitCounter.DECISION_OF_PEER,
            CommitCounter.ABORTED_FOR_PEER,
            CommitCounter.ANSWERED_UNCERTAIN,
            CommitCounter.BLOCKED,
            CommitCounter.RECOVERED_COMMIT,
            CommitCounter.RECOVERED_READY,
            CommitCounter.HORIZON_RAISED,
            CommitCounter.COMPACTION);

    private final long[] counts = new long[CommitCounter.values().length];

    @Test
    void everySeedKeepsEveryProperty() {
        int transactions = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                transactions += new RandomWorld(seed).run();
            } catch (RuntimeException e) {
                throw new IllegalStateException("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        System.out.println(SEEDS + " seeds, " + transactions + " transactions");
        for (CommitCounter counter : REACHED) {
            assertTrue(counts[counter.ordinal()] > 0, counter + " was never reached");
        }
    }

    private final class RandomWorld implements Faults {
        private final Prng prng;
        private final CommitWorld world;
        private final double loss;
        private final double crashChance;
        private boolean calm;

        private RandomWorld(long seed) {
            prng = new Prng(seed);
            loss = prng.chance(0.3) ? 0 : prng.nextDouble() * 0.3;
            crashChance = prng.chance(0.3) ? 0 : prng.nextDouble() * 0.03;
            CommitConfig config = CommitWorld.config()
                    .maxTransactions(6 + prng.nextInt(11))
                    .maxBatchItems(8)
                    .compactionInterval(32 + prng.nextInt(200))
                    .build();
            world = new CommitWorld(config, 2 + prng.nextInt(4));
            world.checks.addAll(
                    List.of(new Atomicity(), new Validity(), new DurabilityCheck(false), new EveryTransactionEnds()));
            world.faultsHit = 1;
        }

        private int run() {
            world.startAll();
            world.faults = this;
            int rounds = 60;
            int transactions = 0;
            for (int round = 0; round < rounds; round++) {
                transactions += beginSome();
                shuffle();
                world.runUntil(world.nowNs + prng.nextInt(60));
                recoverSome();
            }
            calm = true;
            world.runToEnd();
            for (TestProcess process : world.processes) {
                count(process);
            }
            return transactions;
        }

        private int beginSome() {
            int begun = 0;
            for (int i = prng.nextInt(9); i > 0; i--) {
                int coordinatorId = prng.nextInt(world.processes.length);
                long set = prng.nextLong(1L << world.processes.length);
                if (set != ProcessSet.EMPTY
                        && world.processes[coordinatorId].isRunning()
                        && world.processes[coordinatorId].node.coordinatedCount() < world.config.maxTransactions()) {
                    drawVotes(set);
                    world.commit(coordinatorId, set);
                    begun++;
                }
            }
            return begun;
        }

        private void drawVotes(long set) {
            for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
                TestPart part = world.processes[ProcessSet.first(rest)].part;
                part.vote = prng.chance(0.7) ? Vote.COMMIT : prng.chance(0.5) ? Vote.READ_ONLY : Vote.ABORT;
                part.failures = prng.chance(0.05) ? 2 : 0;
            }
        }

        /** What is under way arrives in any order, some of it late. */
        private void shuffle() {
            Packet[] packets = world.wire.toArray(new Packet[0]);
            world.wire.clear();
            for (int i = packets.length - 1; i >= 0; i--) {
                int at = prng.nextInt(i + 1);
                Packet drawn = packets[at];
                packets[at] = packets[i];
                world.wire.add(drawn);
            }
            while (prng.chance(0.5) && !world.late.isEmpty()) {
                world.wire.add(world.late.poll());
            }
        }

        private void recoverSome() {
            for (TestProcess process : world.processes) {
                if (!process.isRunning() && prng.chance(0.3)) {
                    world.start(process);
                }
            }
        }

        @Override
        public Cut cut(int processId, int ordinal) {
            if (calm || !prng.chance(crashChance)) {
                return null;
            }
            count(world.processes[processId]);
            return Cut.values()[prng.nextInt(Cut.values().length)];
        }

        @Override
        public Frame frame(int ordinal, int sourceId, int destinationId, long nowNs) {
            if (calm || !prng.chance(loss)) {
                return Frame.ARRIVES;
            }
            return Frame.values()[1 + prng.nextInt(Frame.values().length - 1)];
        }

        @Override
        public boolean recoversAtOnce(int processId) {
            return prng.chance(0.3);
        }

        private void count(TestProcess process) {
            for (CommitCounter counter : CommitCounter.values()) {
                counts[counter.ordinal()] += process.node == null ? 0 : process.count(counter);
            }
        }
    }
}
