package io.ft4j.detect.swim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RoundRobinTest {
    private static final int N = 20;

    private final RoundRobin order = new RoundRobin(N, new Prng(5));

    @Test
    void eachHasItsTurnOnceARound() {
        addAll();
        for (int round = 0; round < 50; round++) {
            Set<Integer> turns = new HashSet<>();
            for (int i = 0; i < N; i++) {
                turns.add(order.next());
            }
            assertEquals(N, turns.size());
        }
    }

    @Test
    void orderIsDrawnAnewForEachRound() {
        addAll();
        Set<String> rounds = new HashSet<>();
        for (int round = 0; round < 20; round++) {
            int[] turns = new int[N];
            Arrays.setAll(turns, i -> order.next());
            rounds.add(Arrays.toString(turns));
        }
        assertEquals(20, rounds.size());
    }

    /** Whoever stays has its turn in each round, whoever comes and goes meanwhile. */
    @Test
    void nobodyIsPassedOverWhileOthersComeAndGo() {
        long seed = 11;
        System.out.println("RoundRobinTest seed " + seed);
        Prng prng = new Prng(seed);
        addAll();
        int[] lastTurns = new int[N];
        int longest = 0;
        for (int turn = 1; turn < 100_000; turn++) {
            int comesAndGoes = N / 2 + prng.nextInt(N / 2);
            if (order.contains(comesAndGoes)) {
                order.remove(comesAndGoes);
            } else {
                order.add(comesAndGoes);
            }
            int next = order.next();
            assertTrue(order.contains(next));
            longest = next < N / 2 ? Math.max(longest, turn - lastTurns[next]) : longest;
            lastTurns[next] = turn;
        }
        // Who comes and goes may have its turn twice in a round, which makes the rounds longer.
        assertTrue(longest <= 4 * N, "longest " + longest);
    }

    @Test
    void aNewOneTakesARandomPlaceInThisRoundOrInTheNext() {
        int thisRound = 0;
        for (int i = 0; i < 1_000; i++) {
            RoundRobin fresh = new RoundRobin(N, new Prng(i));
            for (int id = 0; id < N - 1; id++) {
                fresh.add(id);
            }
            for (int turn = 0; turn < 9; turn++) {
                fresh.next();
            }
            fresh.add(N - 1);
            for (int turn = 9; turn < N - 1; turn++) {
                thisRound += fresh.next() == N - 1 ? 1 : 0;
            }
        }
        // 11 of 20 places are left, and the last turn of a round that grew is not among the ten.
        assertTrue(thisRound > 420 && thisRound < 580, "in this round " + thisRound);
    }

    private void addAll() {
        for (int id = 0; id < N; id++) {
            order.add(id);
        }
    }
}
