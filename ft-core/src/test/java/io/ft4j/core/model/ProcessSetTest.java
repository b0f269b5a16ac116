package io.ft4j.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProcessSetTest {
    @Test
    void firstNHoldsTheIdsBelowN() {
        assertEquals(ProcessSet.EMPTY, ProcessSet.firstN(0));
        assertEquals(-1L, ProcessSet.firstN(64));
        for (int n = 0; n <= 64; n++) {
            assertEquals(n, ProcessSet.size(ProcessSet.firstN(n)));
            for (int id = 0; id < 64; id++) {
                assertEquals(id < n, ProcessSet.contains(ProcessSet.firstN(n), id));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void countsOutsideTheSlotsAreRefused(int count) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> ProcessSet.firstN(count));
        assertEquals("processCount=" + count + " is outside 0..64", refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 64, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void idsOutsideTheSlotsAreInNoSetAndCannotBeAdded(int id) {
        assertFalse(ProcessSet.contains(-1L, id));
        String expected = "processId=" + id + " is outside 0..63";
        assertEquals(
                expected,
                assertThrows(IllegalArgumentException.class, () -> ProcessSet.of(id))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> ProcessSet.add(0, id));
        assertThrows(IllegalArgumentException.class, () -> ProcessSet.remove(0, id));
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33})
    void behavesAsATreeSet(long seed) {
        Prng prng = new Prng(seed);
        TreeSet<Integer> model = new TreeSet<>();
        long set = ProcessSet.EMPTY;
        for (int step = 0; step < 5000; step++) {
            int id = prng.nextInt(64);
            if (prng.chance(0.5)) {
                set = ProcessSet.add(set, id);
                model.add(id);
            } else {
                set = ProcessSet.remove(set, id);
                model.remove(id);
            }
            String at = "seed=" + seed + " step=" + step;
            assertEquals(model.size(), ProcessSet.size(set), at);
            assertEquals(model.contains(id), ProcessSet.contains(set, id), at);
            TreeSet<Integer> walked = new TreeSet<>();
            for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
                assertTrue(walked.isEmpty() || walked.last() < ProcessSet.first(rest), at);
                walked.add(ProcessSet.first(rest));
            }
            assertEquals(model, walked, at);
        }
    }

    @Test
    void isWrittenAsASetInAscendingOrder() {
        assertEquals("{}", ProcessSet.toString(ProcessSet.EMPTY));
        assertEquals("{0, 2, 63}", ProcessSet.toString(ProcessSet.of(63) | ProcessSet.of(0) | ProcessSet.of(2)));
    }
}
