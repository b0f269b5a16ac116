package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.sim.mutant.MutantLoader;
import io.ft4j.core.sim.mutant.Patch;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The small worlds bite: causal logging is broken in one place at a time, and they have to show it. */
final class CausalMutantTest {
    private static final String LOGGING = "causal/CausalLogging.java";
    private static final String HEARD = "causal/HeardStreams.java";
    private static final String STREAM = "causal/DeterminantStream.java";
    private static final String REPLAY = "causal/CausalReplay.java";

    /** Name, file, original, replacement, what the failure says, and which worlds show it. */
    private static final String[][] MUTANTS = {
        {"own determinants are not told", LOGGING, "stream.addOwn(event);", "", "is an orphan in the end", "singles"},
        {
            "what others told is not passed on",
            HEARD,
            "stream.add(determinant.wrap(news, i * Determinant.LENGTH), position);",
            "",
            "is an orphan in the end",
            "late frames"
        },
        {
            "messages are taken without their determinants",
            LOGGING,
            "&& HeardStreams.number(timeline) <= heard.number(sourceId)",
            "",
            "is an orphan in the end",
            "pairs"
        },
        {
            "determinants stand in the log behind what depends on them",
            LOGGING,
            "heard.recordNews(outbox);\n        journal.endBatch(outbox);",
            "journal.endBatch(outbox);\n        heard.recordNews(outbox);",
            "is an orphan in the end",
            "pairs"
        },
        {
            "what is told is on stable storage at once",
            STREAM,
            "return recorded == OWN ? view.wrap(entries, offset(number)).rsn() <= durableRsn : recorded <= position;",
            "return true;",
            "is an orphan in the end",
            "pairs"
        },
        {"acknowledged before it is durable", "node/Messages.java", "claimAfterDurable", "claim", "not done", "singles"
        },
        {
            "what an ended life has said is learned",
            HEARD,
            "heardOf.life() < Math.max(knownLife, lives[processId])",
            "heardOf.life() < 0",
            "is an orphan in the end",
            "pairs"
        },
        {
            "one answer is enough",
            REPLAY,
            "awaited = ProcessSet.remove(awaited, peerId);\n            finishCollecting();",
            "awaited = ProcessSet.EMPTY;\n            finishCollecting();",
            "is an orphan in the end",
            "singles"
        },
        {
            "determinants are learned before all have answered",
            REPLAY,
            "boolean isOpen() {\n        return phase != Phase.COLLECTING;",
            "boolean isOpen() {\n        return true;",
            "is an orphan in the end",
            "late frames"
        },
        {
            "a checkpoint forgets determinants",
            "causal/KnownDeterminants.java",
            "restore(slot, view.wrap(word, 0));",
            "view.wrap(word, 0);",
            "is an orphan in the end",
            "pairs"
        },
        {
            "a checkpoint counts at once",
            LOGGING,
            "return rsn <= journal.durableIndex() && stream.durableNumber() >= savedNumber;",
            "return true;",
            "but the checkpoint stands behind",
            "singles"
        },
        {
            "an input is told before it is durable",
            LOGGING,
            "boolean durable = reader.nextIndex() <= journal.durableIndex();",
            "boolean durable = reader.nextIndex() <= journal.durableIndex() || isInput(reader.nextIndex());",
            "is answered twice",
            "singles"
        },
        {
            "outputs do not wait",
            LOGGING,
            "public long commitRsn() {\n        return journal.durableIndex();",
            "public long commitRsn() {\n        return Long.MAX_VALUE;",
            "is answered twice",
            "singles"
        },
        {
            "what is recovered gets another time",
            LOGGING,
            "appendWaiting(determinant.timestampNs());",
            "appendWaiting(lastTimestampNs + 1);",
            "is an orphan in the end",
            "singles"
        },
    };

    @TestFactory
    Stream<DynamicTest> areNoticed() {
        return Stream.of(MUTANTS).map(mutant -> DynamicTest.dynamicTest(mutant[0], () -> demandNoticed(mutant)));
    }

    private static void demandNoticed(String[] mutant) throws Exception {
        Patch patch = new Patch("log/messagelog/" + mutant[1], mutant[2], mutant[3]);
        try (MutantLoader loader = MutantLoader.of(patch)) {
            @SuppressWarnings("unchecked")
            UnaryOperator<String> run = (UnaryOperator<String>) loader.newObject(CausalWorlds.class);
            String failure = run.apply(mutant[5]);
            assertTrue(failure.contains(mutant[4]), () -> mutant[0] + " gives '" + failure + "'");
        }
    }
}
