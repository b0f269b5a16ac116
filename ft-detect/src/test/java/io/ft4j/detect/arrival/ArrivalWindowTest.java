package io.ft4j.detect.arrival;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArrivalWindowTest {
    private static final MathContext DIGITS = new MathContext(60);

    @Test
    void beginsWithTheExpectedIntervalAndAQuarterOfItAsDeviation() {
        ArrivalWindow window = new ArrivalWindow(4, 1_000);
        assertEquals(2, window.count());
        assertEquals(1_000, window.meanNs());
        assertEquals(250, window.deviationNs());
        for (int i = 0; i < 4; i++) {
            window.add(1_300);
        }
        assertEquals(4, window.count());
        assertEquals(1_300, window.meanNs());
        assertEquals(0, window.deviationNs(), "the first estimate has made room");
    }

    @Test
    void theOldestMakesRoom() {
        ArrivalWindow window = new ArrivalWindow(3, 10);
        for (int interval = 1; interval <= 100; interval++) {
            window.add(interval);
        }
        assertEquals(99, window.meanNs());
        assertEquals(Math.sqrt(2 / 3.0), window.deviationNs(), 1e-15);
    }

    /** Against whole numbers of any length, after so many intervals that a drift would show; the largest ones there are, too. */
    @ParameterizedTest
    @CsvSource({
        "1, 2, 100, 200",
        "2, 200, 100000000, 150000000",
        "3, 1000, 1, 2",
        "4, 65536, 1, 70368744177664",
        "5, 37, 35184372088832, 70368744177664",
        "6, 10, 1000000000, 1000000001"
    })
    void theSumsStayExact(long seed, int windowCount, long expectedNs, long belowNs) {
        Prng prng = new Prng(seed);
        ArrivalWindow window = new ArrivalWindow(windowCount, expectedNs);
        ArrayDeque<Long> kept = new ArrayDeque<>();
        kept.add(expectedNs - expectedNs / 4);
        kept.add(expectedNs + expectedNs / 4);
        BigInteger sum = BigInteger.valueOf(2 * expectedNs);
        BigInteger squares = square(kept.peekFirst()).add(square(kept.peekLast()));
        for (int i = 1; i <= 300_000; i++) {
            // Now and then the extremes, many in a row.
            long interval = i / 100_000 == 1 ? (i % 2) * ArrivalWindow.MAX_NS : prng.nextLong(belowNs);
            window.add(interval);
            kept.add(interval);
            sum = sum.add(BigInteger.valueOf(interval));
            squares = squares.add(square(interval));
            if (kept.size() > windowCount) {
                long old = kept.remove();
                sum = sum.subtract(BigInteger.valueOf(old));
                squares = squares.subtract(square(old));
            }
            if (i % 997 == 0 || i < 10) {
                check(window, kept.size(), sum, squares, "seed=" + seed + " i=" + i);
            }
        }
    }

    private static BigInteger square(long value) {
        return BigInteger.valueOf(value).pow(2);
    }

    private static void check(ArrivalWindow window, int count, BigInteger sum, BigInteger squares, String where) {
        BigInteger n = BigInteger.valueOf(count);
        assertEquals(count, window.count(), where);
        double mean = new BigDecimal(sum).divide(new BigDecimal(n), DIGITS).doubleValue();
        assertEquals(mean, window.meanNs(), 1e-15 * mean, where);
        BigDecimal spread = new BigDecimal(n.multiply(squares).subtract(sum.pow(2)));
        double deviation = spread.sqrt(DIGITS).divide(new BigDecimal(n), DIGITS).doubleValue();
        assertEquals(deviation, window.deviationNs(), 1e-15 * deviation, where);
    }

    @Test
    void aCopyGoesItsOwnWay() {
        ArrivalWindow window = new ArrivalWindow(8, 100);
        window.add(120);
        ArrivalWindow copy = window.copy();
        copy.add(900);
        assertEquals(320 / 3.0, window.meanNs(), 1e-12);
        assertEquals(305, copy.meanNs());
        assertTrue(copy.deviationNs() > window.deviationNs());
    }
}
