package io.ft4j.log.coordinated;

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
        String text = Files.readString(Path.of("../docs/coordinated-checkpoints.md"));
        for (Mutants.Mutant mutant : Mutants.ALL) {
            String row = "| " + mutant.name() + " | " + mutant.property() + " |";
            assertTrue(text.contains(row), () -> "docs/coordinated-checkpoints.md lacks the row '" + row + "'");
        }
    }

    private static void demandNoticed(Mutants.Mutant mutant) throws Exception {
        try (MutantLoader loader = MutantLoader.of(mutant.patch())) {
            @SuppressWarnings("unchecked")
            Function<String, String> run = (Function<String, String>) loader.newObject(MutantRun.class);
            String failure = run.apply(mutant.walk().name());
            System.out.println("MUTANT " + mutant.name() + " => "
                    + failure.lines().findFirst().orElse("NOTHING"));
            assertTrue(
                    !failure.isEmpty() && failure.startsWith(mutant.property()),
                    () -> mutant.name() + " gives '" + failure + "' instead of '" + mutant.property() + "'");
        }
    }
}
