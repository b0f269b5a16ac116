package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogException;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.codec.ConfirmationEncoder;
import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;
import io.ft4j.log.messagelog.codec.ReceiptsDecoder;
import io.ft4j.log.messagelog.codec.ReplayReceiptsEncoder;
import io.ft4j.log.messagelog.codec.ReplayRequestDecoder;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.InboundChannels;
import io.ft4j.log.messagelog.record.OutboundChannel;
import io.ft4j.log.messagelog.record.RecordTypes;
import io.ft4j.log.messagelog.record.StateGuard;
import io.ft4j.log.messagelog.style.SenderLogging;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Sender-based logging call by call: what it takes when there is little room, and when it has something to do. */
final class SenderStepsTest {
    private static final int PEER = 1;
    private static final int INPUT = MessageLogConfig.FIRST_OUTSIDE_CHANNEL;
    /** Events that may be unconfirmed, and entries that wait for the log. */
    private static final int ROOM = 15;
    /** In one frame. */
    private static final int MAX_RECEIPTS = 8;

    private final MessageLogConfig config = RouteGroup.config()
            .frameBytes(128)
            .journalBytes(1024)
            .channelBytes(1024)
            .retainedMessages(16)
            .build();
    private final long intervalNs = config.resendIntervalNs();
    private final TrimmedLog log = new TrimmedLog(0);
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
    private final Event event = new Event();
    /** Numbers in the order in which the process was told. */
    private final List<Long> told = new ArrayList<>();

    private OutboundChannel channel;
    private InboundChannels inbound;
    private MessageLogCounters counters;
    private CollectingOutbox outbox;
    private SenderLogging logging;
    private long nowNs = 1_000;

    /** A life of the process; an earlier one ends without warning. */
    private void begin(long peers) {
        log.open();
        OutboundChannel[] channels = new OutboundChannel[ProcessSet.MAX_PROCESSES];
        channel = new OutboundChannel(PEER, config, 0);
        channels[PEER] = channel;
        inbound = new InboundChannels(1);
        counters = new MessageLogCounters();
        outbox = new CollectingOutbox();
        told.clear();
        logging = new SenderLogging(config, 0, peers, log, inbound, channels, new StateGuard(0), counters);
    }

    private void start(long peers) {
        begin(peers);
        log.replay((position, index, recordType, bytes, offset, length) -> {
            if (index == Outbox.NO_INDEX) {
                logging.onRecord(recordType, bytes, offset, length);
            } else {
                Event logged = event.wrapBody(recordType, bytes, offset, length);
                if (recordType == RecordTypes.DELIVERY) {
                    inbound.restoreTaken(logged.channelId(), logged.number());
                }
                logging.onEntry(index, logged);
            }
        });
        logging.start();
    }

    private void startSecondLife(long peers) {
        log.open();
        log.crash();
        start(peers);
    }

    private boolean take(int recordType, int channelId, int length) {
        boolean timer = recordType == RecordTypes.TIMER;
        long number = timer ? 1 : inbound.takenSsn(channelId) + 1;
        boolean taken = logging.take(recordType, nowNs, channelId, number, buffer, 0, length);
        if (taken && !timer) {
            inbound.take(channelId);
        }
        return taken;
    }

    private boolean takeTimer() {
        return take(RecordTypes.TIMER, 0, 0);
    }

    private boolean takeMessage() {
        return take(RecordTypes.DELIVERY, PEER, 0);
    }

    /** Ends a batch; what was written before is out of sight. */
    private void batch() {
        outbox.frames.clear();
        logging.endBatch(nowNs, outbox);
        logging.onDurable(outbox.position());
    }

    /** The log has taken what is new. */
    private void save() {
        EntrySlice slice = new EntrySlice();
        while (log.lastIndex() < outbox.appendedIndex) {
            logging.tail().slice(log.lastIndex() + 1, outbox.appendedIndex, 1 << 16, slice);
            log.append(slice);
        }
        log.force();
        logging.tail().savedUpTo(outbox.appendedIndex);
    }

    private void tell() {
        while (logging.next(event)) {
            told.add(event.number());
            if (event.recordType() == RecordTypes.DELIVERY) {
                inbound.told(event.channelId(), event.number());
            }
        }
        logging.endPass();
        logging.sendableRsn();
    }

