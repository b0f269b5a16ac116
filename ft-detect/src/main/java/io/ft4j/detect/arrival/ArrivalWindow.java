package io.ft4j.detect.arrival;

/**
 * Mean and deviation of the newest intervals between heartbeats. An interval costs a load, a store and a product: it takes
 * the place of the oldest one in a ring, and two running sums. The sums are whole numbers, the one of the squares of 128
 * bits, so they are exact after any number of intervals and nothing drifts; what is summed is the excess over the expected
 * interval. Deviations are computed when they are asked for.
 *
 * <p>Two intervals stand in it at first, a quarter below and above the expected one: the first estimate. They make room like
 * any others.
 *
 * <p>One thread. No allocation after construction.
 */
final class ArrivalWindow {
    /** Of an interval: with it and {@link #MAX_COUNT} all sums below fit into their bits. */
    static final long MAX_NS = 1L << 46;

    static final int MAX_COUNT = 1 << 16;

    private static final double TWO_POW_64 = 0x1p64;

    private final long expectedNs;
    private final long[] excessNs;
    private int next;
    private int count;
    private long sum;
    private long squaresHigh;
    private long squaresLow;

    /** @param windowCount intervals that are kept, 2 to {@link #MAX_COUNT}. */
    ArrivalWindow(int windowCount, long expectedNs) {
        this.expectedNs = expectedNs;
        excessNs = new long[windowCount];
        add(expectedNs - expectedNs / 4);
        add(expectedNs + expectedNs / 4);
    }

    private ArrivalWindow(ArrivalWindow other) {
        expectedNs = other.expectedNs;
        excessNs = other.excessNs.clone();
        next = other.next;
        count = other.count;
        sum = other.sum;
        squaresHigh = other.squaresHigh;
        squaresLow = other.squaresLow;
    }

    ArrivalWindow copy() {
        return new ArrivalWindow(this);
    }

    /** @param intervalNs 0 to {@link #MAX_NS}. */
    void add(long intervalNs) {
        long now = intervalNs - expectedNs;
        long old = excessNs[next];
        excessNs[next] = now;
        next = next + 1 == excessNs.length ? 0 : next + 1;
        count = Math.min(count + 1, excessNs.length);
        sum += now - old;
        addToSquares(now - old, now + old);
    }

    /** The new square less the old one, as one product. */
    private void addToSquares(long difference, long total) {
        long low = difference * total;
        squaresLow += low;
        squaresHigh += Math.multiplyHigh(difference, total) + carry(squaresLow, low);
    }

    int count() {
        return count;
    }

    double meanNs() {
        return expectedNs + sum / (double) count;
    }

    /** √(n·Σx² − (Σx)²) / n: the difference, where digits are lost, is exact. */
    double deviationNs() {
        long low = squaresLow * count;
        long high = squaresHigh * count + unsignedMultiplyHigh(squaresLow, count);
        long sumLow = sum * sum;
        long differenceLow = low - sumLow;
        long differenceHigh = high - Math.multiplyHigh(sum, sum) - carry(low, sumLow);
        return Math.sqrt(differenceHigh * TWO_POW_64 + unsigned(differenceLow)) / count;
    }

    /** 1 where an unsigned sum is below one of its terms, or a minuend below what is taken from it. */
    private static int carry(long value, long term) {
        return Long.compareUnsigned(value, term) < 0 ? 1 : 0;
    }

    /** @param factor not negative. */
    private static long unsignedMultiplyHigh(long value, long factor) {
        return Math.multiplyHigh(value, factor) + (value >> 63 & factor);
    }

    private static double unsigned(long value) {
        return (value >>> 1) * 2.0 + (value & 1);
    }
}
