package io.ft4j.detect.quality;

/** Refuses nonsense with field, value and limit. */
final class Require {
    /** Of intervals, time-outs and delays: 52 days. Sums of a few of them are whole numbers in a double. */
    static final long MAX_NS = 1L << 52;

    private Require() {}

    static long range(String field, long value, long low, long high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(field + "=" + value + " is outside " + low + ".." + high);
        }
        return value;
    }

    /** NaN is outside every range. */
    static double range(String field, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(field + "=" + value + " is outside " + low + ".." + high);
        }
        return value;
    }
}
