package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ft4j.core.sim.mutant.MutantLoader;
import io.ft4j.core.sim.mutant.Patch;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The small worlds bite: the product is broken in one place at a time, and scripts of two messages or ten seeds have to show it. */
final class MessageLogMutantTest {
    private static final int MESSAGES = 2;
    private static final int LAST_SEED = 10;
    private static final String NODE = "node/MessageLogNode.java";
    private static final String INTAKE = "node/Intake.java";

    /** Name, file, original, replacement. */
    private static final String[][] MUTANTS = {
        {
            "told before it is logged",
            "style/ReceiverLogging.java",
            "reader.next(journal.durableIndex(), event)",
            "reader.next(journal.lastIndex(), event)"
        },
        {"acknowledged before it is logged", "node/Messages.java", "claimAfterDurable", "claim"},
        {"a repeated message is taken", INTAKE, "if (ssn <= inbound.takenSsn(sourceId))", "if (ssn < 0)"},
        {
            "what was taken is forgotten in a crash",
            INTAKE,
            "inbound.restoreTaken(entry.channelId(), entry.number());",
            ""
        },
        {
            "nothing is sent again",
            "node/Peers.java",
            "counters.increment(MessageLogCounter.CHANNEL_SENT_AGAIN);\n                channel.sendAgain();",
            "counters.increment(MessageLogCounter.CHANNEL_SENT_AGAIN);"
        },
        {
            "a checkpoint without what is on its way",
            "node/NodeState.java",
            "long acknowledged = Math.min(channel.acknowledgedSsn(), last);",
            "long acknowledged = last;"
        },
        {
            "a checkpoint without what was told",
            "node/NodeState.java",
            "put(sink, inbound.toldSsn(channelId));",
            "put(sink, 0);"
        },
        {
            "the log is released behind what was taken",
            NODE,
            "logging.releasablePosition(releaseMark.rsn(), outbox)",
            "logging.releasablePosition(logging.takenRsn(), outbox)"
        },
        {
            "replay begins one event too late",
            "style/ReceiverLogging.java",
            "reader.startAt(checkpointRsn + 1)",
            "reader.startAt(checkpointRsn + 2)"
        },
        {
            "outputs are numbered anew after a crash",
            "node/Outputs.java",
            "channel.onAcknowledged(0, takenDecoder.outputNumber());",
            "channel.restore(takenDecoder.outputNumber(), 0);"
        },
    };

    /** Those that need more traffic than a script has. */
    private static final String[][] SWARM_MUTANTS = {
        {"one that is missing is passed over", INTAKE, "if (firstSsn > inbound.takenSsn(sourceId) + 1)", "if (false)"},
    };

    @TestFactory
    Stream<DynamicTest> areNoticedBySeeds() {
        return Stream.of(SWARM_MUTANTS)
                .map(mutant ->
                        DynamicTest.dynamicTest(mutant[0], () -> demandNoticed(mutant, RelayRuns.class, LAST_SEED)));
    }

    @TestFactory
    Stream<DynamicTest> areNoticedByScripts() {
        return Stream.of(MUTANTS)
                .map(mutant ->
                        DynamicTest.dynamicTest(mutant[0], () -> demandNoticed(mutant, SmallWorlds.class, MESSAGES)));
    }

    @Test
    void theProductIsSound() {
        assertEquals("", new SmallWorlds().apply(MESSAGES));
    }

    private static void demandNoticed(String[] mutant, Class<?> type, int bound) throws Exception {
        try (MutantLoader loader = MutantLoader.of(new Patch("log/messagelog/" + mutant[1], mutant[2], mutant[3]))) {
            @SuppressWarnings("unchecked")
            IntFunction<String> run = (IntFunction<String>) loader.newObject(type);
            String failure = run.apply(bound);
            assertFalse(failure.isEmpty(), () -> mutant[0] + " is not noticed");
        }
    }
}
