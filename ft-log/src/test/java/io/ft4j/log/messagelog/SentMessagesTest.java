package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;
import io.ft4j.log.messagelog.codec.ReceiptsDecoder;
import io.ft4j.log.messagelog.codec.ReceiptsEncoder;
import io.ft4j.log.messagelog.style.SentMessages;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What is kept of messages that were sent, how long, and up to where there are receipts. */
final class SentMessagesTest {
    private static final int CAPACITY = 4;

    private final SentMessages sent = new SentMessages(CAPACITY);
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);

    /** Message n stands at index 10 n. */
    private void keep(int count) {
        for (int i = 0; i < count; i++) {
            sent.keep(10 * (sent.keptSsn() + 1));
        }
    }

    private boolean receipts(long firstSsn, long... rsns) {
        ReceiptsEncoder.TakenEncoder taken = new ReceiptsEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .takenCount(rsns.length);
        for (long rsn : rsns) {
            taken.next().rsn(rsn).timestampNs(rsn);
        }
        ReceiptsDecoder decoder = new ReceiptsDecoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderDecoder());
        return sent.onReceipts(firstSsn, rsns.length, decoder.taken());
    }

    @Test
    void keepsWhatNoCheckpointHoldsAndNoMoreThanThereIsRoomFor() {
        keep(CAPACITY);
        assertFalse(sent.hasRoom());
        assertFalse(sent.isKept(0));
        assertTrue(sent.isKept(1));
        assertTrue(sent.isKept(4));
        assertFalse(sent.isKept(5));
        assertEquals(10, sent.neededIndex());
        sent.onCheckpointed(2);
        assertTrue(sent.hasRoom());
        assertFalse(sent.isKept(2));
        assertEquals(30, sent.neededIndex());
        sent.onCheckpointed(1);
        assertEquals(2, sent.forgottenSsn(), "a life may begin with an older checkpoint");
        sent.onCheckpointed(9);
        assertEquals(9, sent.keptSsn(), "what a checkpoint holds need not be kept");
        assertEquals(9, sent.numberedSsn());
        assertEquals(Long.MAX_VALUE, sent.neededIndex());
    }

    @Test
    void findsInItsLogWhatIsKept() {
        sent.restoreKept(1, 10);
        assertEquals(10, sent.neededIndex());
        assertEquals(0, sent.forgottenSsn());
        sent.restoreKept(3, 30);
        assertFalse(sent.isKept(1), "2 was in a checkpoint, and so was all before it");
        for (long ssn = 4; ssn <= 8; ssn++) {
            sent.restoreKept(ssn, 10 * ssn);
        }
        assertEquals(4, sent.forgottenSsn(), "there was more room");
        sent.start(6);
        assertEquals(4, sent.forgottenSsn(), "what has receipts is kept all the same");
        assertEquals(4, sent.numberedSsn());
        sent.start(11);
        assertEquals(11, sent.forgottenSsn(), "what the channel has forgotten without a trace was in a checkpoint");
    }

    @Test
    void knowsALifeThatLacksWhatAnEarlierOneHadInEveryCheckpoint() {
        keep(3);
        sent.onLife(2);
        sent.onCheckpointed(2);
        assertFalse(sent.isOfLostLog(2, 1), "that one may say so late");
        assertFalse(sent.isOfLostLog(3, 2));
        assertTrue(sent.isOfLostLog(3, 1));
        sent.onLife(3);
        sent.start(0);
        assertFalse(sent.isOfLostLog(3, 1), "it was let in before the restart");
    }

    @Test
    void isOnStableStorageUpToTheFirstThatIsNot() {
        keep(3);
        assertEquals(0, sent.durableSsn(9));
        assertEquals(2, sent.durableSsn(29));
        assertEquals(3, sent.durableSsn(1_000));
        sent.onCheckpointed(7);
        assertEquals(7, sent.durableSsn(0));
    }

    @Test
    void isRepeatedAtIntervalsUntilThereIsAReceipt() {
        keep(3);
        assertEquals(Long.MIN_VALUE, sent.repeatDueNs(5));
        sent.repeated(100);
        assertEquals(105, sent.repeatDueNs(5));
        receipts(1, 1);
        assertEquals(Long.MIN_VALUE, sent.repeatDueNs(5));
    }

    @Test
    void acceptsReceiptsOfWhatIsKeptWithoutAGap() {
        keep(2);
        assertEquals(2, sent.acceptable(1, 3));
        assertEquals(1, sent.acceptable(1, 1));
        assertEquals(-1, sent.acceptable(2, 1));
        receipts(1, 5, 6);
        assertEquals(0, sent.acceptable(3, 1));
    }

    @Test
    void receiptsAreNewWhenTheySayMoreOrSomethingElse() {
        keep(3);
        assertTrue(receipts(1, 5, 6));
        assertFalse(receipts(1, 5, 6));
        assertTrue(receipts(2, 7));
        assertTrue(receipts(1, 4));
        assertEquals(2, sent.numberedSsn(), "one of an earlier message takes nothing away");
        assertEquals(4, sent.rsn(1));
        assertEquals(7, sent.rsn(2));
        assertTrue(receipts(3, 0), "the first one, whatever stood in its place");
        sent.onCheckpointed(1);
        keep(2);
        assertTrue(receipts(4, 9));
        sent.restoreNumbered(3);
        assertEquals(4, sent.numberedSsn());
        sent.restoreNumbered(5);
        assertEquals(5, sent.numberedSsn());
        assertFalse(receipts(1, 77), "a checkpoint holds it");
        assertEquals(4, sent.rsn(5), "the slot of 1 is that of 5 now");
    }

    @Test
    void aLifeRenouncesOnceAndNothingThatACheckpointHolds() {
        keep(4);
        sent.onLife(2);
        receipts(1, 1, 2, 3);
        assertFalse(sent.isRenounced());
        assertTrue(sent.renounce(9));
        assertEquals(3, sent.numberedSsn());
        assertTrue(sent.isRenounced());
        assertFalse(sent.renounce(1));
        sent.onCheckpointed(2);
        sent.onLife(3);
        assertFalse(sent.isRenounced());
        assertTrue(sent.renounce(1));
        assertEquals(2, sent.numberedSsn());
    }

    @Test
    void confirmsTogetherOnlyWhatFollows() {
        sent.oweConfirmation(1, 2);
        sent.oweConfirmation(3, 4);
        sent.oweConfirmation(2, 3);
        confirms(1, 4);
        sent.oweConfirmation(5, 6);
        confirms(5, 6);
        sent.oweConfirmation(9, 9);
        sent.oweConfirmation(3, 4);
        confirms(3, 4);
        sent.oweConfirmation(3, 4);
        sent.oweConfirmation(6, 6);
        confirms(6, 6);
    }

    private void confirms(long firstSsn, long lastSsn) {
        assertEquals(firstSsn, sent.confirmedFromSsn());
        assertEquals(lastSsn, sent.confirmedSsn());
        assertTrue(sent.takeConfirmation());
        assertFalse(sent.takeConfirmation());
    }
}
