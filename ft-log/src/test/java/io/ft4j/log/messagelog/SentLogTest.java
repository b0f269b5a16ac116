package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.LogException;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.codec.DataDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;
import io.ft4j.log.messagelog.codec.ReceiptsDecoder;
import io.ft4j.log.messagelog.codec.ReceiptsEncoder;
import io.ft4j.log.messagelog.codec.ReplayReceiptsDecoder;
import io.ft4j.log.messagelog.codec.ReplayRequestDecoder;
import io.ft4j.log.messagelog.codec.ReplayRequestEncoder;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.Journal;
import io.ft4j.log.messagelog.record.OutboundChannel;
import io.ft4j.log.messagelog.record.RecordTypes;
import io.ft4j.log.messagelog.style.SenderMessages;
import io.ft4j.log.messagelog.style.SentLog;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The sender's side of sender-based logging, call by call, for one receiver. */
final class SentLogTest {
    private static final int RECEIVER = 1;
    private static final int MAX_RECEIPTS = 4;
    private static final int LENGTH = 8;
    private static final long ALL = Long.MAX_VALUE;

    private final MessageLogConfig config =
            RouteGroup.config().retainedMessages(256).build();
    private final TrimmedLog log = new TrimmedLog(0);
    private final OutboundChannel[] channels = new OutboundChannel[ProcessSet.MAX_PROCESSES];
    private final OutboundChannel channel = new OutboundChannel(RECEIVER, config, 0);
    private final Journal journal = new Journal(config.journalBytes(), log);
    private final MessageLogCounters counters = new MessageLogCounters();
    private final CollectingOutbox outbox = new CollectingOutbox();
    private final SentLog sentLog;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);

    SentLogTest() {
        log.open();
        channels[RECEIVER] = channel;
        channel.onLife(1);
        sentLog = new SentLog(
                config, ProcessSet.of(RECEIVER), channels, journal, new SenderMessages(0, 1), MAX_RECEIPTS, counters);
    }

    private void start() {
        journal.start();
        sentLog.start();
    }

    private void say(int count) {
        for (int i = 0; i < count; i++) {
            long ssn = channel.lastSsn() + 1;
            int claim = channel.claim(LENGTH, ssn);
            channel.buffer().putLong(claim, ssn);
            channel.publish();
        }
    }

    /** What was written before is gone. */
    private void endBatch(long durablePosition) {
        outbox.frames.clear();
        outbox.records.clear();
        sentLog.endBatch(0, ALL, durablePosition, outbox);
    }

    private boolean receipts(long life, int channelId, int renounced, long firstSsn, long... rsns) {
        outbox.frames.clear();
        outbox.records.clear();
        return sentLog.onReceipts(RECEIVER, ALL, encodeReceipts(life, channelId, renounced, firstSsn, rsns), outbox);
    }

    private ReceiptsDecoder encodeReceipts(long life, int channelId, int renounced, long firstSsn, long... rsns) {
        ReceiptsEncoder.TakenEncoder taken = new ReceiptsEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .firstSsn(firstSsn)
                .life(life)
                .channelId(channelId)
                .renounced((short) renounced)
                .takenCount(rsns.length);
        for (long rsn : rsns) {
            taken.next().rsn(rsn).timestampNs(rsn);
        }
        return new ReceiptsDecoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderDecoder());
    }

    private void request(long receiptsFromSsn, long messagesFromSsn) {
        outbox.frames.clear();
        new ReplayRequestEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .life(1)
                .receiptsFromSsn(receiptsFromSsn)
                .messagesFromSsn(messagesFromSsn);
        sentLog.onRequest(
                RECEIVER, new ReplayRequestDecoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderDecoder()), outbox);
    }

    private long sent(int templateId) {
        return outbox.frames.stream()
                .filter(frame -> new MessageHeaderDecoder().wrap(frame, 0).templateId() == templateId)
                .count();
    }

    @Test
    void whatIsSaidAgainHasToBeTheSame() {
        start();
        say(2);
        endBatch(0);
        buffer.putLong(0, 2);
        sentLog.onSaid(RECEIVER, 2, buffer, 0, LENGTH);
        assertThrows(DeterminismException.class, () -> sentLog.onSaid(RECEIVER, 2, buffer, 0, LENGTH - 1));
        buffer.putLong(0, 3);
        DeterminismException refused =
                assertThrows(DeterminismException.class, () -> sentLog.onSaid(RECEIVER, 2, buffer, 0, LENGTH));
        assertTrue(refused.getMessage().contains("message 2 to 1 differs"), refused.getMessage());
        sentLog.onSaid(RECEIVER, 3, buffer, 0, LENGTH);
    }

    private Event logged(int channelId, long ssn) {
        Records.putHeader(buffer, 0, Event.HEADER_LENGTH, RecordTypes.SENT, 1);
        Event.put(buffer, 0, 1, 0, channelId, ssn);
        return new Event().wrap(buffer, 0);
    }

    @Test
    void aMessageThatStandsNowhereIsNamed() {
        sentLog.onEntry(17, logged(RECEIVER, 1));
        start();
        LogException refused = assertThrows(LogException.class, () -> sentLog.onSaid(RECEIVER, 1, buffer, 0, LENGTH));
        assertTrue(refused.getMessage().startsWith("entry 17 of the journal"), refused.getMessage());
    }

    /** The group was larger once. */
    @Test
    void whatTheLogSaysOfOthersThanPeersIsPassedOver() {
        sentLog.onEntry(1, logged(5, 1));
        sentLog.onRecord(encodeReceipts(1, 5, 0, 1, 7));
        start();
        assertEquals(0, sentLog.promisedSsn(RECEIVER));
        assertEquals(ALL, sentLog.neededIndex());
    }

    @Test
    void aRecordRenouncesWhenItSaysSoAndNumbersWhatItNames() {
        sentLog.onRecord(encodeReceipts(2, RECEIVER, 0, 1, 5, 6));
        assertEquals(0, sentLog.promisedSsn(RECEIVER), "life 2 has not renounced what life 1 may have had");
        sentLog.onRecord(encodeReceipts(2, RECEIVER, 1, 9));
        assertEquals(2, sentLog.promisedSsn(RECEIVER));
    }

    @Test
    void nothingIsKeptForAClosedChannel() {
        start();
        say(1);
        channel.close();
        endBatch(0);
        say(1);
        endBatch(0);
        assertEquals(0, outbox.appendedIndex);
        assertEquals(0, outbox.frames.size());
        assertEquals(ALL, sentLog.nextDeadlineNs());
    }

    @Test
    void aPositionOfALifeThatHasEndedSaysNothing() {
        start();
        say(2);
        endBatch(0);
        assertTrue(sentLog.onPosition(RECEIVER, 3, 1));
        assertFalse(sentLog.onPosition(RECEIVER, 2, 2));
        assertEquals(2, sentLog.neededIndex());
    }

    @Test
    void receiptsThatCannotBeAreNone() {
        start();
        say(9);
        endBatch(0);
        assertFalse(receipts(1, RECEIVER + 1, 0, 1, 1));
        assertFalse(receipts(1, RECEIVER, 0, 1, 1, 2, 3, 4, 5));
        assertFalse(receipts(1, RECEIVER, 1, 1, 1));
        assertEquals(0, outbox.records.size());
        assertTrue(receipts(1, RECEIVER, 0, 1, 1, 2, 3, 4));
        assertEquals(1, outbox.records.size());
    }

    @Test
    void receiptsBehindAGapAreNeitherKeptNorConfirmed() {
        start();
        say(3);
        endBatch(0);
        assertTrue(receipts(1, RECEIVER, 0, 2, 5));
        assertEquals(1, counters.count(MessageLogCounter.RECEIPTS_IGNORED));
        endBatch(0);
        assertEquals(0, outbox.frames.size());
    }

    @Test
    void receiptsThatAreKnownAreConfirmedAgainAndNotPutDown() {
        start();
        say(1);
        endBatch(0);
        receipts(1, RECEIVER, 0, 1, 5);
        assertEquals(1, outbox.records.size());
        endBatch(0);
        assertEquals(1, outbox.frames.size());
        receipts(1, RECEIVER, 0, 1, 5);
        assertEquals(0, outbox.records.size());
        endBatch(0);
        assertEquals(1, outbox.frames.size());
    }

    @Test
    void theChannelForgetsWhatHasReceiptsOnStableStorage() {
        start();
        say(3);
        endBatch(0);
        receipts(1, RECEIVER, 0, 1, 5, 6);
        endBatch(outbox.position() - 1);
        assertEquals(0, channel.acknowledgedSsn());
        journal.onDurable(outbox.position());
        endBatch(outbox.position());
        assertEquals(2, channel.acknowledgedSsn(), "3 may have to be sent again");
        assertEquals(ALL, sentLog.nextDeadlineNs());
    }

    /** Two with too much to tell each other would wait for each other for ever. */
    @Test
    void aFullChannelForgetsWhatTheJournalHasAndTheJournalRepeatsIt() {
        start();
        while (channel.hasRoom()) {
            say(1);
        }
        endBatch(0);
        assertEquals(0, channel.acknowledgedSsn(), "not on stable storage");
        long last = channel.lastSsn();
        journal.onDurable(outbox.position());
        endBatch(outbox.position());
        assertEquals(last, channel.acknowledgedSsn());
        assertTrue(channel.hasRoom());
        assertEquals(1, sent(DataDecoder.TEMPLATE_ID));
        endBatch(outbox.position());
        assertEquals(0, sent(DataDecoder.TEMPLATE_ID), "not before it is due again");
        assertTrue(sentLog.nextDeadlineNs() < ALL);
        say(1);
        endBatch(0);
        journal.onDurable(outbox.position());
        endBatch(0);
        assertEquals(last + 1, channel.acknowledgedSsn(), "what follows comes out of the journal as well");
    }

    @Test
    void answersWhatIsAskedAndNotForgotten() {
        start();
        say(3);
        endBatch(0);
        receipts(1, RECEIVER, 0, 1, 5, 6);
        assertTrue(sentLog.onPosition(RECEIVER, 1, 1));
        request(2, 0);
        assertEquals(1, outbox.frames.size());
        assertEquals(1, sent(ReplayReceiptsDecoder.TEMPLATE_ID));
        request(0, 2);
        assertEquals(1, outbox.frames.size());
        assertEquals(1, sent(DataDecoder.TEMPLATE_ID));
        request(4, 4);
        assertEquals(1, outbox.frames.size(), "there is no message 4 to send");
        assertEquals(1, sent(ReplayReceiptsDecoder.TEMPLATE_ID));
        long refused = counters.count(MessageLogCounter.REPLAY_REFUSED);
        request(1, 0);
        request(0, 1);
        request(2, -1);
        assertEquals(0, outbox.frames.size());
        assertEquals(refused + 3, counters.count(MessageLogCounter.REPLAY_REFUSED));
    }

    @Test
    void livesAreRecordedOfWhoHasSpoken() {
        start();
        sentLog.recordLives(outbox);
        assertEquals(0, outbox.records.size());
        say(1);
        endBatch(0);
        receipts(1, RECEIVER, 0, 1, 5);
        outbox.records.clear();
        sentLog.recordLives(outbox);
        assertEquals(1, outbox.records.size());
    }
}
