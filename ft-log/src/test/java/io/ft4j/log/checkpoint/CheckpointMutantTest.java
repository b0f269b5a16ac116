package io.ft4j.log.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.sim.mutant.MutantLoader;
import io.ft4j.core.sim.mutant.Patch;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The crash points bite: the product is broken in one place at a time, and a crash has to show it. */
class CheckpointMutantTest {
    private static final String SINK = "CheckpointSink.java";
    private static final String STORE = "CheckpointStore.java";

    private static final String PUBLISH = """
                    try {
                        files.forceFolder();
                    } catch (IOException e) {
                        throw fail("it is not known whether checkpoint " + number + " is durable", e);
                    }
            """;
    private static final String PREPARE = """
                    try {
                        files.forceFolder();
                    } catch (IOException e) {
                        throw fail("it is not known whether tentative checkpoint " + prepared.number() + " is durable", e);
                    }
            """;
    private static final String UNDO = """
                            undone.add(later);
                        }
                        files.forceFolder();
            """;
    private static final String NO_UNDO = """
                            undone.add(later);
                        }
            """;

    private static final String[][] MUTANTS = {
        {"rename before force", SINK, """
                        files.force(channel);
                        channel.close();
                        files.rename(temporaryName, CheckpointFiles.name(number(), suffix));
            """, """
                        files.rename(temporaryName, CheckpointFiles.name(number(), suffix));
                        files.force(channel);
                        channel.close();
            """, "whole or not there"},
        {"delete before rename", SINK, "            files.force(channel);\n", """
            for (long old : store.numbers()) {
                files.delete(CheckpointFiles.name(old, CheckpointFiles.SUFFIX));
            }
            files.force(channel);
            """, "one is sound"},
        {"folder not forced before deletion", STORE, PUBLISH, "", "whole or not there"},
        {"rollback not forced", STORE, UNDO, NO_UNDO, "newest"},
        {"prepared without a force of the folder", STORE, PREPARE, "", "tentative"},
    };

    @TempDir
    Path temporary;

    @TestFactory
    Stream<DynamicTest> areNoticed() {
        return Stream.of(MUTANTS).map(mutant -> DynamicTest.dynamicTest(mutant[0], () -> demandNoticed(mutant)));
    }

    @Test
    void theProductIsSound() {
        assertEquals("", new CrashPointRun().apply(temporary));
    }

    private void demandNoticed(String[] mutant) throws Exception {
        try (MutantLoader loader = MutantLoader.of(new Patch("log/checkpoint/" + mutant[1], mutant[2], mutant[3]))) {
            @SuppressWarnings("unchecked")
            Function<Path, String> run = (Function<Path, String>) loader.newObject(CrashPointRun.class);
            String failure = run.apply(temporary);
            assertTrue(failure.startsWith(mutant[4]), () -> mutant[0] + " gives '" + failure + "'");
        }
    }
}
