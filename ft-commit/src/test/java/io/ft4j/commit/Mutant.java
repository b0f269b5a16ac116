package io.ft4j.commit;

import io.ft4j.core.sim.mutant.Patch;

/**
 * A way to break the product.
 *
 * @param name        what is wrong with it.
 * @param file        beside this one.
 * @param original    stands once in that file.
 * @param replacement stands there instead.
 * @param family      of small worlds that notices it.
 * @param property    that a check names, or the beginning of an invariant.
 */
record Mutant(
        String name, String file, String original, String replacement, SmallWorlds.Family family, String property) {
    Patch patch() {
        return new Patch("commit/" + file, original, replacement);
    }
}
