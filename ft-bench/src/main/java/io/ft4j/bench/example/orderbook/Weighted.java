package io.ft4j.bench.example.orderbook;

import io.ft4j.core.model.Prng;

/** Draws 0, 1, 2, … in proportion to given weights, in integer arithmetic: equal on every JVM. Allocates nothing. */
final class Weighted {
    private final int[] upTo;

    Weighted(int... weights) {
        upTo = new int[weights.length];
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            upTo[i] = sum;
        }
    }

    int draw(Prng prng) {
        int at = prng.nextInt(upTo[upTo.length - 1]);
        int i = 0;
        while (at >= upTo[i]) {
            i++;
        }
        return i;
    }
}
