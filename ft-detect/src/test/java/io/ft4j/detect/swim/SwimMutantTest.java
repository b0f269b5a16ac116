package io.ft4j.detect.swim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.sim.mutant.MutantLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The swarm bites: the product is broken in one place at a time, and the swarm has to notice it under the seed that is
 * recorded, under which the product itself is sound. {@code -Dft4j.mutants.search=N} looks for the first such seed up to N
 * instead.
 */
final class SwimMutantTest {
    private static final int SEARCH_LIMIT = Integer.getInteger("ft4j.mutants.search", 0);

    @TestFactory
    Stream<DynamicTest> areNoticed() {
        return SwimMutant.ALL.stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.name(), () -> demandNoticed(mutant)));
    }

    @Test
    void areListedInTheDocumentation() throws IOException {
        String text = Files.readString(Path.of("../docs/swim.md"));
        for (SwimMutant mutant : SwimMutant.ALL) {
            String row = "| " + mutant.name() + " | " + mutant.property() + " | " + mutant.seed() + " |";
            assertTrue(text.contains(row), () -> "docs/swim.md lacks the row '" + row + "'");
        }
    }

    private static void demandNoticed(SwimMutant mutant) throws Exception {
        try (MutantLoader loader = MutantLoader.of(mutant.patch())) {
            @SuppressWarnings("unchecked")
            LongFunction<String> run = (LongFunction<String>) loader.newObject(SwimMutantRun.class);
            if (SEARCH_LIMIT > 0) {
                search(mutant, run);
            } else {
                String failure = run.apply(mutant.seed());
                assertTrue(
                        failure.startsWith(mutant.property()),
                        () -> mutant.name() + ": seed " + mutant.seed() + " gives '" + failure + "' instead of '"
                                + mutant.property() + "'");
                assertEquals("", new SwimMutantRun().apply(mutant.seed()), "the product, seed " + mutant.seed());
            }
        }
    }

    private static void search(SwimMutant mutant, LongFunction<String> run) {
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
