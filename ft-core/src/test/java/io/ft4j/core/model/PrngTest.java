package io.ft4j.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrngTest {
    /** The first values of SplitMix64 from seed 0, as its authors' reference code gives them. */
    @Test
    void givesTheSequenceOfSplitMix64() {
        Prng prng = new Prng(0);
        assertEquals(0xE220A8397B1DCDAFL, prng.nextLong());
        assertEquals(0x6E789E6AA1B965F4L, prng.nextLong());
        assertEquals(0x06C45D188009454FL, prng.nextLong());
        assertEquals(0xF88BB8A8724C81ECL, prng.nextLong());
        Prng other = new Prng(1234567);
        assertEquals(6457827717110365317L, other.nextLong());
        assertEquals(3203168211198807973L, other.nextLong());
    }

    @Test
    void equalSeedsGiveEqualSequencesAndOthersDoNot() {
        Prng a = new Prng(42);
        Prng b = new Prng(42);
        Prng c = new Prng(43);
        for (int i = 0; i < 100; i++) {
            long value = a.nextLong();
            assertEquals(value, b.nextLong());
            assertNotEquals(value, c.nextLong());
        }
    }

    @Test
    void aForkLeavesTheParentAsItWas() {
        Prng forked = new Prng(42);
        forked.fork("network");
        forked.fork("disk").nextLong();
        assertEquals(new Prng(42).nextLong(), forked.nextLong());
    }

    @Test
    void equalForksAreEqualAndOthersAreIndependent() {
        assertEquals(
                new Prng(42).fork("disk").nextLong(), new Prng(42).fork("disk").nextLong());
        Set<Long> seen = new HashSet<>();
        String[] labels = {"", "a", "b", "aa", "ab", "ba", "disk", "disk-0", "disk-1", "network"};
        for (long seed = 0; seed < 100; seed++) {
            Prng parent = new Prng(seed);
            for (String label : labels) {
                Prng fork = parent.fork(label);
                for (int i = 0; i < 20; i++) {
                    assertTrue(seen.add(fork.nextLong()), "seed=" + seed + " label=" + label + " value " + i);
                }
            }
            for (int i = 0; i < 20; i++) {
                assertTrue(seen.add(parent.nextLong()), "seed=" + seed + " value " + i);
            }
        }
    }

    /** Chi-square with bound - 1 degrees of freedom stays below five standard deviations for this seed. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 7, 10, 64, 1000})
    void boundedValuesAreUniform(int bound) {
        Prng prng = new Prng(4711);
        int draws = 100_000;
        int[] counts = new int[bound];
        for (int i = 0; i < draws; i++) {
            counts[prng.nextInt(bound)]++;
        }
        double expected = (double) draws / bound;
        double chiSquare = 0;
        for (int count : counts) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        double degrees = bound - 1.0;
        assertTrue(chiSquare <= degrees + 5 * Math.sqrt(2 * degrees), "seed=4711 bound=" + bound + ": " + chiSquare);
    }

    /** A bound of three quarters of the range: a bare modulo would give the lower third twice as often. */
    @Test
    void largeBoundsHaveNoModuloBias() {
        Prng prng = new Prng(4712);
        long bound = 3L << 61;
        int lower = 0;
        int draws = 30_000;
        for (int i = 0; i < draws; i++) {
            long value = prng.nextLong(bound);
            assertTrue(value >= 0 && value < bound);
            lower += value < bound / 3 ? 1 : 0;
        }
        assertTrue(Math.abs(lower - draws / 3) < 500, "seed=4712: " + lower);
        for (int i = 0; i < 1000; i++) {
            assertTrue(prng.nextLong(Long.MAX_VALUE) >= 0);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aBoundThatIsNotPositiveIsRefused(long bound) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> new Prng(1).nextLong(bound));
        assertEquals("bound=" + bound + " must be positive", refusal.getMessage());
    }

    @Test
    void doublesAreUniformAndBelowOne() {
        Prng prng = new Prng(4713);
        double sum = 0;
        for (int i = 0; i < 100_000; i++) {
            double value = prng.nextDouble();
            assertTrue(value >= 0 && value < 1);
            sum += value;
        }
        assertEquals(0.5, sum / 100_000, 0.005, "seed=4713");
    }

    @Test
    void chanceIsAsProbableAsAsked() {
        Prng prng = new Prng(4714);
        int hits = 0;
        for (int i = 0; i < 100_000; i++) {
            hits += prng.chance(0.2) ? 1 : 0;
            assertTrue(prng.chance(1.0));
            assertTrue(!prng.chance(0.0));
        }
        assertEquals(20_000, hits, 600, "seed=4714");
    }
}
