package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.sim.mutant.MutantLoader;
import io.ft4j.core.sim.mutant.Patch;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The small worlds bite: optimistic logging is broken in one place at a time, and they have to show it. */
final class OptimisticMutantTest {
    private static final long ROUNDS = 8;
    private static final String LOGGING = "style/OptimisticLogging.java";

    private static final String[][] MUTANTS = {
        {
            "what is durable here alone is settled",
            "style/SettledEvents.java",
            "next.isWithin(durable)",
            "rsn < journal.durableIndex()",
            "M7"
        },
        {
            "messages of another timeline are taken",
            LOGGING,
            "if (timeline == rollbacks.timeline()) {",
            "if (true) {",
            "is an orphan in the end"
        },
        {
            "it speaks before its version is durable",
            LOGGING,
            "return hasNews || newsPosition != NONE;",
            "return hasNews;",
            "is an orphan in the end"
        },
        {
            "what is not settled is acknowledged",
            LOGGING,
            "receivedSsn(InboundChannels channels, int channelId) {\n        return settled.ssn(channelId);",
            "receivedSsn(InboundChannels channels, int channelId) {\n        return channels.takenSsn(channelId);",
            "has taken message"
        },
        {"an orphan stays", LOGGING, "stopped = cutRsn != NONE;", "stopped = false;", "is an orphan in the end"},
        {"the orphan event stays", LOGGING, "journal.cut(cutRsn,", "journal.cut(cutRsn + 1,", "are no orphans"},
        {"dependencies are not passed on", LOGGING, "taken.merge(buffer, offset);", "", "is an orphan in the end"},
        {
            "a version keeps a lost event",
            LOGGING,
            "announce(selfSlot, startedRsn)",
            "announce(selfSlot, startedRsn + 1)",
            "is an orphan in the end"
        },
        {
            "a version gives up what it has",
            LOGGING,
            "announce(selfSlot, startedRsn)",
            "announce(selfSlot, Math.max(0, startedRsn - 1))",
            "M7"
        },
        {
            "a checkpoint counts at once",
            "node/MessageLogNode.java",
            "return logging.isStable(mark.rsn());",
            "return true;",
            "but the checkpoint stands behind"
        },
        {
            "digests of cut events count",
            "node/MessageLogNode.java",
            "guard.forgetFrom(index);",
            "",
            "is not deterministic"
        },
    };

    @TestFactory
    Stream<DynamicTest> areNoticed() {
        return Stream.of(MUTANTS).map(mutant -> DynamicTest.dynamicTest(mutant[0], () -> demandNoticed(mutant)));
    }

    @Test
    void theProductIsSound() {
        assertEquals("", new SmallWorldRun().apply(ROUNDS));
    }

    private static void demandNoticed(String[] mutant) throws Exception {
        Patch patch = new Patch("log/messagelog/" + mutant[1], mutant[2], mutant[3]);
        try (MutantLoader loader = MutantLoader.of(patch)) {
            @SuppressWarnings("unchecked")
            LongFunction<String> run = (LongFunction<String>) loader.newObject(SmallWorldRun.class);
            String failure = run.apply(ROUNDS);
            assertTrue(failure.contains(mutant[4]), () -> mutant[0] + " gives '" + failure + "'");
        }
    }
}
