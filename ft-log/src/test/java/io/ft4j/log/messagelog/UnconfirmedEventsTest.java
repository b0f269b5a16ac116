package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.port.LogException;
import io.ft4j.log.messagelog.record.InboundChannels;
import io.ft4j.log.messagelog.style.UnconfirmedEvents;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Which events are told to their senders, confirmed, and kept in a checkpoint until they are. */
final class UnconfirmedEventsTest {
    private static final int CAPACITY = 8;
    private static final int SENDER = 3;
    private static final int OTHER = 5;

    private final InboundChannels inbound = new InboundChannels(1);
    private final UnconfirmedEvents events = new UnconfirmedEvents(CAPACITY);

    /** Message n of a channel is event n of the process. */
    private void add(int channelId, long... ssns) {
        for (long ssn : ssns) {
            events.add(ssn, channelId, ssn, 10 * ssn);
        }
    }

    private void tell(int count) {
        for (int i = 0; i < count; i++) {
            events.told(SENDER);
        }
    }

    @Test
    void tellsMessagesOfOneChannelThatFollowEachOther() {
        add(SENDER, 1, 2, 3, 5, 6);
        assertEquals(3, events.countUntold(SENDER, 9));
        assertEquals(2, events.countUntold(SENDER, 2));
        tell(3);
        assertEquals(5, events.untoldSsn(SENDER));
        assertEquals(2, events.countUntold(SENDER, 9));
        tell(2);
        assertFalse(events.hasUntold(SENDER));
        assertFalse(events.hasUntold(OTHER));
        events.goBack(SENDER);
        assertEquals(1, events.untoldSsn(SENDER));
        assertEquals(10, events.untoldTimestampNs(SENDER));
    }

    @Test
    void isConfirmedUpToTheFirstThatIsNot() {
        assertEquals(Long.MAX_VALUE, events.confirmedRsn(0));
        add(SENDER, 1);
        events.add(2, UnconfirmedEvents.LOCAL, 7, 20);
        add(OTHER, 3);
        assertEquals(0, events.confirmedRsn(100));
        tell(1);
        assertTrue(events.confirm(SENDER, 1, 1));
        assertEquals(1, events.confirmedRsn(6));
        assertEquals(2, events.confirmedRsn(7));
    }

    @Test
    void confirmsWhatWasToldInItsOrderAndNothingElse() {
        add(SENDER, 4, 5, 6);
        assertFalse(events.confirm(SENDER, 4, 4), "not told");
        tell(2);
        assertFalse(events.confirm(SENDER, 4, 6));
        assertTrue(events.confirm(SENDER, 9, 8), "of a renunciation");
        assertTrue(events.confirm(OTHER, 1, 0));
        assertTrue(events.confirm(SENDER, 5, 5), "what is before it was told again, say");
        assertEquals(3, events.confirmedRsn(0));
        assertTrue(events.confirm(SENDER, 1, 4));
        assertEquals(4, events.confirmedRsn(0), "5 is not in it");
        events.goBack(SENDER);
        assertEquals(5, events.untoldSsn(SENDER));
        tell(1);
        assertTrue(events.confirm(SENDER, 5, 5));
        assertEquals(6, events.untoldSsn(SENDER));
        assertTrue(events.confirm(OTHER, 1, 0), "it has none");
    }

    /** What is told again from an earlier one on was told all the same. */
    @Test
    void whatWasToldOnceMayBeConfirmed() {
        add(SENDER, 1, 2, 3);
        tell(3);
        events.goBack(SENDER);
        tell(1);
        assertTrue(events.confirm(SENDER, 1, 3));
        assertFalse(events.hasUntold(SENDER), "it need not be told any more");
        assertEquals(Long.MAX_VALUE, events.confirmedRsn(0));
    }

    @Test
    void aCheckpointConfirmsWhatItHolds() {
        add(SENDER, 1, 2);
        events.add(3, UnconfirmedEvents.LOCAL, 7, 30);
        add(SENDER, 4);
        tell(1);
        assertTrue(events.confirm(SENDER, 1, 1));
        events.confirmUpTo(3);
        assertEquals(3, events.confirmedRsn(0));
        assertEquals(4, events.untoldSsn(SENDER));
        assertTrue(events.hasUnconfirmed(SENDER));
        events.confirmUpTo(4);
        assertFalse(events.hasUnconfirmed(SENDER));
    }

    @Test
    void isFullWithoutRoomForOneMore() {
        add(SENDER, 1, 2, 3, 4, 5, 6, 7);
        assertFalse(events.isFull());
        add(SENDER, 8);
        assertTrue(events.isFull());
        events.confirmUpTo(1);
        assertEquals(1, events.confirmedRsn(0));
        assertFalse(events.isFull());
    }

    @Test
    void aCheckpointHoldsMessagesThatWereToldTheProcessAndAreNotConfirmed() {
        add(SENDER, 1);
        tell(1);
        events.confirm(SENDER, 1, 1);
        events.add(2, UnconfirmedEvents.LOCAL, 7, 20);
        add(SENDER, 3, 4);
        StateBytes saved = new StateBytes();
        events.save(saved, 3, inbound);
        UnconfirmedEvents restored = new UnconfirmedEvents(CAPACITY);
        restored.restore(saved.source(), inbound);
        assertEquals(2, restored.confirmedRsn(0));
        assertEquals(3, restored.untoldSsn(SENDER));
        assertEquals(1, restored.countUntold(SENDER, 9));
        assertEquals(30, restored.untoldTimestampNs(SENDER));
    }

    @Test
    void aCheckpointThatSaysWhatCannotBeIsRefused() {
        refused("says -1 unconfirmed events, at most 8", -1);
        refused("says 9 unconfirmed events, at most 8", 9);
        refused("an event of channel -1, which is no process", 1, 7, -1, 1, 1);
        refused("an event of channel 64, which is no process", 1, 7, 64, 1, 1);
        refused("ends in the middle of the unconfirmed events", 1, 7, 3, 1);
    }

    private void refused(String reason, long... values) {
        StateBytes bytes = new StateBytes();
        UnsafeBuffer word = new UnsafeBuffer(new byte[Long.BYTES]);
        for (int i = 0; i < MessageLogConfig.FIRST_OUTSIDE_CHANNEL; i++) {
            bytes.write(word, 0, Long.BYTES);
        }
        for (long value : values) {
            word.putLong(0, value, ByteOrder.LITTLE_ENDIAN);
            bytes.write(word, 0, Long.BYTES);
        }
        LogException refused = assertThrows(
                LogException.class, () -> new UnconfirmedEvents(CAPACITY).restore(bytes.source(), inbound));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }
}
