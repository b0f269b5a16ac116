package io.ft4j.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuorumTest {
    private static final int MAX_PROCESSES = 10;

    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "3,2", "4,3", "5,3", "6,4", "7,4", "63,32", "64,33"})
    void aMajorityIsMoreThanHalf(int processCount, int expected) {
        assertEquals(expected, Quorum.majority(processCount));
    }

    @Test
    void anyTwoMajoritiesIntersectAndNothingSmallerDoes() {
        for (int n = 1; n <= MAX_PROCESSES; n++) {
            assertTrue(smallestIntersection(n, Quorum.majority(n)) >= 1, "n=" + n);
            assertEquals(0, smallestIntersection(n, Quorum.majority(n) - 1), "n=" + n);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,0", "2,0", "3,0", "4,1", "5,1", "6,1", "7,2", "10,3", "64,21"})
    void fewerThanAThirdMayLie(int processCount, int expected) {
        assertEquals(expected, Quorum.byzantineFaults(processCount));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "3,2", "4,3", "5,4", "6,4", "7,5", "8,6", "9,6", "10,7"})
    void aByzantineQuorumIsTwoKPlusOneOnlyWhereNIsThreeKPlusOne(int processCount, int expected) {
        assertEquals(expected, Quorum.byzantine(processCount));
    }

    @Test
    void anyTwoByzantineQuorumsShareACorrectProcessAndNothingSmallerDoes() {
        for (int n = 1; n <= MAX_PROCESSES; n++) {
            int liars = Quorum.byzantineFaults(n);
            assertTrue(smallestIntersection(n, Quorum.byzantine(n)) > liars, "n=" + n);
            assertTrue(smallestIntersection(n, Quorum.byzantine(n) - 1) <= liars, "n=" + n);
        }
    }

    @Test
    void theCorrectProcessesAloneMakeAQuorum() {
        for (int n = 1; n <= ProcessSet.MAX_PROCESSES; n++) {
            assertTrue(n - Quorum.byzantineFaults(n) >= Quorum.byzantine(n), "n=" + n);
        }
    }

    @Test
    void isMajorityCountsMembers() {
        for (int n = 1; n <= MAX_PROCESSES; n++) {
            for (long set = 0; set < 1L << n; set++) {
                assertEquals(2 * Long.bitCount(set) > n, Quorum.isMajority(set, n), "n=" + n + " set=" + set);
            }
        }
        assertTrue(Quorum.isMajority(-1L, 64));
        assertFalse(Quorum.isMajority(ProcessSet.firstN(32), 64));
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void reachedByMajorityEqualsItsSortingTwin(long seed) {
        Prng prng = new Prng(seed);
        for (int run = 0; run < 20_000; run++) {
            int n = 1 + prng.nextInt(9);
            long[] values = new long[n + prng.nextInt(3)];
            for (int i = 0; i < values.length; i++) {
                values[i] = prng.chance(0.1) ? Long.MAX_VALUE : prng.nextInt(6) - 1;
            }
            long[] before = values.clone();
            long[] sorted = Arrays.copyOf(values, n);
            Arrays.sort(sorted);
            long expected = sorted[n - Quorum.majority(n)];
            String message = "seed=" + seed + " run=" + run + " " + Arrays.toString(values) + " n=" + n;
            assertEquals(expected, Quorum.reachedByMajority(values, n), message);
            assertTrue(Arrays.equals(before, values), "the values are not changed");
        }
    }

    @Test
    void reachedByMajorityTakesTheSmallestValueThereIs() {
        assertEquals(Long.MIN_VALUE, Quorum.reachedByMajority(new long[] {Long.MIN_VALUE, Long.MIN_VALUE, 5}, 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void aGroupOfNobodyIsRefused(int processCount) {
        assertThrows(IllegalArgumentException.class, () -> Quorum.majority(processCount));
        assertThrows(IllegalArgumentException.class, () -> Quorum.byzantineFaults(processCount));
        assertThrows(IllegalArgumentException.class, () -> Quorum.byzantine(processCount));
        assertThrows(IllegalArgumentException.class, () -> Quorum.reachedByMajority(new long[0], processCount));
    }

    /** Over all pairs of sets of this size among n. */
    private static int smallestIntersection(int n, int size) {
        int smallest = n;
        for (long a = 0; a < 1L << n; a++) {
            if (Long.bitCount(a) == size) {
                for (long b = a; b < 1L << n; b++) {
                    if (Long.bitCount(b) == size) {
                        smallest = Math.min(smallest, Long.bitCount(a & b));
                    }
                }
            }
        }
        return smallest;
    }
}
