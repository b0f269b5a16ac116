package io.ft4j.core.model;

/**
 * A seeded generator (SplitMix64; Steele, Lea, Flood 2014): the only source of randomness in a protocol. Equal seeds
 * give equal sequences on every JVM. Not thread-safe; no allocation but in {@link #fork(String)}.
 */
public final class Prng {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    public Prng(long seed) {
        state = seed;
    }

    /** An independent generator for one purpose: adding a use under a new label leaves all other sequences as they were. */
    public Prng fork(String label) {
        long hash = mix(state + GOLDEN_GAMMA);
        for (int i = 0; i < label.length(); i++) {
            hash = mix(hash ^ label.charAt(i) * GOLDEN_GAMMA);
        }
        return new Prng(hash);
    }

    /** Goes on as a new generator of this seed. */
    public void restart(long seed) {
        state = seed;
    }

    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in 0 (inclusive) to bound (exclusive), without modulo bias. */
    public long nextLong(long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound=" + bound + " must be positive");
        }
        long bits = nextLong() >>> 1;
        long value = bits % bound;
        while (bits - value + (bound - 1) < 0) {
            bits = nextLong() >>> 1;
            value = bits % bound;
        }
        return value;
    }

    public int nextInt(int bound) {
        return (int) nextLong(bound);
    }

    /** Uniform in 0 (inclusive) to 1 (exclusive). */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    public boolean chance(double probability) {
        return nextDouble() < probability;
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
