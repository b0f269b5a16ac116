package io.ft4j.core.sim.mutant;

/**
 * A way to break the product.
 *
 * @param name        what is wrong with it.
 * @param file        below {@code io/ft4j/core}.
 * @param original    stands once in that file.
 * @param replacement stands there instead.
 * @param property    that a check names, or the beginning of an invariant.
 * @param seed        under which it is known to be noticed.
 */
record Mutant(String name, String file, String original, String replacement, String property, long seed) {
    Patch patch() {
        return new Patch("core/" + file, original, replacement);
    }
}
