package io.ft4j.detect;

import io.ft4j.core.sim.mutant.Patch;
import java.util.List;

/**
 * A way to break a detector.
 *
 * @param name   what is wrong with it.
 * @param checks that are known to notice it, as {@link MutantChecks} reads them.
 */
record DetectorMutant(String name, Patch patch, List<String> checks) {
    DetectorMutant(String name, String file, String original, String replacement, String... checks) {
        this(name, new Patch("detect/" + file, original, replacement), List.of(checks));
    }

    /** In the documentation. */
    String row() {
        return "| " + name + " | `" + String.join("`, `", checks) + "` |";
    }
}
