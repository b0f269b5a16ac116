package io.ft4j.detect.quality;

import java.util.Arrays;

/** Distributions as text in milliseconds, for tables of parameters. */
final class Delays {
    private static final long MS = 1_000_000;

    private Delays() {}

    static DelayDistribution parse(String text) {
        String[] words = text.trim().split(" ");
        long[] ns = Arrays.stream(words)
                .skip(1)
                .mapToLong(word -> Long.parseLong(word) * MS)
                .toArray();
        return switch (words[0]) {
            case "constant" -> DelayDistribution.constant(ns[0]);
            case "uniform" -> DelayDistribution.uniform(ns[0], ns[1]);
            case "exponential" -> DelayDistribution.shiftedExponential(ns[0], ns[1]);
            case "empirical" -> DelayDistribution.empirical(ns);
            default -> throw new IllegalArgumentException(text);
        };
    }
}
