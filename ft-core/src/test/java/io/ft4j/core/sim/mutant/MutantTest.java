package io.ft4j.core.sim.mutant;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The checks bite: the product is broken in one place at a time, and the ordinary swarm has to notice it under the seed
 * that is recorded. {@code -Dft4j.mutants.search=N} looks for the first such seed up to N instead.
 */
class MutantTest {
    private static final int SEARCH_LIMIT = Integer.getInteger("ft4j.mutants.search", 0);
    private static final String ONLY = System.getProperty("ft4j.mutants.only", "");

    @TestFactory
    Stream<DynamicTest> areNoticed() {
        return Mutants.ALL.stream()
                .filter(mutant -> mutant.name().matches(ONLY.isEmpty() ? ".*" : ONLY))
                .map(mutant -> DynamicTest.dynamicTest(mutant.name(), () -> demandNoticed(mutant)));
    }

    @Test
    void areListedInTheDocumentation() throws IOException {
        String text = Files.readString(Path.of("../docs/simulation.md"));
        for (Mutant mutant : Mutants.ALL) {
            String row = "| " + mutant.name() + " | " + mutant.property() + " | " + mutant.seed() + " |";
            assertTrue(text.contains(row), () -> "docs/simulation.md lacks the row '" + row + "'");
        }
    }

    private static void demandNoticed(Mutant mutant) throws Exception {
        try (MutantLoader loader = MutantLoader.of(mutant.patch())) {
            @SuppressWarnings("unchecked")
            LongFunction<String> run = (LongFunction<String>) loader.newObject(MutantRun.class);
            if (SEARCH_LIMIT > 0) {
                search(mutant, run);
            } else {
                String failure = run.apply(mutant.seed());
                assertTrue(
                        failure.startsWith(mutant.property()),
                        () -> mutant.name() + ": seed " + mutant.seed() + " gives '" + failure + "' instead of '"
                                + mutant.property() + "'");
            }
        }
    }

    private static void search(Mutant mutant, LongFunction<String> run) {
        for (long seed = 1; seed <= SEARCH_LIMIT; seed++) {
            String failure = run.apply(seed);
            if (!failure.isEmpty()) {
                System.out.println("MUTANT " + mutant.name() + " | " + seed + " | " + failure);
                return;
            }
        }
        System.out.println("MUTANT " + mutant.name() + " | not within " + SEARCH_LIMIT);
    }
}
