package io.ft4j.core.dependability;

/** Refuses nonsense with field, value and limit, and results that a double cannot hold. */
final class Require {
    /** Of mean times. Wide enough for anything real, narrow enough that rates and ratios stay finite. */
    static final double MIN_MEAN_NS = 1e-9;

    static final double MAX_NS = 1e30;

    private Require() {}

    /** A mean time whose inverse is a rate. */
    static double meanNs(String field, double value) {
        return range(field, value, MIN_MEAN_NS, MAX_NS);
    }

    static double durationNs(String field, double value) {
        return range(field, value, 0, MAX_NS);
    }

    static double probability(String field, double value) {
        return range(field, value, 0, 1);
    }

    /** NaN is outside every range. */
    static double range(String field, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(field + "=" + value + " is outside " + low + ".." + high);
        }
        return value;
    }

    static double inside(String field, double value, double low, double high) {
        if (!(value > low && value < high)) {
            throw new IllegalArgumentException(field + "=" + value + " is not between " + low + " and " + high);
        }
        return value;
    }

    static long atLeast(String field, long value, long low) {
        if (value < low) {
            throw new IllegalArgumentException(field + "=" + value + " must be at least " + low);
        }
        return value;
    }

    static long range(String field, long value, long low, long high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(field + "=" + value + " is outside " + low + ".." + high);
        }
        return value;
    }

    /** @throws ArithmeticException where a valid question has an answer that is too large for a double. */
    static double finite(String result, double value) {
        if (!Double.isFinite(value)) {
            throw new ArithmeticException(result + "=" + value + " is beyond what a double holds");
        }
        return value;
    }
}
