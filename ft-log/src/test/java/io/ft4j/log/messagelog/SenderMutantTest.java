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

/** What sender-based logging asks of lives, logs and peers is needed: it is left out in one place at a time, and that is noticed. */
final class SenderMutantTest {
    private static final int SEEDS = 8;
    private static final String LOGGING = "style/SenderLogging.java";
    private static final String MESSAGES = "style/SenderMessages.java";
    private static final String REPLAY = "style/SenderReplay.java";
    private static final String SENT_LOG = "style/SentLog.java";
    private static final String SENT = "style/SentMessages.java";
    private static final String LOG_END = "style/LogEnd.java";
    private static final String PEERS = "node/Peers.java";

    /** Name, file, original, replacement. */
    private static final String[][] OF_LIVES = {
        {
            "answers for earlier lives count",
            LOGGING,
            "if (isOfThisLife(frames.replayReceipts().life()) && !replay",
            "if (!replay"
        },
        {"confirmations for earlier lives count", LOGGING, "if (isOfThisLife(confirmation.life())) {", "if (true) {"},
        {"a confirmation is one of a renunciation", LOGGING, "if (confirmation.renounced() != 0) {", "if (true) {"},
        {
            "receipts of earlier lives are kept",
            SENT_LOG,
            "if (!kept.onLife(receipts.life())) {",
            "if (!kept.onLife(receipts.life()) && false) {"
        },
        {
            "what an earlier life is owed is confirmed to the next",
            SENT,
            "life = receiverLife;\n            // Of what an earlier life has told: the new one may have told other receipts when it comes.\n"
                    + "            confirmationOwed = false;",
            "life = receiverLife;"
        },
        {"no life ends", SENT, "if (receiverLife < life) {\n            return false;\n        }", ""},
        {
            "a life renounces again and again",
            SENT,
            "if (renouncedLife == life) {\n            return false;\n        }",
            ""
        },
        {
            "a renunciation is not put down",
            SENT_LOG,
            "if (kept.renounce(receipts.firstSsn())) {\n            messages.record(outbox, receipts, 0);\n        }",
            "kept.renounce(receipts.firstSsn());"
        },
        {
            "a renunciation is forgotten with a restart",
            SENT_LOG,
            "if (receipts.renounced() != 0) {\n            kept.renounce(receipts.firstSsn());\n        }",
            ""
        },
        {"lives are forgotten with what they said", LOGGING, "sentLog.recordLives(outbox);", ""},
        {
            "renunciations are forgotten with what was renounced",
            MESSAGES,
            ".renounced(sent.isRenounced() ? 1 : 0)\n                .takenCount(0);",
            ".renounced(0)\n                .takenCount(0);"
        },
        {
            "a renunciation leaves before it is durable",
            MESSAGES,
            "outbox.claimAfterDurable(senderId, RECEIPTS_LENGTH)",
            "outbox.claim(senderId, RECEIPTS_LENGTH)"
        },
    };

