package io.ft4j.log.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.sim.mutant.MutantLoader;
import io.ft4j.core.sim.mutant.Patch;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The comparison with all cuts bites: the product is broken in one place at a time, and 500 executions have to show it. */
class LineMutantTest {
    private static final long LAST_SEED = 500;
    private static final String PROPAGATION = "Propagation.java";
    private static final String GARBAGE = "CheckpointGarbage.java";

    private static final String[][] MUTANTS = {
        {"an orphan stays", PROPAGATION, "message.receiveInterval() <= line", "message.receiveInterval() < line", "N2"},
        {
            "the interval of a checkpoint is undone",
            PROPAGATION,
            ".sendInterval() > line",
            ".sendInterval() >= line",
            "N2"
        },
        {"one step back, not before the receipt", PROPAGATION, "earliest[id].receiveInterval())", "line[id])", "N2"},
        {"the latest receipt counts", PROPAGATION, "() < earliest", "() > earliest", "N2"},
        {
            "a cascade ends after one step",
            PROPAGATION,
            "turns.addInt(processId);",
            "if (cause == null) turns.addInt(processId);",
            "N2"
        },
        {
            "what was unsent may have been received",
            "RecoveryLine.java",
            "> line[message.receiverId()]",
            ">= 0",
            "in transit"
        },
        {
            "a useless checkpoint passes",
            GARBAGE,
            "propagation.state(id) < number",
            "propagation.state(id) > number",
            "useless"
        },
        {
            "all before the line are obsolete, and only those",
            GARBAGE,
            "RecoveryLine.of(graph, ProcessSet.of(ProcessSet.first(rest)))",
            "RecoveryLine.of(graph, graph.processes())",
            "obsolete"
        },
    };

    @TestFactory
    Stream<DynamicTest> areNoticed() {
        return Stream.of(MUTANTS).map(mutant -> DynamicTest.dynamicTest(mutant[0], () -> demandNoticed(mutant)));
    }

    @Test
    void theProductIsSound() {
        assertEquals("", new ExecutionCheckRun().apply(LAST_SEED));
    }

    private static void demandNoticed(String[] mutant) throws Exception {
        try (MutantLoader loader = MutantLoader.of(new Patch("log/line/" + mutant[1], mutant[2], mutant[3]))) {
            @SuppressWarnings("unchecked")
            LongFunction<String> run = (LongFunction<String>) loader.newObject(ExecutionCheckRun.class);
            String failure = run.apply(LAST_SEED);
            assertTrue(failure.startsWith(mutant[4]), () -> mutant[0] + " gives '" + failure + "'");
        }
    }
}
