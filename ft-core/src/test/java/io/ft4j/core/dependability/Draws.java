package io.ft4j.core.dependability;

import io.ft4j.core.model.Prng;

/** Random times. */
final class Draws {
    private Draws() {}

    static double exponential(Prng prng, double mean) {
        return -mean * Math.log1p(-prng.nextDouble());
    }

    static long exponentialNs(Prng prng, double mean) {
        return Math.max(1, Math.round(exponential(prng, mean)));
    }
}
