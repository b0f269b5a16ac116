package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.port.LogException;
import io.ft4j.log.messagelog.style.Members;
import io.ft4j.log.messagelog.style.Rollbacks;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class RollbacksTest {
    private static final long SEED = 1;

    private final Members members = new Members(0b1011);
    private final Rollbacks mine = new Rollbacks(members);
    private final Rollbacks theirs = new Rollbacks(members);
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Rollbacks.maxLength(3)]);

    private int mergeTheirs() {
        theirs.write(buffer, 0, false);
        return mine.merge(buffer, 0, theirs.length());
    }

    @Test
    void thoseWhoKnowTheSameAreOnOneTimeline() {
        theirs.announce(1, 7);
        theirs.announce(2, 3);
        assertNotEquals(mine.timeline(), theirs.timeline());
        assertEquals(Rollbacks.LEARNED, mergeTheirs());
        assertEquals(mine.timeline(), theirs.timeline());
        assertEquals(Rollbacks.NOTHING_NEW, mergeTheirs());
    }

    /** In a version between, the process may have gone back further than it was at the newest crash. */
    @Test
    void theLeastOfAllNewVersionsIsLeft() {
        theirs.announce(1, 20);
        theirs.announce(1, 11);
        theirs.announce(1, 30);
        assertEquals(Rollbacks.LEARNED, mergeTheirs());
        assertEquals(11, mine.limit(1));
        assertEquals(Long.MAX_VALUE, mine.limit(0));
        theirs.announce(1, 40);
        mergeTheirs();
        assertEquals(40, mine.limit(1), "what was known says nothing any more");
    }

    @Test
    void eachLearnsWhatTheOtherKnows() {
        theirs.announce(0, 1);
        mine.announce(2, 2);
        assertEquals(Rollbacks.LEARNED, mergeTheirs());
        assertTrue(mine.senderIsBehind());
        mine.write(buffer, 0, false);
        assertEquals(Rollbacks.LEARNED, theirs.merge(buffer, 0, mine.length()));
        assertEquals(2, theirs.limit(2));
        assertEquals(mine.timeline(), theirs.timeline());
    }

    /** Who has forgotten the announcement cannot have met anybody who needs it. */
    @Test
    void aNewVersionWithoutAnnouncementIsMalformed() {
        theirs.announce(0, 1);
        theirs.forgetAnnouncements();
        assertEquals(Rollbacks.MALFORMED, mergeTheirs());
        assertEquals(0, mine.version(0));
    }

    @Test
    void aRecordGivesBackWhatWasWritten() {
        theirs.announce(0, 5);
        theirs.announce(2, 9);
        theirs.write(buffer, 0, true);
        assertTrue(mine.restore(buffer, 0, theirs.length()));
        assertEquals(theirs.timeline(), mine.timeline());
        Rollbacks third = new Rollbacks(members);
        mine.write(buffer, 0, false);
        assertEquals(Rollbacks.LEARNED, third.merge(buffer, 0, mine.length()));
        assertEquals(9, third.limit(2));
    }

    @Test
    void tooManyAnnouncementsAreRefused() {
        for (int i = 0; i < Rollbacks.MAX_ANNOUNCEMENTS; i++) {
            mine.announce(0, i);
        }
        LogException refusal = assertThrows(LogException.class, () -> mine.announce(0, Rollbacks.MAX_ANNOUNCEMENTS));
        assertTrue(refusal.getMessage().contains("256 times"), refusal.getMessage());
    }

    @Test
    void whatIsCutOffOrBrokenChangesNothing() {
        theirs.announce(0, 5);
        theirs.announce(1, 6);
        theirs.write(buffer, 0, false);
        byte[] sound = new byte[theirs.length()];
        buffer.getBytes(0, sound);
        for (int length = 0; length < sound.length; length++) {
            byte[] part = java.util.Arrays.copyOf(sound, length);
            if (length >= Long.BYTES) {
                assertEquals(Rollbacks.MALFORMED, mine.merge(new UnsafeBuffer(part), 0, length));
            }
        }
        Prng prng = new Prng(SEED);
        int malformed = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] broken = sound.clone();
            broken[prng.nextInt(broken.length)] ^= (byte) (1 << prng.nextInt(8));
            Rollbacks reader = new Rollbacks(members);
            long before = reader.timeline();
            if (reader.merge(new UnsafeBuffer(broken), 0, broken.length) == Rollbacks.MALFORMED) {
                assertEquals(before, reader.timeline(), "seed " + SEED + ", run " + i);
                malformed++;
            }
        }
        assertTrue(malformed > 1000, "only " + malformed + " were malformed");
    }
}
