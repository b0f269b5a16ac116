package io.ft4j.log.messagelog.causal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.LogException;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.RecordTypes;
import io.ft4j.log.messagelog.style.Members;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class KnownDeterminantsTest {
    private static final int CAPACITY = 4;
    private static final long LIFE = 3;

    private final KnownDeterminants known = new KnownDeterminants(new Members(ProcessSet.firstN(2)), CAPACITY);
    private final Determinant found = new Determinant();

    private static Determinant determinant(long rsn) {
        UnsafeBuffer entry = new UnsafeBuffer(new byte[Event.HEADER_LENGTH]);
        Records.putHeader(entry, 0, Event.HEADER_LENGTH, RecordTypes.DELIVERY, rsn);
        Event.put(entry, 0, rsn, 100 + rsn, 0, 200 + rsn);
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[Determinant.LENGTH]);
        Determinant.put(buffer, 0, 1, LIFE, new Event().wrap(entry, 0));
        return new Determinant().wrap(buffer, 0);
    }

    @Test
    void givesBackWhatWasPut() {
        known.put(1, determinant(2));
        assertTrue(known.get(1, 2, found));
        assertEquals(1, found.processId());
        assertEquals(LIFE, found.life());
        assertEquals(102, found.timestampNs());
        assertEquals(202, found.number());
        assertEquals(0, found.channelId());
        assertEquals(RecordTypes.DELIVERY, found.recordType());
        assertEquals(LIFE, known.life(1, 2));
        assertEquals(0, known.life(1, 1));
        assertEquals(0, known.life(0, 2));
    }

    @Test
    void hasRoomAgainWhenItsProcessHasEventsOnStableStorage() {
        for (long rsn = 1; rsn <= CAPACITY; rsn++) {
            assertTrue(known.hasRoom(1, rsn));
            known.put(1, determinant(rsn));
        }
        assertFalse(known.hasRoom(1, CAPACITY + 1));
        assertTrue(known.isHalfFull(1));
        known.onDurable(1, 3);
        assertEquals(0, known.life(1, 3));
        assertEquals(LIFE, known.life(1, 4));
        assertTrue(known.hasRoom(1, CAPACITY + 3));
        assertFalse(known.isHalfFull(1));
    }

    @Test
    void takesAnOldRecordForDurableWhenANewOneLeavesItNoRoom() {
        known.restore(determinant(1), CAPACITY);
        known.restore(determinant(CAPACITY + 2), CAPACITY);
        assertEquals(2, known.durableRsn(1));
        assertEquals(0, known.life(1, 1));
        assertEquals(LIFE, known.life(1, CAPACITY + 2));
    }

    @Test
    void refusesARecordThatWasWrittenWithMoreRoom() {
        LogException refused =
                assertThrows(LogException.class, () -> known.restore(determinant(CAPACITY + 2), 2 * CAPACITY));
        assertEquals(
                "event 6 of process 1 is known, where event 0 is on stable storage: maxDeterminants=4 is less than it was",
                refused.getMessage());
    }
}
