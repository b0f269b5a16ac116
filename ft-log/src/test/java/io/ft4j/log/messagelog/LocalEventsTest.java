package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.RecordTypes;
import io.ft4j.log.messagelog.style.LocalEvents;
import io.ft4j.log.messagelog.style.LocalMarks;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What a process finds in its own log: what it is told again, what is void, and what is taken anew. */
final class LocalEventsTest {
    private static final int FIRST = MessageLogConfig.FIRST_OUTSIDE_CHANNEL;

    private final LocalEvents events = new LocalEvents();
    private final Event entry = new Event();

    /** Event n stands at index 100 + n. */
    private void add(int recordType, long rsn, int channelId, long number) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[Event.HEADER_LENGTH]);
        Records.putHeader(buffer, 0, Event.HEADER_LENGTH, recordType, rsn);
        Event.put(buffer, 0, rsn, 0, channelId, number);
        events.add(entry.wrap(buffer, 0), 100 + rsn);
    }

    private void addInput(long rsn, int channelId, long number) {
        add(RecordTypes.DELIVERY, rsn, channelId, number);
    }

    private void demandVoid(long... indexes) {
        for (long index : indexes) {
            assertTrue(events.hasVoid());
            assertEquals(index, events.voidIndex());
            events.takenAnew();
        }
        assertFalse(events.hasVoid());
    }

    @Test
    void areReplayedInTheirOrder() {
        addInput(2, FIRST, 1);
        add(RecordTypes.TIMER, 5, 0, 9);
        assertEquals(2, events.nextRsn());
        assertEquals(102, events.takeNext());
        assertEquals(5, events.nextRsn());
        assertEquals(105, events.takeNext());
        assertEquals(-1, events.nextRsn());
        events.renounceFrom(6);
        demandVoid();
    }

    @Test
    void inputsBehindTheEndOfReplayAreTakenAnewAndTimersAreNot() {
        addInput(2, FIRST, 1);
        addInput(3, FIRST, 2);
        add(RecordTypes.TIMER, 4, 0, 9);
        addInput(5, FIRST + 1, 1);
        events.renounceFrom(3);
        assertEquals(2, events.nextRsn());
        events.takeNext();
        assertEquals(-1, events.nextRsn(), "what is void is not replayed");
        demandVoid(103, 105);
    }

    @Test
    void nothingIsVoidWhereReplayComesToAll() {
        addInput(2, FIRST, 1);
        events.renounceFrom(3);
        assertEquals(2, events.nextRsn());
        demandVoid();
    }

    @Test
    void anInputThatWasTakenAnewIsVoidNoMore() {
        addInput(2, FIRST, 1);
        addInput(3, FIRST + 1, 1);
        addInput(4, FIRST, 2);
        events.renounceFrom(2);
        addInput(7, FIRST, 1);
        assertEquals(7, events.nextRsn());
        demandVoid(103, 104);
    }

    @Test
    void aTimerTakesNothingFromWhatIsVoid() {
        addInput(2, FIRST, 1);
        events.renounceFrom(2);
        add(RecordTypes.TIMER, 2, FIRST, 1);
        demandVoid(102);
    }

    @Test
    void theLogIsNeededFromTheFirstEventBehindTheCheckpointOn() {
        LocalMarks marks = new LocalMarks();
        assertEquals(51, marks.neededIndex(0, 50));
        marks.add(3, 30);
        marks.add(7, 40);
        assertEquals(1, marks.neededIndex(2, 50));
        assertEquals(31, marks.neededIndex(6, 50));
        assertEquals(31, marks.neededIndex(5, 50));
        assertEquals(51, marks.neededIndex(7, 50));
        marks.add(5, 45);
        assertEquals(41, marks.neededIndex(4, 50), "replay ended before 5, and all behind it was void");
        assertEquals(51, marks.neededIndex(6, 50));
    }
}
