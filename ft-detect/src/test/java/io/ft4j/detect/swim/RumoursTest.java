package io.ft4j.detect.swim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class RumoursTest {
    private final Rumours rumours = new Rumours(10);
    private final int[] selected = new int[10];

    @Test
    void theLeastSentGoFirst() {
        for (int id : new int[] {4, 2, 7}) {
            rumours.add(id);
        }
        rumours.sent(4, 3);
        assertArrayEquals(new int[] {2, 7, 4}, select(10, -1));
        rumours.add(1);
        assertArrayEquals(new int[] {2, 7, 1}, select(3, -1));
        assertArrayEquals(new int[] {7, 1, 4}, select(3, 2));
    }

    @Test
    void aRumourEndsAfterItsLastTime() {
        rumours.add(5);
        rumours.sent(5, 2);
        assertTrue(rumours.contains(5));
        rumours.sent(5, 2);
        assertFalse(rumours.contains(5));
        rumours.sent(5, 2);
        assertEquals(0, rumours.size());
    }

    @Test
    void newsOfTheSameProcessReplacesTheOld() {
        rumours.add(5);
        rumours.add(6);
        rumours.sent(5, 9);
        rumours.add(5);
        assertEquals(2, rumours.size());
        assertArrayEquals(new int[] {6, 5}, select(10, -1));
    }

    @Test
    void whatIsSentMayBeSentLessOftenFromNowOn() {
        rumours.add(5);
        for (int i = 0; i < 5; i++) {
            rumours.sent(5, 9);
        }
        rumours.sent(5, 3);
        assertFalse(rumours.contains(5));
    }

    /** Against the plainest way to do the same. */
    @Test
    void isAsAListThatIsSortedEachTime() {
        long seed = 3;
        System.out.println("RumoursTest seed " + seed);
        Prng prng = new Prng(seed);
        int[] sends = new int[10];
        Arrays.fill(sends, -1);
        for (int step = 0; step < 100_000; step++) {
            int id = prng.nextInt(10);
            if (prng.chance(0.3)) {
                rumours.add(id);
                sends[id] = 0;
            } else {
                rumours.sent(id, 6);
                sends[id] = sends[id] < 0 || sends[id] == 5 ? -1 : sends[id] + 1;
            }
            rumours.checkInvariants();
            int[] chosen = select(prng.nextInt(10), prng.nextInt(10));
            for (int i = 1; i < chosen.length; i++) {
                assertTrue(sends[chosen[i - 1]] <= sends[chosen[i]]);
            }
            assertEquals(Arrays.stream(sends).filter(times -> times >= 0).count(), rumours.size());
        }
    }

    private int[] select(int limit, int exceptId) {
        return Arrays.copyOf(selected, rumours.select(selected, 0, limit, exceptId));
    }
}
