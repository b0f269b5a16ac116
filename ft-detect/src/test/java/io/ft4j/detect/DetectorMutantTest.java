package io.ft4j.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.sim.mutant.MutantLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The checks bite: a detector is broken in one place at a time, and each of the named checks has to notice. {@code
 * -Dft4j.mutants.search=N} looks for the first seeds of the swarm up to N that do, instead.
 */
final class DetectorMutantTest {
    private static final int SEARCH_LIMIT = Integer.getInteger("ft4j.mutants.search", 0);

    @TestFactory
    Stream<DynamicTest> areNoticed() {
        return DetectorMutants.ALL.stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.name(), () -> demandNoticed(mutant)));
    }

    /** Or what is noticed would say nothing. */
    @Test
    void theProductPassesTheSameChecks() {
        MutantChecks checks = new MutantChecks();
        for (DetectorMutant mutant : DetectorMutants.ALL) {
            for (String check : mutant.checks()) {
                assertEquals("", checks.apply(check), check);
            }
        }
    }

    @Test
    void areListedInTheDocumentation() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../docs/failure-detection.md"));
        for (DetectorMutant mutant : DetectorMutants.ALL) {
            assertTrue(
                    lines.contains(mutant.row()),
                    () -> "docs/failure-detection.md lacks the row '" + mutant.row() + "'");
        }
    }

    private static void demandNoticed(DetectorMutant mutant) throws Exception {
        try (MutantLoader loader = MutantLoader.of(mutant.patch())) {
            @SuppressWarnings("unchecked")
            Function<String, String> checks = (Function<String, String>) loader.newObject(MutantChecks.class);
            if (SEARCH_LIMIT > 0) {
                search(mutant, checks);
                return;
            }
            for (String check : mutant.checks()) {
                String failure = checks.apply(check);
                if (check.startsWith(MutantChecks.SWARM)) {
                    String property = check.substring(check.indexOf(": ") + 2);
                    assertTrue(failure.startsWith(property), () -> check + " gives '" + failure + "'");
                } else {
                    assertFalse(failure.isEmpty(), () -> check + " notices nothing");
                }
            }
        }
    }

    private static void search(DetectorMutant mutant, Function<String, String> checks) {
        for (DetectorKind kind : DetectorKind.values()) {
            String found = null;
            for (long seed = 1; seed <= SEARCH_LIMIT && found == null; seed++) {
                String failure = checks.apply(MutantChecks.SWARM + kind + " " + seed);
                found = failure.isEmpty() ? null : seed + ": " + failure;
            }
            System.out.println("MUTANT " + mutant.name() + " | " + kind + " " + found);
        }
    }
}
