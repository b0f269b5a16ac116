package io.ft4j.core.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DurableMarksTest {
    @Test
    void tellsTheIndexOfAPosition() {
        DurableMarks marks = new DurableMarks(4);
        marks.add(10, 5);
        marks.add(12, 7);
        assertEquals(-1, marks.reached(9));
        assertEquals(5, marks.reached(11));
        assertEquals(-1, marks.reached(11));
        assertEquals(7, marks.reached(99));
    }

    @Test
    void fullRingReportsLaterButNeverTooEarly() {
        DurableMarks marks = new DurableMarks(2);
        assertTrue(marks.add(1, 1));
        assertTrue(marks.add(2, 2));
        assertFalse(marks.add(3, 3));
        assertFalse(marks.add(4, 4));
        assertEquals(1, marks.reached(3));
        assertEquals(4, marks.reached(4));
        assertTrue(marks.add(5, 5));
    }

    @Test
    void cutEntriesAreNotReported() {
        DurableMarks marks = new DurableMarks(8);
        marks.add(1, 3);
        marks.add(2, 6);
        marks.add(3, 9);
        marks.truncateFrom(5);
        marks.add(7, 5);
        assertEquals(4, marks.reached(6));
        assertEquals(5, marks.reached(7));
    }

    /** Against a log that remembers at which position the entry that an index has now was appended. */
    @Test
    void neverReportsAnEntryThatIsNotDurable() {
        for (long seed = 0; seed < 200; seed++) {
            Prng prng = new Prng(seed);
            DurableMarks marks = new DurableMarks(4);
            List<Long> positions = new ArrayList<>(List.of(0L));
            long position = 0;
            long durable = 0;
            long reported = 0;
            for (int step = 0; step < 500; step++) {
                if (prng.chance(0.1) && positions.size() > 1) {
                    int from = 1 + prng.nextInt(positions.size() - 1);
                    positions.subList(from, positions.size()).clear();
                    marks.truncateFrom(from);
                    reported = Math.min(reported, from - 1);
                    position++;
                }
                for (int i = prng.nextInt(3); i >= 0; i--) {
                    positions.add(++position);
                }
                marks.add(position, positions.size() - 1);
                durable += prng.nextLong(position - durable + 1);
                reported = Math.max(reported, marks.reached(durable));
                assertTrue(positions.get((int) reported) <= durable, "seed=" + seed + ", step=" + step);
            }
            reported = Math.max(reported, marks.reached(position));
            assertEquals(positions.size() - 1, reported, "seed=" + seed);
        }
    }
}
