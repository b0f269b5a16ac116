package io.ft4j.bench.example.orderbook;

import io.ft4j.core.model.Prng;

/**
 * Gaps between events that come in bursts: five kinds of gap from "at once" to "a second", where the kind of the next
 * one depends on the last (a Markov chain), under a regime, busy or calm, that lasts for some hundred events. Within a
 * kind, gaps spread over octaves of time. Allocates nothing.
 */
final class ArrivalTimes {
    /** Row: kind of the last gap; column: weight of the kind that follows. */
    private static final Weighted[] NEXT_KIND = {
        new Weighted(148, 290, 274, 124, 164),
        new Weighted(116, 313, 293, 154, 124),
        new Weighted(80, 212, 383, 183, 142),
        new Weighted(58, 292, 259, 207, 184),
        new Weighted(88, 231, 251, 141, 289),
    };

    /** Binary logarithm of the shortest gap of a kind in nanoseconds. */
    private static final int[] FIRST_OCTAVE = {10, 11, 17, 21, 25};

    /** How the gaps of a kind spread over its octaves. */
    private static final Weighted[] OCTAVES = {
        new Weighted(1),
        new Weighted(1, 1, 1, 1, 1, 1),
        new Weighted(1, 1, 1, 1),
        new Weighted(1, 1, 1, 1),
        new Weighted(6, 6, 6, 4, 1),
    };

    private static final int AT_ONCE = 0;
    private static final int LONG = 4;
    private static final double SAME_INSTANT_SHARE = 0.69;

    private static final double REGIME_CHANGE = 1.0 / 150;
    private static final double BUSY_SKIPS_LONG = 0.85;
    private static final double CALM_ADDS_LONG = 0.17;

    private final Prng prng;
    private int kind;
    private boolean busy;

    ArrivalTimes(Prng prng) {
        this.prng = prng;
    }

    long nextGapNs() {
        busy ^= prng.chance(REGIME_CHANGE);
        kind = nextKind();
        if (kind == AT_ONCE && prng.chance(SAME_INSTANT_SHARE)) {
            return 0;
        }
        long shortest = 1L << (FIRST_OCTAVE[kind] + OCTAVES[kind].draw(prng));
        return shortest + prng.nextLong(shortest);
    }

    private int nextKind() {
        int next = NEXT_KIND[kind].draw(prng);
        if (busy) {
            return next == LONG && prng.chance(BUSY_SKIPS_LONG) ? NEXT_KIND[kind].draw(prng) : next;
        }
        return prng.chance(CALM_ADDS_LONG) ? LONG : next;
    }
}