    private static final String[][] OF_PEERS = {
        {"a log may end anywhere", LOG_END, "if (log.position() < checkpointPosition) {", "if (false) {"},
        {"a log may be an older copy", LOG_END, "if (log.incarnation() <= checkpointLife) {", "if (false) {"},
        {"a later life may be known", LOGGING, "if (timeline > life) {", "if (false) {"},
        {"promises are not compared", LOGGING, "return timeline == life;", "return false;"},
        {
            "a first life promises nothing",
            SENT,
            "return isRenounced() || life == FIRST_LIFE ? numberedSsn : forgottenSsn;",
            "return isRenounced() ? numberedSsn : forgottenSsn;"
        },
        {
            "a peer may lack what it had",
            SENT,
            "return receiverLife > checkpointedLife && receivedSsn < forgottenSsn;",
            "return false;"
        },
        {
            "a peer may have heard anything",
            PEERS,
            "long taken = Math.max(receivedSsns[peerId], channel.acknowledgedSsn());",
            "long taken = channel.acknowledgedSsn();"
        },
        {"positions may be anywhere", PEERS, "|| consistent && receivedSsn > channels[peerId].lastSsn()", ""},
        {"more may be in a checkpoint than was taken", PEERS, "|| checkpointedSsn > receivedSsn\n", ""},
        {
            "receipts may be of any life",
            SENT_LOG,
            "if (receipts.life() != channels[receiverId].life()) {",
            "if (false) {"
        },
        {"requests may be of any life", SENT_LOG, "if (request.life() != channels[receiverId].life()) {", "if (false) {"
        },
        {"receipts may be in any order", "style/SenderFrames.java", "if (rsn <= before) {", "if (false) {"},
        {
            "confirmations may be of anything",
            "style/UnconfirmedEvents.java",
            "if (firstSsn <= lastSsn && lastSsn > toldSsns[channelId]) {",
            "if (false) {"
        },
        {"places may be given twice", "style/ReplayChannel.java", "if (taken.rsn() < firstRsn) {", "if (false) {"},
        {"what is in a checkpoint needs a confirmation", LOGGING, "unconfirmed.confirmUpTo(rsn);", ""},
        {"who is forgotten is not put down", PEERS, "if (wantedSet != recordedSet) {", "if (false) {"},
        {"a peer is forgotten before it is durable", PEERS, "if (position < recordedPosition) {", "if (false) {"},
        {"who is forgotten is forgotten with a restart", PEERS, ".processSet() & set;", ".processSet() & 0L;"},
        {
            "who is forgotten is not told",
            PEERS,
            "owedSet = ProcessSet.add(owedSet, peerId);",
            "owedSet = ProcessSet.EMPTY;"
        },
        {"two tell each other for ever", PEERS, "if (templateId != ForgottenPeersDecoder.TEMPLATE_ID) {", "if (true) {"
        },
        {"who is forgotten is heard", "node/MessageLogNode.java", "if (known.isForgotten(sourceId)) {", "if (false) {"},
    };

    /** Those that need more than a scenario. */
    private static final String[][] OF_RUNS = {
        {
            "no peer need renounce",
            REPLAY,
            "if (phase == Phase.RENOUNCING && awaited == ProcessSet.EMPTY) {",
            "if (phase == Phase.RENOUNCING) {"
        },
        {
            "the end of a replay is not put down",
            REPLAY,
            "journal.append(RecordTypes.REPLAYED, nextRsn, 0, selfId, 0, local, 0, 0);\n",
            ""
        },
        {"renounced inputs are lost", REPLAY, "locals.renounceFrom(nextRsn);", ""},
        {"digests of renounced events count", REPLAY, "guard.forgetFrom(nextRsn);", ""},
        {
            "a confirmation leaves before it is durable",
            MESSAGES,
            "outbox.claimAfterDurable(receiverId, CONFIRMATION_LENGTH)",
            "outbox.claim(receiverId, CONFIRMATION_LENGTH)"
        },
        {"a promise of another life binds", LOGGING, "return timeline == life;", "return true;"},
    };

    @TestFactory
    Stream<DynamicTest> areNoticedWhenFramesOfEarlierLivesCome() {
        return tests(OF_LIVES, SenderLives.class);
    }

    @TestFactory
    Stream<DynamicTest> areNoticedWhenPeersAreGoneOrLost() {
        return tests(OF_PEERS, PeersRuns.class);
    }

    @TestFactory
    Stream<DynamicTest> areNoticedBySeeds() {
        return tests(OF_RUNS, SenderRuns.class);
    }

    @Test
    void theProductIsSound() {
        assertEquals("", new SenderLives().apply(SEEDS) + new PeersRuns().apply(SEEDS) + new SenderRuns().apply(SEEDS));
    }

    private static Stream<DynamicTest> tests(String[][] mutants, Class<?> type) {
        return Stream.of(mutants).map(mutant -> DynamicTest.dynamicTest(mutant[0], () -> demandNoticed(mutant, type)));
    }

    private static void demandNoticed(String[] mutant, Class<?> type) throws Exception {
        try (MutantLoader loader = MutantLoader.of(new Patch("log/messagelog/" + mutant[1], mutant[2], mutant[3]))) {
            @SuppressWarnings("unchecked")
            IntFunction<String> run = (IntFunction<String>) loader.newObject(type);
            String failure = run.apply(SEEDS);
            assertFalse(failure.isEmpty(), () -> mutant[0] + " is not noticed");
        }
    }
}
