package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ft4j.core.sim.mutant.MutantLoader;
import io.ft4j.core.sim.mutant.Patch;
import io.ft4j.log.segment.RepairRuns;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The runs bite: copies and repair are broken in one place at a time. */
final class CopyMutantTest {
    private static final int HOPS = 1;
    private static final int LOST_INDEX = 2;

    /** Name, file, original, replacement. */
    private static final String[][] COPIES = {
        {
            "a copy is dropped before a checkpoint covers it",
            "messagelog/style/ReceiverLogging.java",
            "copies.checkpointed(channel.destinationId(), checkpointedSsn)",
            "copies.checkpointed(channel.destinationId(), receivedSsn)"
        },
        {
            "the copy of another message",
            "messagelog/copies/CopyKeeper.java",
            "to.place(ssn++, life",
            "to.place(++ssn, life"
        },
        {
            "an entry with what was in its memory before",
            "messagelog/record/Journal.java",
            "tail.buffer().putLong(claim + Records.stride(recordLength) - Long.BYTES, 0);",
            "tail.buffer().putLong(claim + Records.stride(recordLength) - Long.BYTES, -1);"
        },
    };

    private static final String[][] REPAIR = {
        {"the copy of an earlier life", "LogRepair.java", "allCopied && oldest >= newest", "allCopied"},
        {"the wrong index", "LogRepair.java", "|| Records.index(out, 0) != index", ""},
        {"reported before it is forced", "FileWriter.java", "        force(channel);\n", ""},
    };

    @TestFactory
    Stream<DynamicTest> areNoticed() {
        return Stream.concat(
                Stream.of(COPIES)
                        .map(mutant ->
                                DynamicTest.dynamicTest(mutant[0], () -> demandNoticed(mutant, CopyRuns.class, HOPS))),
                Stream.of(REPAIR)
                        .map(mutant -> DynamicTest.dynamicTest(
                                mutant[0], () -> demandNoticed(mutant, RepairRuns.class, LOST_INDEX))));
    }

    @Test
    void theProductIsSound() {
        assertEquals("", new CopyRuns().apply(HOPS));
        assertEquals("", new RepairRuns().apply(LOST_INDEX));
    }

    private static void demandNoticed(String[] mutant, Class<?> type, int argument) throws Exception {
        try (MutantLoader loader = MutantLoader.of(new Patch("log/" + mutant[1], mutant[2], mutant[3]))) {
            @SuppressWarnings("unchecked")
            IntFunction<String> run = (IntFunction<String>) loader.newObject(type);
            String failure = run.apply(argument);
            assertFalse(failure.isEmpty(), () -> mutant[0] + " is not noticed");
        }
    }
}
