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
    private static final String UNCONFIRMED = "style/UnconfirmedEvents.java";
    private static final String CHANNEL = "style/ReplayChannel.java";
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
        {"what was sent is an event", LOGGING, "if (logged.recordType() == RecordTypes.SENT) {", "if (false) {"},
        {
            "the end of a replay is an event",
            LOGGING,
            "} else if (logged.recordType() == RecordTypes.REPLAYED) {",
            "} else if (false) {"
        },
        {"a first life asks others", LOGGING, "if (life == 1) {", "if (false) {"},
        {
            "messages are taken anew in a replay",
            LOGGING,
            "if (replay.isRunning() || replay.hasWaiting(channelId)) {",
            "if (replay.hasWaiting(channelId)) {"
        },
        {
            "messages go to the journal too",
            LOGGING,
            "        if (local) {\n            journalIndex =",
            "        if (true) {\n            journalIndex ="
        },
        {"events are told that nobody has taken", LOGGING, "return toldRsn < inbox.lastIndex() &&", "return"},
        {
            "what waits is taken in a replay",
            LOGGING,
            "        if (!replay.isRunning()) {\n            takeLeft(nowNs);",
            "        if (true) {\n            takeLeft(nowNs);"
        },
        {
            "what waits for a replay was taken",
            LOGGING,
            "return replay.isRunning() ? toldRsn : inbox.lastIndex();",
            "return inbox.lastIndex();"
        },
        {
            "messages go that receivers may ask for",
            LOGGING,
            "long neededIndex = Math.min(sentLog.neededIndex(), localMarks.neededIndex(rsn, journal.lastIndex()));",
            "long neededIndex = localMarks.neededIndex(rsn, journal.lastIndex());"
        },
        {
            "what nobody has is looked for at somebody",
            REPLAY,
            "if (senderId == NONE || !channels[senderId].hasNext()) {",
            "if (!channels[senderId].hasNext()) {"
        },
        {
            "places are told without their messages",
            REPLAY,
            "if (senderId == NONE || !channels[senderId].hasNext()) {",
            "if (senderId == NONE) {"
        },
        {
            "a replay ends before all have answered",
            REPLAY,
            "            if (rsn == ReplayChannel.UNKNOWN || rsn == nextRsn) {\n                return false;",
            "            if (rsn == nextRsn) {\n                return false;"
        },
        {
            "a replay ends before its messages are there",
            REPLAY,
            "            if (rsn == ReplayChannel.UNKNOWN || rsn == nextRsn) {\n                return false;",
            "            if (rsn == ReplayChannel.UNKNOWN) {\n                return false;"
        },
        {
            "a replay ends again and again",
            REPLAY,
            "if (phase == Phase.REPLAYING && isAtEnd() && journal.hasRoom(0)) {",
            "if (phase != Phase.DONE && isAtEnd() && journal.hasRoom(0)) {"
        },
        {
            "a replay is over when it begins",
            REPLAY,
            "if (phase == Phase.RENOUNCING && awaited == ProcessSet.EMPTY) {",
            "if (awaited == ProcessSet.EMPTY) {"
        },
        {
            "a renunciation that is lost is not repeated",
            REPLAY,
            "} else if (renouncedAtNs + config.resendIntervalNs() <= nowNs) {",
            "} else if (false) {"
        },
        {
            "what is said is compared with what is not kept",
            SENT_LOG,
            "if (kept == null || !kept.isKept(ssn)) {",
            "if (kept == null) {"
        },
        {
            "a renunciation is taken for receipts",
            SENT_LOG,
            "        if (renounces) {\n            renounce",
            "        if (false) {\n            renounce"
        },
        {"nothing is renounced, and that counts", SENT_LOG, "if (kept.numberedSsn() < numberedSsn) {", "if (true) {"},
        {
            "everything is confirmed",
            SENT_LOG,
            "if (sent[receiverId].takeConfirmation()) {",
            "if (sent[receiverId].takeConfirmation() || true) {"
        },
        {
            "no receipts are wanted, and that is refused",
            SENT_LOG,
            "if (receiptsFromSsn != 0 && receiptsFromSsn <= kept.forgottenSsn()",
            "if (receiptsFromSsn <= kept.forgottenSsn()"
        },
        {
            "no messages are wanted, and that is refused",
            SENT_LOG,
            "                || messagesFromSsn != 0 && messagesFromSsn <= kept.forgottenSsn()) {",
            "                || messagesFromSsn <= kept.forgottenSsn()) {"
        },
        {
            "messages are sent that nobody wants",
            SENT_LOG,
            "if (messagesFromSsn != 0 && messagesFromSsn <= kept.keptSsn()) {",
            "if (messagesFromSsn <= kept.keptSsn()) {"
        },
        {
            "an event that is not there is not confirmed",
            UNCONFIRMED,
            "return first == end ? Long.MAX_VALUE : rsns",
            "return rsns"
        },
        {
            "a sender that has not answered has no receipts",
            CHANNEL,
            "        if (numberedSsn == UNKNOWN) {\n            return UNKNOWN;\n        }",
            ""
        },
        {
            "messages without receipts have a place",
            CHANNEL,
            "        if (nextSsn > numberedSsn) {\n            return NOT_NUMBERED;\n        }",
            ""
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
            UNCONFIRMED,
            "if (firstSsn <= lastSsn && lastSsn > toldSsns[channelId]) {",
            "if (false) {"
        },
        {"places may be given twice", CHANNEL, "if (taken.rsn() < firstRsn) {", "if (false) {"},
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
        {
            "receipts are told again without a reason",
            LOGGING,
            "        if (unconfirmed.hasUntold(senderId)) {\n            messages",
            "        if (true) {\n            messages"
        },
        {
            "own events are not replayed",
            REPLAY,
            "        if (locals.nextRsn() == nextRsn) {\n            readLocal",
            "        if (false) {\n            readLocal"
        },
        {
            "what is said to a forgotten peer is looked up",
            SENT_LOG,
            "if (kept == null || !kept.isKept(ssn)) {",
            "if (!kept.isKept(ssn)) {"
        },
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
        {"inputs in the checkpoint are replayed", LOGGING, "if (logged.rsn() > checkpointRsn) {", "if (true) {"},
        {
            "any number of events may be unconfirmed",
            LOGGING,
            "return !unconfirmed.isFull() && inbox.hasRoom",
            "return inbox.hasRoom"
        },
        {
            "a void input that was told is taken anew",
            LOGGING,
            "if (entry.number() > inbound.toldSsn(entry.channelId())) {",
            "if (true) {"
        },
        {
            "own events go that a replay needs",
            LOGGING,
            "long neededIndex = Math.min(sentLog.neededIndex(), localMarks.neededIndex(rsn, journal.lastIndex()));",
            "long neededIndex = Math.min(sentLog.neededIndex(), journal.lastIndex() + 1);"
        },
        {
            "the journal holds any number of bytes",
            SENT_LOG,
            "return journal.hasRoom(config.maxMessageBytes());",
            "return true;"
        },
        {
            "messages are kept without room",
            SENT_LOG,
            "while (kept.keptSsn() < last && hasRoom(kept)) {",
            "while (kept.keptSsn() < last) {"
        },
        {"any number of messages is kept", SENT_LOG, "        if (!kept.hasRoom()) {", "        if (false) {"},
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
