package io.ft4j.core.sim.mutant;

/**
 * One place of the product that reads differently.
 *
 * @param file        below {@code io/ft4j} of the module that is tested.
 * @param original    stands once in that file.
 * @param replacement stands there instead.
 */
public record Patch(String file, String original, String replacement) {
    /** @throws IllegalStateException when it does not fit the source any more. */
    String apply(String source) {
        int at = source.indexOf(original);
        if (at < 0 || source.indexOf(original, at + 1) >= 0) {
            throw new IllegalStateException(
                    file + " has \"" + original + "\" " + (at < 0 ? "nowhere" : "more than once"));
        }
        return source.substring(0, at) + replacement + source.substring(at + original.length());
    }
}
