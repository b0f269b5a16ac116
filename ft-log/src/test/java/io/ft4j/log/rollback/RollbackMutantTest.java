package io.ft4j.log.rollback;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.sim.mutant.MutantLoader;
import io.ft4j.core.sim.mutant.Patch;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The swarm bites: the product is broken in one place at a time, and one of a few seeds has to show it. */
final class RollbackMutantTest {
    private static final String NODE = "rollback/RollbackNode.java";
    private static final String OWN = "rollback/IndependentCheckpoints.java";
    private static final String SNAPSHOT = "rollback/SnapshotPart.java";

    /** Name, file, what stands there, what stands there instead, seeds, and what is noticed. */
    private static final String[][] MUTANTS = {
        {
            "messages of before a rollback are delivered",
            NODE,
            "if (frames.epoch() != epoch) {",
            "if (frames.epoch() > epoch) {",
            "ALL 1 8",
            ""
        },
        {
            "a sender forgets what was only delivered",
            "rollback/KeptChannel.java",
            "config.method().recordsTransit() ? deliveredSsn : permanent",
            "deliveredSsn",
            "ALL 1 8",
            ""
        },
        {
            "kept messages are not in the checkpoint",
            "rollback/SavedState.java",
            "long forgotten = channel.forgottenSsn();",
            "long forgotten = last;",
            "ALL 1 8",
            ""
        },
        {
            "outputs do not wait for a permanent checkpoint",
            "rollback/KeptOutputs.java",
            "Math.min(permanent.said[SavedCounts.OUTSIDE], channel.lastSsn())",
            "channel.lastSsn()",
            "ALL 1 8",
            "H2 the outside has what no rollback undoes"
        },
        {
            "sends go on in two phases",
            NODE,
            "sendsHeld = snapshots == null;",
            "sendsHeld = false;",
            "ALL 1 8",
            "no-orphan"
        },
        {"deliveries go on in a rollback", NODE, "deliveriesHeld = true;", "deliveriesHeld = false;", "ALL 1 8", ""},
        {
            "an epoch begins before it is durable",
            "coordinated/CoordinatedCheckpoints.java",
            " && rollbacks.isEpochDurable()",
            "",
            "DEPENDENCIES 20 28",
            "no-orphan"
        },
        {
            "what is in transit is not recorded",
            SNAPSHOT,
            "        snapshot.onMessage(sourceId, buffer, offset, length);",
            "",
            "SNAPSHOT 1 8",
            ""
        },
        {
            "a marker is taken for one of another process",
            SNAPSHOT,
            "arrivedIds[sourceId] = id;\n            snapshot.onMarker(sourceId, id);",
            "for (int i = 0; i < channels.length; i++) { if (channels[i] != null) { snapshot.onMarker(i, id); } }",
            "SNAPSHOT 120 124",
            ""
        },
        {
            "a sender forgets what an unsettled checkpoint holds",
            NODE,
            "long permanentSsn = checkpoints.permanent().delivered[peerId];",
            "long permanentSsn = checkpoints.newest().delivered[peerId];",
            "INDEPENDENT 1 8",
            ""
        },
        {
            "outputs leave that an unsettled checkpoint holds",
            OWN,
            "        settled.copyFrom(rows[0]);\n        counters",
            "        settled.copyFrom(newest());\n        counters",
            "INDEPENDENT 1 8",
            ""
        },
        {"checkpoints that are undone stay", OWN, "        store.rollBackTo(number);", "", "INDEPENDENT 1 8", ""},
        {
            "what is useless stays",
            "independent/Settlement.java",
            "useless[count++] = number;",
            "",
            "INDEPENDENT 4 8",
            "convergence"
        },
        {
            "numbers of checkpoints that are undone are used again",
            OWN,
            "Math.max(store.lastNumber() + 1, recorder == null ? 1 : recorder.interval())",
            "row.number + 1",
            "INDEPENDENT 1 8",
            "must be greater than"
        },
    };

    @TempDir
    Path temporary;

    @TestFactory
    Stream<DynamicTest> areNoticed() {
        return Stream.of(MUTANTS).map(mutant -> DynamicTest.dynamicTest(mutant[0], () -> demandNoticed(mutant)));
    }

    private void demandNoticed(String[] mutant) throws Exception {
        try (MutantLoader loader = MutantLoader.of(new Patch("log/" + mutant[1], mutant[2], mutant[3]))) {
            @SuppressWarnings("unchecked")
            BiFunction<Path, String, String> run = (BiFunction<Path, String, String>) loader.newObject(BankSeeds.class);
            String failure = run.apply(temporary, mutant[4]);
            String head = failure.substring(0, Math.min(160, failure.length())).replace('\n', ' ');
            System.out.println("MUTANT " + mutant[0] + " => " + head);
            assertTrue(failure.contains(mutant[5]) && !failure.isEmpty(), () -> mutant[0] + " gives '" + head + "'");
        }
    }
}
