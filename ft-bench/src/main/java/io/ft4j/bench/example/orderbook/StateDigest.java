package io.ft4j.bench.example.orderbook;

/**
 * A 64-bit digest of a sequence of numbers, in which their order counts (the finalizer of SplitMix64 over a running
 * sum; Steele, Lea, Flood 2014). It finds differences, not adversaries. Allocates nothing.
 */
public final class StateDigest {
    private static final long SEED = 0x9E3779B97F4A7C15L;

    private long value = SEED;

    StateDigest reset() {
        value = SEED;
        return this;
    }

    StateDigest add(long number) {
        value = mix(value + SEED + mix(number + SEED));
        return this;
    }

    long value() {
        return value;
    }

    public static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
