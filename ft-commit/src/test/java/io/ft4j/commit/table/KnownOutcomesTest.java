package io.ft4j.commit.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ft4j.commit.table.KnownOutcomes.Fate;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.model.ProcessSet;
import org.junit.jupiter.api.Test;

final class KnownOutcomesTest {
    private static final int CAPACITY = 8;
    private static final long FIRST = TransactionIds.of(1, 1);

    private final KnownOutcomes known = new KnownOutcomes(CAPACITY, ProcessSet.firstN(2));

    @Test
    void remembersTheNewestOnesOfEachCoordinator() {
        known.note(0, FIRST, Fate.COMMITTED);
        known.note(0, FIRST + 2, Fate.ABORTED);
        assertEquals(Fate.COMMITTED, known.fate(0, FIRST));
        assertEquals(Fate.UNSEEN, known.fate(0, FIRST + 1));
        assertEquals(Fate.ABORTED, known.fate(0, FIRST + 2));
        assertEquals(Fate.UNSEEN, known.fate(1, FIRST));
    }

    @Test
    void whatIsTooOldIsForgotten() {
        known.note(0, FIRST, Fate.COMMITTED);
        known.note(0, FIRST + CAPACITY - 1, Fate.COMMITTED);
        assertEquals(Fate.COMMITTED, known.fate(0, FIRST));
        known.note(0, FIRST + CAPACITY, Fate.COMMITTED);
        assertEquals(Fate.FORGOTTEN, known.fate(0, FIRST));
        assertEquals(Fate.UNSEEN, known.fate(0, FIRST + 1));
        known.note(0, FIRST, Fate.ABORTED);
        assertEquals(Fate.FORGOTTEN, known.fate(0, FIRST));
    }

    /** The place of an old id must not answer for the new one that takes it. */
    @Test
    void aLongJumpLeavesNothingBehind() {
        for (int i = 0; i < CAPACITY; i++) {
            known.note(0, FIRST + i, Fate.COMMITTED);
        }
        long later = TransactionIds.of(2, 4);
        known.note(0, later, Fate.ABORTED);
        for (int i = 1; i < CAPACITY; i++) {
            assertEquals(Fate.UNSEEN, known.fate(0, later - i));
        }
        assertEquals(Fate.FORGOTTEN, known.fate(0, FIRST));
    }

    /** In the life that raises a horizon all is remembered; in the next one what it covers may have been anything. */
    @Test
    void aHorizonCountsFromTheNextLifeOn() {
        known.raiseHorizon(0, FIRST + 3, 1);
        assertEquals(Fate.UNSEEN, known.fate(0, FIRST + 3));
        assertEquals(0, known.refusedUpTo(0, FIRST));
        known.start();
        assertEquals(Fate.FORGOTTEN, known.fate(0, FIRST + 3));
        assertEquals(Fate.UNSEEN, known.fate(0, FIRST + 4));
        assertEquals(FIRST + 3, known.refusedUpTo(0, FIRST));
        known.note(0, FIRST + 1, Fate.COMMITTED);
        assertEquals(Fate.COMMITTED, known.fate(0, FIRST + 1));
    }
}
