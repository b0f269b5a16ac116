package io.ft4j.commit.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.Outcome;
import io.ft4j.commit.Vote;
import io.ft4j.core.model.Prng;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.agrona.collections.MutableInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two books move quantities to each other while replicas of the coordinator come and go, and the process as well. */
@Timeout(300)
final class ReplicatedBooksTest {
    private static final int INSTRUMENTS = 4;
    private static final long QUANTITY = 50;
    private static final int ROUNDS = 400;
    private static final int ROUNDS_PER_LIFE = 80;

    /** Reserves what leaves it, and refuses what it does not have. What it holds outlives the process, as a table would. */
    private static final class Book extends TestParticipant {
        private final long[] quantities = new long[INSTRUMENTS];
        private final Map<Long, long[]> moves = new HashMap<>();
        private final Map<Long, long[]> reserved = new HashMap<>();

        Book() {
            Arrays.fill(quantities, QUANTITY);
        }

        @Override
        public Vote prepare(int coordinatorId, long transactionId) {
            long[] move = moves.remove(transactionId);
            if (move == null || quantities[(int) move[0]] + Math.min(0, move[1]) < 0) {
                return Vote.ABORT;
            }
            quantities[(int) move[0]] += Math.min(0, move[1]);
            reserved.put(transactionId, move);
            return Vote.COMMIT;
        }

        @Override
        public boolean commit(int coordinatorId, long transactionId) {
            long[] move = reserved.remove(transactionId);
            if (move != null) {
                quantities[(int) move[0]] += Math.max(0, move[1]);
                committed.add(transactionId);
            }
            return true;
        }

        @Override
        public boolean abort(int coordinatorId, long transactionId) {
            moves.remove(transactionId);
            long[] move = reserved.remove(transactionId);
            if (move != null) {
                quantities[(int) move[0]] -= Math.min(0, move[1]);
            }
            return true;
        }

        private long total() {
            long sum = 0;
            for (long quantity : quantities) {
                sum += quantity;
            }
            return sum;
        }
    }

    private final Prng prng = new Prng(20_261);
    private final Book left = new Book();
    private final Book right = new Book();
    private final ManagerWorld world = new ManagerWorld(true);
    private int down = -1;

    ReplicatedBooksTest() {
        world.close();
        world.participants.set(0, left);
        world.participants.set(1, right);
        world.start();
    }

    private void move() {
        long id = world.client.begin();
        if (id > 0) {
            long instrument = prng.nextInt(INSTRUMENTS);
            long quantity = prng.nextInt(41) - 20;
            left.moves.put(id, new long[] {instrument, -quantity});
            right.moves.put(id, new long[] {instrument, quantity});
            world.client.enlist(id, 1);
            world.client.enlist(id, 2);
            world.client.requestCommit(id);
        }
    }

    private void loseOrRestoreAReplica() {
        if (down >= 0) {
            world.manager.coordinatorGroup().restart(down);
            down = -1;
        } else {
            down = prng.nextInt(ManagerWorld.REPLICAS);
            world.manager.coordinatorGroup().kill(down);
        }
    }

    private boolean isQuiet() {
        return world.client.outstanding() == 0 && left.reserved.isEmpty() && right.reserved.isEmpty();
    }

    @Test
    void nothingIsMadeOrLost() {
        MutableInteger committed = new MutableInteger();
        for (int round = 1; round <= ROUNDS; round++) {
            move();
            for (int i = prng.nextInt(12); i > 0; i--) {
                world.nowNs += 50_000;
                world.step();
            }
            if (prng.nextInt(10) == 0) {
                loseOrRestoreAReplica();
            }
            if (round % ROUNDS_PER_LIFE == 0) {
                world.restart();
                down = -1;
                world.until(() -> left.reserved.isEmpty() && right.reserved.isEmpty(), "what was left open ends");
                assertEquals(2 * INSTRUMENTS * QUANTITY, left.total() + right.total());
            }
        }
        world.until(this::isQuiet, "all are over");
        world.settle();
        assertEquals(2 * INSTRUMENTS * QUANTITY, left.total() + right.total());
        assertEquals(Set.copyOf(left.committed), Set.copyOf(right.committed));
        world.ended.forEach(end -> {
            assertTrue(end.outcome() != Outcome.INDETERMINATE, end.toString());
            boolean commit = end.outcome() == Outcome.COMMITTED;
            committed.value += commit ? 1 : 0;
            assertEquals(commit, left.committed.contains(end.transactionId()), end.toString());
        });
        assertTrue(committed.value > ROUNDS / 4, () -> "committed=" + committed.value);
        world.close();
    }
}
