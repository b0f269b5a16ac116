package io.ft4j.core.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SlotArenaTest {
    private static final int SLOT_BYTES = 40;

    @Test
    void aRegionThatWasGivenBackServesTheNextOfItsSize() {
        SlotArena arena = new SlotArena(16, SLOT_BYTES);
        long small = arena.allocate(1);
        long large = arena.allocate(16);
        long other = arena.allocate(16);
        arena.release(large, 16);
        arena.release(small, 1);
        arena.release(other, 16);
        assertEquals(small, arena.allocate(1));
        assertEquals(other, arena.allocate(16));
        assertEquals(large, arena.allocate(16));
    }

    @Test
    void regionsThatComeAndGoTakeNoMoreMemory() {
        SlotArena arena = new SlotArena(1024, 1024);
        long first = arena.allocate(1024);
        for (int i = 0; i < 1000; i++) {
            arena.release(first, 1024);
            assertEquals(first, arena.allocate(1024));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {81, 82, 83})
    void regionsDoNotOverlap(long seed) {
        Prng prng = new Prng(seed);
        SlotArena arena = new SlotArena(4096, SLOT_BYTES);
        List<long[]> regions = new ArrayList<>();
        long mark = 0;
        for (int step = 0; step < 3000; step++) {
            if (prng.chance(0.6) || regions.isEmpty()) {
                int slots = 1 << prng.nextInt(13);
                long[] region = {arena.allocate(slots), slots, ++mark};
                write(arena, region);
                regions.add(region);
            } else {
                long[] region = regions.remove(prng.nextInt(regions.size()));
                assertHolds(arena, region, "seed=" + seed + " step=" + step);
                arena.release(region[0], (int) region[1]);
            }
        }
        for (long[] region : regions) {
            assertHolds(arena, region, "seed=" + seed);
        }
    }

    private static void write(SlotArena arena, long[] region) {
        for (int slot = 0; slot < region[1]; slot++) {
            int at = arena.slotOffset(region[0], slot);
            for (int i = 0; i < SLOT_BYTES; i += Long.BYTES) {
                arena.chunk(region[0]).putLong(at + i, region[2]);
            }
        }
    }

    private static void assertHolds(SlotArena arena, long[] region, String at) {
        boolean holds = true;
        for (int slot = 0; slot < region[1]; slot++) {
            int offset = arena.slotOffset(region[0], slot);
            for (int i = 0; i < SLOT_BYTES; i += Long.BYTES) {
                holds &= arena.chunk(region[0]).getLong(offset + i) == region[2];
            }
        }
        assertTrue(holds, at);
    }
}
