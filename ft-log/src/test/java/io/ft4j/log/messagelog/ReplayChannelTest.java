package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;
import io.ft4j.log.messagelog.codec.ReplayReceiptsDecoder;
import io.ft4j.log.messagelog.codec.ReplayReceiptsEncoder;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.style.ReplayChannel;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What a sender says of a channel to a process that comes back: receipts, messages, and when it is asked for more. */
final class ReplayChannelTest {
    private static final int FRAME_BYTES = 1024;
    private static final int MAX_RECEIPTS = 3;
    private static final int SENDER = 2;
    private static final long INTERVAL_NS = 100;

    private final ReplayChannel channel = new ReplayChannel(FRAME_BYTES, MAX_RECEIPTS);
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[FRAME_BYTES]);
    private final Event event = new Event();

    /** Message n has been event 10 n. */
    private boolean answer(long firstSsn, int count, long numberedSsn, long keptSsn, long firstRsn) {
        ReplayReceiptsEncoder.TakenEncoder taken = new ReplayReceiptsEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .firstSsn(firstSsn)
                .numberedSsn(numberedSsn)
                .keptSsn(keptSsn)
                .takenCount(count);
        for (long ssn = firstSsn; ssn < firstSsn + count; ssn++) {
            taken.next().rsn(10 * ssn).timestampNs(100 * ssn);
        }
        return channel.onReceipts(
                new ReplayReceiptsDecoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderDecoder()), firstRsn);
    }

    private boolean put(long ssn, int length) {
        return channel.put(SENDER, ssn, buffer, 0, length);
    }

    private void takeNext(long ssn) {
        assertTrue(channel.hasNext());
        channel.getReplayed(event);
        assertEquals(ssn, event.number());
        assertEquals(10 * ssn, event.rsn());
        assertEquals(100 * ssn, event.timestampNs());
        channel.release();
    }

    @Test
    void knowsPlacesAsFarAsTheyWereTold() {
        channel.start(1);
        assertEquals(ReplayChannel.UNKNOWN, channel.nextRsn());
        assertTrue(answer(1, 2, 3, 4, 1));
        for (long ssn = 1; ssn <= 4; ssn++) {
            assertTrue(put(ssn, 8));
        }
        assertEquals(10, channel.nextRsn());
        takeNext(1);
        takeNext(2);
        assertEquals(ReplayChannel.UNKNOWN, channel.nextRsn(), "it has one more");
        assertTrue(answer(3, 1, 3, 4, 21));
        takeNext(3);
        assertEquals(ReplayChannel.NOT_NUMBERED, channel.nextRsn());
        assertTrue(channel.hasNext());
    }

    @Test
    void takesAnAnswerOnceAndOnlyToWhatItHasAsked() {
        channel.start(2);
        assertTrue(answer(1, 2, 9, 9, 1));
        assertTrue(answer(3, 2, 9, 9, 1));
        assertEquals(ReplayChannel.UNKNOWN, channel.nextRsn());
        assertFalse(channel.wantsMessages(1));
        assertTrue(answer(2, 1, 2, 5, 1));
        assertTrue(answer(2, 1, 7, 7, 1000), "the second one changes nothing");
        assertEquals(20, channel.nextRsn());
        assertFalse(channel.wantsMessages(5));
    }

    @Test
    void answersThatSayLittleOrTooMuchAreTakenAsFarAsTheyGo() {
        channel.start(1);
        assertTrue(answer(1, MAX_RECEIPTS + 1, 9, 9, 1));
        for (long ssn = 1; ssn <= MAX_RECEIPTS; ssn++) {
            put(ssn, 8);
            takeNext(ssn);
        }
        assertEquals(ReplayChannel.UNKNOWN, channel.nextRsn());
        assertTrue(answer(4, 0, -1, 2, 1), "it has forgotten");
        assertEquals(ReplayChannel.NOT_NUMBERED, channel.nextRsn());
        assertTrue(channel.wantsMessages(8), "what it kept once it keeps");
    }

    @Test
    void aPlaceThatAnotherEventHasHadIsRefused() {
        channel.start(1);
        assertFalse(answer(1, 1, 1, 1, 11));
        assertEquals(ReplayChannel.UNKNOWN, channel.nextRsn());
        assertTrue(answer(1, 1, 1, 1, 10));
    }

    @Test
    void messagesWaitWhileThereIsRoom() {
        channel.start(1);
        answer(1, 0, 0, 1_000, 1);
        long ssn = 1;
        while (put(ssn, 512)) {
            ssn++;
        }
        assertFalse(channel.wantsMessages(ssn - 1), "no room for a frame");
        while (channel.hasNext()) {
            channel.release();
        }
        assertTrue(put(ssn, 512));
        assertTrue(channel.wantsMessages(ssn));
        assertFalse(channel.wantsMessages(1_000));
    }

    @Test
    void asksAgainAtIntervalsAndAtOnceForWhatIsBehindAnAnswer() {
        channel.start(1);
        assertEquals(Long.MIN_VALUE, channel.receiptsDueNs(INTERVAL_NS));
        assertEquals(Long.MIN_VALUE, channel.messagesDueNs(INTERVAL_NS));
        channel.asked(5, true, false);
        assertEquals(105, channel.receiptsDueNs(INTERVAL_NS));
        assertEquals(Long.MIN_VALUE, channel.messagesDueNs(INTERVAL_NS));
        channel.asked(7, false, true);
        assertEquals(105, channel.receiptsDueNs(INTERVAL_NS));
        assertEquals(107, channel.messagesDueNs(INTERVAL_NS));
        answer(1, 1, 2, 2, 1);
        assertEquals(Long.MIN_VALUE, channel.receiptsDueNs(INTERVAL_NS));
        put(1, 8);
        assertEquals(Long.MIN_VALUE, channel.messagesDueNs(INTERVAL_NS));
    }
}
