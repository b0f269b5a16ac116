package io.ft4j.commit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.sim.mutant.MutantLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The checks bite: the product is broken in one place at a time, and the small worlds have to notice it. */
final class MutantTest {
    @TestFactory
    Stream<DynamicTest> areNoticed() {
        return Mutants.ALL.stream().map(mutant -> DynamicTest.dynamicTest(mutant.name(), () -> demandNoticed(mutant)));
    }

    @Test
    void areListedInTheDocumentation() throws IOException {
        String text = Files.readString(Path.of("../docs/two-phase-commit.md"));
        for (Mutant mutant : Mutants.ALL) {
            String row = "| " + mutant.name() + " | " + mutant.property() + " | " + mutant.family() + " |";
            assertTrue(text.contains(row), () -> "docs/two-phase-commit.md lacks the row '" + row + "'");
        }
    }

    private static void demandNoticed(Mutant mutant) throws Exception {
        try (MutantLoader loader = MutantLoader.of(mutant.patch())) {
            @SuppressWarnings("unchecked")
            Function<String, String> run = (Function<String, String>) loader.newObject(MutantRun.class);
            String failure = run.apply(mutant.family().name());
            assertTrue(
                    failure.startsWith(mutant.property()),
                    () -> mutant.name() + " gives '" + failure + "' instead of '" + mutant.property() + "'");
        }
    }
}
