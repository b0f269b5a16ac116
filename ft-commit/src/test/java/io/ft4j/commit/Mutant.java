package io.ft4j.commit;

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
    String patch(String source) {
        int at = source.indexOf(original);
        if (at < 0 || source.indexOf(original, at + 1) >= 0) {
            throw new IllegalStateException("mutant \"" + name + "\": " + file + " has \"" + original + "\" "
                    + (at < 0 ? "nowhere" : "more than once"));
        }
        return source.substring(0, at) + replacement + source.substring(at + original.length());
    }
}