    private void confirm(long life, long firstSsn, long lastSsn, int renounced) {
        new ConfirmationEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .life(life)
                .firstSsn(firstSsn)
                .confirmedSsn(lastSsn)
                .renounced((short) renounced);
        arrive(MessageHeaderEncoder.ENCODED_LENGTH + ConfirmationEncoder.BLOCK_LENGTH);
    }

    private void answer(long life, long firstSsn, int count, long keptSsn) {
        ReplayReceiptsEncoder encoder = new ReplayReceiptsEncoder();
        ReplayReceiptsEncoder.TakenEncoder taken = encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .life(life)
                .firstSsn(firstSsn)
                .numberedSsn(firstSsn + count - 1)
                .keptSsn(keptSsn)
                .takenCount(count);
        for (long ssn = firstSsn; ssn < firstSsn + count; ssn++) {
            taken.next().rsn(ssn).timestampNs(100 * nowNs);
        }
        arrive(MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
    }

    private void arrive(int length) {
        int templateId = new MessageHeaderDecoder().wrap(buffer, 0).templateId();
        assertTrue(logging.onMessage(nowNs, PEER, templateId, buffer, 0, length, outbox));
    }

    private List<ReceiptsDecoder> receipts() {
        return outbox.frames.stream()
                .filter(frame -> templateId(frame) == ReceiptsDecoder.TEMPLATE_ID)
                .map(frame -> new ReceiptsDecoder().wrapAndApplyHeader(frame, 0, new MessageHeaderDecoder()))
                .toList();
    }

    private List<ReplayRequestDecoder> requests() {
        return outbox.frames.stream()
                .filter(frame -> templateId(frame) == ReplayRequestDecoder.TEMPLATE_ID)
                .map(frame -> new ReplayRequestDecoder().wrapAndApplyHeader(frame, 0, new MessageHeaderDecoder()))
                .toList();
    }

    private static int templateId(UnsafeBuffer frame) {
        return new MessageHeaderDecoder().wrap(frame, 0).templateId();
    }

    @Test
    void aRecordOfAnotherStyleIsRefused() {
        begin(ProcessSet.of(PEER));
        LogException refused = assertThrows(
                LogException.class, () -> logging.onRecord(RecordTypes.OUTPUTS_TAKEN, buffer, 0, Long.BYTES));
        assertTrue(refused.getMessage().contains("is none of sender-based message logging"), refused.getMessage());
    }

    @Test
    void timersAndInputsNeedRoomInTheJournalAndMessagesDoNot() {
        start(ProcessSet.of(PEER));
        while (takeTimer()) {
            // One more.
        }
        assertFalse(logging.takesTimers());
        batch();
        tell();
        assertFalse(logging.takesTimers(), "the log has not taken them yet");
        assertFalse(takeTimer());
        assertTrue(takeMessage());
        save();
        assertTrue(logging.takesTimers());
        assertTrue(takeTimer());
    }

    @Test
    void timersNeedRoomInTheInbox() {
        start(ProcessSet.of(PEER));
        int count = 0;
        while (takeMessage()) {
            count++;
        }
        assertEquals(ROOM, count);
        assertFalse(logging.takesTimers());
    }

    @Test
    void timeStandsStillWhenAClockGoesBack() {
        start(ProcessSet.of(PEER));
        takeMessage();
        nowNs = 7;
        takeMessage();
        for (int i = 0; i < 2; i++) {
            assertTrue(logging.next(event));
            assertEquals(1_000, event.timestampNs());
        }
    }

    @Test
    void receiptsAreToldFrameByFrameAndAgainAtIntervals() {
        start(ProcessSet.of(PEER));
        batch();
        assertEquals(0, outbox.frames.size());
        assertEquals(Long.MAX_VALUE, logging.nextDeadlineNs(), "nobody waits for anything");
        for (int i = 0; i < MAX_RECEIPTS + 4; i++) {
            takeMessage();
        }
        batch();
        assertEquals(1, receipts().get(0).firstSsn());
        assertEquals(Long.MIN_VALUE, logging.nextDeadlineNs(), "there are more");
        nowNs += 10 * intervalNs;
        batch();
        assertEquals(1 + MAX_RECEIPTS, receipts().get(0).firstSsn(), "however late it goes on");
        assertEquals(0, counters.count(MessageLogCounter.RECEIPTS_REPEATED));
        assertEquals(nowNs + intervalNs, logging.nextDeadlineNs());
        nowNs += intervalNs - 1;
        batch();
        assertEquals(0, outbox.frames.size());
        nowNs++;
        batch();
        assertEquals(1, receipts().get(0).firstSsn());
        assertEquals(1, counters.count(MessageLogCounter.RECEIPTS_REPEATED));
    }

    @Test
    void whatIsInCheckpointsOfALifeThatIsThereIsForgotten() {
        start(ProcessSet.of(PEER));
        channel.onLife(3);
        for (int i = 1; i <= 3; i++) {
            channel.claim(1, i);
            channel.publish();
        }
        batch();
        assertTrue(logging.onPosition(nowNs, channel, 2, 2));
        assertEquals(2, channel.acknowledgedSsn());
        channel.onLife(2);
        assertTrue(logging.onPosition(nowNs, channel, 3, 3));
        assertEquals(2, channel.acknowledgedSsn(), "that life has ended");
    }

    @Test
    void aFirstLifeAsksNobodyAndTakesNoAnswer() {
        start(ProcessSet.of(PEER));
        answer(1, 0, 0, 9);
        batch();
        assertEquals(0, requests().size());
        assertFalse(logging.isReplaying());
    }

    // Replay

    @Test
    void ownEventsAreReplayedBeforeAnythingIsTaken() {
        start(ProcessSet.EMPTY);
        nowNs = 5_000;
        takeTimer();
        take(RecordTypes.DELIVERY, INPUT, 8);
        batch();
        save();
        nowNs = 7;
        start(ProcessSet.EMPTY);
        batch();
        assertTrue(logging.isReplaying());
        assertFalse(logging.takesTimers());
        assertFalse(take(RecordTypes.DELIVERY, INPUT, 8));
        tell();
        assertEquals(List.of(1L, 1L), told);
        assertEquals(Long.MIN_VALUE, logging.nextDeadlineNs(), "it can end");
        batch();
        assertFalse(logging.isReplaying());
        assertTrue(takeTimer());
        batch();
        assertTrue(logging.next(event));
        assertEquals(5_000, event.timestampNs(), "no event is older than the one before");
    }

    @Test
    void anOwnEventThatStandsNowhereIsNamed() {
        log.open();
        log.crash();
        begin(ProcessSet.EMPTY);
        Records.putHeader(buffer, 0, Event.HEADER_LENGTH, RecordTypes.DELIVERY, 5);
        Event.put(buffer, 0, 1, 0, INPUT, 1);
        logging.onEntry(5, event.wrap(buffer, 0));
        logging.start();
        LogException refused = assertThrows(LogException.class, () -> logging.next(event));
        assertTrue(refused.getMessage().startsWith("entry 5 of the journal"), refused.getMessage());
    }

    /** More of them than there is room for at once. */
    @Test
    void voidInputsAreTakenAnewBeforeOthersAndInTheirOrder() {
        start(ProcessSet.of(PEER));
        takeMessage();
        for (int i = 1; i < ROOM; i++) {
            assertTrue(take(RecordTypes.DELIVERY, INPUT, 64));
            batch();
            save();
            tell();
        }
        assertEquals(ROOM, told.size());
        // Whoever sent event 1 is gone, and nobody has it.
        start(ProcessSet.EMPTY);
        batch();
        assertFalse(logging.isReplaying());
        assertFalse(logging.takesTimers(), "though there is room for a timer");
        assertFalse(take(RecordTypes.DELIVERY, INPUT, 1));
        assertEquals(0, logging.releasablePosition(ROOM, outbox));
        tell();
        assertEquals(Long.MAX_VALUE, logging.nextDeadlineNs(), "nothing before the log has taken something");
        save();
        assertEquals(Long.MIN_VALUE, logging.nextDeadlineNs());
        for (int i = 0; i < 3; i++) {
            batch();
            save();
            tell();
        }
        List<Long> all = new ArrayList<>();
        for (long number = 1; number < ROOM; number++) {
            all.add(number);
        }
        assertEquals(all, told);
        assertTrue(take(RecordTypes.DELIVERY, INPUT, 1));
    }

    @Test
    void endsWhenTheJournalHasRoomForThat() {
        startSecondLife(ProcessSet.of(PEER));
        for (int i = 1; i <= ROOM; i++) {
            channel.claim(1, i);
            channel.publish();
        }
        batch();
        answer(2, 1, 0, 0);
        batch();
        assertEquals(0, receipts().size());
        save();
        batch();
        assertEquals(1, receipts().get(0).renounced());
    }

    @Test
    void asksForWhatIsMissingAndNothingElse() {
        startSecondLife(ProcessSet.of(PEER));
        assertEquals(ProcessSet.of(PEER), logging.replayPeers(), "it has not answered");
        batch();
        assertEquals(1, requests().get(0).receiptsFromSsn());
        assertEquals(0, requests().get(0).messagesFromSsn(), "it is not known whether there are any");
        assertEquals(nowNs + intervalNs, logging.nextDeadlineNs());
        batch();
        assertEquals(0, outbox.frames.size());
        answer(2, 1, 2, 2);
        assertEquals(ProcessSet.of(PEER), logging.replayPeers(), "a message is missing");
        batch();
        assertEquals(0, requests().get(0).receiptsFromSsn());
        assertEquals(1, requests().get(0).messagesFromSsn());
        takeMessage();
        assertEquals(ProcessSet.EMPTY, logging.replayPeers());
        batch();
        assertEquals(2, requests().get(0).messagesFromSsn(), "without waiting for an interval");
        takeMessage();
        tell();
        nowNs += 10 * intervalNs;
        batch();
        assertEquals(0, requests().size());
    }

    @Test
    void asksForTheNextMessageWhenOneIsTakenAndNotWhenThereIsNoRoom() {
        startSecondLife(ProcessSet.of(PEER));
        answer(2, 1, 0, 2 * ROOM);
        batch();
        confirm(2, 1, 0, 1);
        batch();
        for (int i = 1; i <= ROOM; i++) {
            assertEquals(i, inbound.takenSsn(PEER) + 1);
            assertTrue(takeMessage());
            batch();
            assertEquals(i + 1, requests().get(0).messagesFromSsn());
        }
        assertFalse(takeMessage());
        batch();
        assertEquals(0, requests().size());
    }

    /** More messages wait than there is room for when replay ends. */
    @Test
    void messagesThatWaitAreTakenBeforeOthersAndInTheirOrder() {
        int count = 2 * ROOM;
        startSecondLife(ProcessSet.of(PEER));
        for (int i = 0; i < count; i++) {
            assertTrue(takeMessage());
        }
        batch();
        assertTrue(logging.nextDeadlineNs() > nowNs, "they wait for the end of replay");
        answer(2, 1, 2, 2);
        tell();
        batch();
        assertEquals(3, receipts().get(0).firstSsn());
        assertEquals(1, receipts().get(0).renounced());
        assertEquals(ProcessSet.of(PEER), logging.replayPeers(), "it has not put that down");
        assertEquals(0, logging.releasablePosition(0, outbox));
        assertEquals(nowNs + intervalNs, logging.nextDeadlineNs());
        batch();
        assertEquals(0, outbox.frames.size());
        nowNs += intervalNs;
        batch();
        assertEquals(1, receipts().size());
        confirm(2, 3, 2, 1);
        batch();
        assertFalse(logging.isReplaying());
        assertEquals(Long.MIN_VALUE, logging.nextDeadlineNs(), "there are receipts to be told");
        batch();
        assertEquals(nowNs + intervalNs, logging.nextDeadlineNs(), "there is no room for more");
        tell();
        confirm(2, 3, 2 + ROOM, 0);
        logging.sendableRsn();
        assertTrue(takeMessage(), "it waits like the others");
        assertEquals(Long.MIN_VALUE, logging.nextDeadlineNs());
        for (int i = 0; i < 4; i++) {
            batch();
            tell();
            confirm(2, 3, told.size(), 0);
        }
        List<Long> all = new ArrayList<>();
        for (long ssn = 1; ssn <= count + 1; ssn++) {
            all.add(ssn);
        }
        assertEquals(all, told);
        nowNs += 10 * intervalNs;
        batch();
        assertEquals(0, outbox.frames.size());
        assertEquals(Long.MAX_VALUE, logging.nextDeadlineNs());
    }
}
