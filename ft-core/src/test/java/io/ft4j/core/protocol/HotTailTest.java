package io.ft4j.core.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.Prng;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.RecordList;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HotTailTest {
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private final EntrySlice slice = new EntrySlice();

    @ParameterizedTest
    @CsvSource({"1000, 16", "1024, 15", "0, 16", "1024, 0", "-1024, 16"})
    void sizesThatAreNoPowersOfTwoAreRefused(int capacityBytes, int maxEntries) {
        assertThrows(IllegalArgumentException.class, () -> new HotTail(capacityBytes, maxEntries));
    }

    @Test
    void aNewTailIsEmptyAndBeginsWithIndexOne() {
        HotTail tail = new HotTail(1024, 16);
        assertEquals(1, tail.firstIndex());
        assertEquals(0, tail.lastIndex());
        assertFalse(tail.contains(0));
        assertFalse(tail.contains(1));
        slice.set(tail.buffer(), 0, 8, 1, 1);
        assertEquals(0, tail.slice(1, NO_LIMIT, slice));
        assertTrue(slice.isEmpty());
    }

    @Test
    void entriesAreConsecutive() {
        HotTail tail = new HotTail(1024, 16);
        put(tail, 1, 48);
        int at = tail.claim(48, 3);
        Records.putHeader(tail.buffer(), at, 48, 1, 3);
        assertThrows(Invariant.Violation.class, () -> tail.publish(3, at));
        assertThrows(Invariant.Violation.class, () -> tail.publish(1, at));
    }

    @Test
    void whatTheLogDoesNotHaveIsNotOverwritten() {
        HotTail tail = new HotTail(256, 16);
        put(tail, 1, 64);
        put(tail, 2, 64);
        put(tail, 3, 64);
        put(tail, 4, 64);
        assertEquals(HotTail.NO_ROOM, tail.claim(8, 5));
        tail.savedUpTo(1);
        assertEquals(HotTail.NO_ROOM, tail.claim(72, 5));
        assertEquals(1, tail.firstIndex(), "a claim that finds no room changes nothing");
        assertEquals(0, tail.claim(64, 5));
        assertEquals(2, tail.firstIndex());
        tail.savedUpTo(2);
        assertEquals(0, tail.claim(72, 5), "a claim that was not published is given up");
        assertEquals(3, tail.firstIndex());
    }

    @Test
    void savedEntriesStayUntilTheirSpaceIsNeeded() {
        HotTail tail = new HotTail(256, 16);
        for (int i = 1; i <= 4; i++) {
            put(tail, i, 64);
            tail.savedUpTo(i);
        }
        assertEquals(1, tail.firstIndex());
        assertEquals(4, tail.slice(1, NO_LIMIT, slice));
        put(tail, 5, 10);
        assertEquals(2, tail.firstIndex());
    }

    @Test
    void theNumberOfEntriesIsLimitedToo() {
        HotTail tail = new HotTail(4096, 4);
        for (int i = 1; i <= 4; i++) {
            put(tail, i, 16);
        }
        assertEquals(HotTail.NO_ROOM, tail.claim(16, 5));
        tail.savedUpTo(2);
        put(tail, 5, 16);
        assertEquals(2, tail.firstIndex());
        assertNotEquals(HotTail.NO_ROOM, tail.claim(16, 6));
        assertEquals(HotTail.NO_ROOM, tail.claim(32, 7), "two more take the place of 2 and 3");
    }

    @Test
    void anEntryNeverWraps() {
        HotTail tail = new HotTail(256, 16);
        put(tail, 1, 96);
        put(tail, 2, 96);
        tail.savedUpTo(2);
        assertEquals(0, tail.claim(72, 3), "64 bytes are left at the end");
        put(tail, 3, 72);
        assertEquals(0, tail.offset(3));
        assertEquals(2, tail.firstIndex());
        assertEquals(1, tail.slice(2, NO_LIMIT, slice), "3 does not lie behind 2");
        assertEquals(96, slice.offset());
        assertEquals(96, slice.length());
        assertEquals(1, tail.slice(3, NO_LIMIT, slice));
    }

    @Test
    void anEntryMayEndWithTheRing() {
        HotTail tail = new HotTail(256, 16);
        put(tail, 1, 192);
        put(tail, 2, 64);
        assertEquals(2, tail.slice(1, NO_LIMIT, slice));
        assertEquals(256, slice.length());
        tail.savedUpTo(2);
        put(tail, 3, 256);
        assertEquals(3, tail.firstIndex());
    }

    @Test
    void anEntryLongerThanTheRingFindsNoRoom() {
        assertEquals(HotTail.NO_ROOM, new HotTail(256, 16).claim(257, 1));
    }

    @Test
    void severalEntriesArePublishedAtOnce() {
        HotTail tail = new HotTail(1024, 16);
        put(tail, 1, 20);
        EntrySlice copies = RecordList.slice(2, 1, new byte[1], new byte[9], new byte[0]);
        int at = tail.claim(copies.length(), 4);
        tail.buffer().putBytes(at, copies.buffer(), copies.offset(), copies.length());
        tail.publishAll(at, copies.length());
        assertEquals(4, tail.lastIndex());
        assertEquals(4, tail.slice(1, NO_LIMIT, slice));
        assertEquals(4, Records.countConsecutive(tail.buffer(), slice.offset(), slice.length(), 1, 16));
        put(tail, 5, 20);
        assertEquals(5, tail.slice(1, NO_LIMIT, slice));
    }

    @Test
    void aSliceStaysWithinItsLimits() {
        HotTail tail = new HotTail(1024, 16);
        for (int i = 1; i <= 5; i++) {
            put(tail, i, 60);
        }
        assertEquals(1, tail.slice(2, 0, slice), "at least one");
        assertEquals(1, tail.slice(2, 127, slice));
        assertEquals(2, tail.slice(2, 128, slice));
        assertEquals(128, slice.length());
        assertEquals(4, tail.slice(2, NO_LIMIT, slice));
        assertEquals(2, tail.slice(2, 3, NO_LIMIT, slice));
        assertEquals(3, slice.lastIndex());
        assertEquals(1, tail.slice(2, 2, NO_LIMIT, slice));
        assertEquals(4, tail.slice(2, 99, NO_LIMIT, slice));
        assertEquals(0, tail.slice(0, NO_LIMIT, slice));
        assertEquals(0, tail.slice(6, NO_LIMIT, slice));
    }

    @Test
    void aSliceUpToAnIndexBeforeItsFirstIsEmpty() {
        HotTail tail = new HotTail(1024, 16);
        put(tail, 1, 60);
        put(tail, 2, 60);
        put(tail, 3, 600);
        assertEquals(0, tail.slice(2, 1, NO_LIMIT, slice));
        assertTrue(slice.isEmpty());
        assertEquals(0, tail.slice(2, 1, 0, slice));
        assertEquals(0, tail.slice(1, 0, 0, slice));
        assertEquals(0, tail.slice(3, -7, NO_LIMIT, slice));
    }

    @Test
    void aTruncationForgetsTheEntriesFromItOn() {
        HotTail tail = new HotTail(1024, 16);
        for (int i = 1; i <= 5; i++) {
            put(tail, i, 60);
        }
        tail.truncateFrom(6);
        assertEquals(5, tail.lastIndex());
        tail.truncateFrom(3);
        assertEquals(2, tail.lastIndex());
        assertFalse(tail.contains(3));
        assertEquals(2, tail.slice(1, NO_LIMIT, slice));
        put(tail, 3, 99);
        assertEquals(99, Records.length(tail.buffer(), tail.offset(3)));
        assertEquals(3, tail.slice(1, NO_LIMIT, slice), "it stands where the truncated one stood");
    }

    @Test
    void aTruncationBelowTheTailLeavesItEmptyAtThatIndex() {
        HotTail tail = new HotTail(256, 16);
        for (int i = 1; i <= 9; i++) {
            put(tail, i, 60);
            tail.savedUpTo(i);
        }
        assertEquals(6, tail.firstIndex());
        tail.truncateFrom(3);
        assertEquals(3, tail.firstIndex());
        assertEquals(2, tail.lastIndex());
        put(tail, 3, 60);
        assertTrue(tail.contains(3));
    }

    @Test
    void anIndexThatIsUsedAgainIsNotSavedYet() {
        HotTail tail = new HotTail(256, 16);
        for (int i = 1; i <= 4; i++) {
            put(tail, i, 64);
        }
        tail.savedUpTo(4);
        tail.truncateFrom(2);
        put(tail, 2, 64);
        put(tail, 3, 64);
        put(tail, 4, 64);
        tail.savedUpTo(1);
        put(tail, 5, 64);
        assertEquals(2, tail.firstIndex());
        assertEquals(HotTail.NO_ROOM, tail.claim(64, 6));
    }

    @Test
    void aTruncationKeepsWhatIsSavedBelowIt() {
        HotTail tail = new HotTail(256, 16);
        for (int i = 1; i <= 4; i++) {
            put(tail, i, 64);
        }
        tail.savedUpTo(4);
        tail.truncateFrom(4);
        put(tail, 4, 64);
        put(tail, 5, 128);
        assertEquals(3, tail.firstIndex());
    }

    @Test
    void resetForgetsEverything() {
        HotTail tail = new HotTail(256, 16);
        put(tail, 1, 64);
        tail.reset(100);
        assertEquals(100, tail.firstIndex());
        assertEquals(99, tail.lastIndex());
        put(tail, 100, 256);
        assertEquals(1, tail.slice(100, NO_LIMIT, slice));
    }

    @ParameterizedTest
    @ValueSource(longs = {71, 72, 73, 74, 75, 76})
    void behavesAsANaiveTail(long seed) {
        new RandomRun(seed).run(8_000);
    }

    @Test
    void claimsAndSlicesAllocateNothing() {
        HotTail tail = new HotTail(64 * 1024, 1024);
        long bytes = AllocationMeter.leastBytesPerRound(() -> {
            for (int i = 0; i < 20_000; i++) {
                long index = tail.lastIndex() + 1;
                put(tail, index, 48 + (i & 63));
                tail.slice(Math.max(tail.firstIndex(), index - 30), 2000, slice);
                tail.savedUpTo(index);
                if ((i & 127) == 0) {
                    tail.truncateFrom(index - 3);
                }
            }
        });
        assertEquals(0, bytes);
    }

    private static void put(HotTail tail, long index, int length) {
        int at = tail.claim(length, index);
        if (at == HotTail.NO_ROOM) {
            throw new AssertionError("no room for index " + index);
        }
        Records.putHeader(tail.buffer(), at, length, 1, index);
        tail.publish(index, at);
    }

    /** The same calls on a tail and on a map of everything that was ever published and not cut. */
    private final class RandomRun {
        private final long seed;
        private final Prng prng;
        private final int capacity;
        private final int maxEntries;
        private final HotTail tail;
        private final TreeMap<Long, byte[]> entries = new TreeMap<>();
        private long saved;
        private int refusals;
        private int laps;

        RandomRun(long seed) {
            this.seed = seed;
            prng = new Prng(seed);
            capacity = 512 << prng.nextInt(4);
            maxEntries = 8 << prng.nextInt(4);
            tail = new HotTail(capacity, maxEntries);
        }

        void run(int steps) {
            for (int step = 0; step < steps; step++) {
                String at = "seed=" + seed + " step=" + step;
                int choice = prng.nextInt(100);
                if (choice < 50) {
                    publishSome(at);
                } else if (choice < 64) {
                    saved = Math.max(saved, last() - prng.nextInt(5));
                    tail.savedUpTo(saved);
                } else if (choice < 70 && !entries.isEmpty()) {
                    truncate();
                } else {
                    sliceSome(at);
                }
                check(at);
            }
            assertTrue(refusals > 20 && laps > 20, "seed=" + seed + " refusals=" + refusals + " laps=" + laps);
        }

        private long last() {
            return entries.isEmpty() ? 0 : entries.lastKey();
        }

        private void publishSome(String at) {
            byte[][] bodies = new byte[1 + prng.nextInt(4)][];
            for (int i = 0; i < bodies.length; i++) {
                bodies[i] = RecordList.body(prng.nextLong(), prng.nextInt(60));
            }
            long first = last() + 1;
            EntrySlice source = RecordList.slice(first, 1, bodies);
            long firstBefore = tail.firstIndex();
            int claim = tail.claim(source.length(), source.lastIndex());
            if (claim == HotTail.NO_ROOM) {
                refusals++;
                assertEquals(firstBefore, tail.firstIndex(), at);
                assertTrue(saved < last(), at + ": everything is saved, so there is room");
                return;
            }
            assertTrue(claim >= 0 && claim + source.length() <= capacity, at);
            assertEquals(0, claim % Records.ALIGNMENT, at);
            laps += claim == 0 ? 1 : 0;
            tail.buffer().putBytes(claim, source.buffer(), source.offset(), source.length());
            tail.publishAll(claim, source.length());
            for (int i = 0; i < bodies.length; i++) {
                entries.put(first + i, bodies[i]);
            }
        }

        private void truncate() {
            long index = Math.max(1, last() + 1 - prng.nextInt(12));
            tail.truncateFrom(index);
            entries.tailMap(index, true).clear();
            saved = Math.min(saved, index - 1);
        }

        private void sliceSome(String at) {
            long from = tail.firstIndex() - 1 + prng.nextInt((int) (last() - tail.firstIndex() + 4));
            long to = from - 1 + prng.nextInt(20);
            int maxBytes = prng.nextInt(capacity + 10);
            int count = tail.slice(from, to, maxBytes, slice);
            boolean here = from >= tail.firstIndex() && from <= last() && to >= from;
            assertEquals(here, count > 0, at);
            if (count == 0) {
                assertTrue(slice.isEmpty(), at);
                return;
            }
            assertEquals(from, slice.firstIndex(), at);
            assertEquals(from + count - 1, slice.lastIndex(), at);
            assertTrue(slice.lastIndex() <= to, at);
            assertTrue(count == 1 || slice.length() <= maxBytes, at);
            int offset = slice.offset();
            for (long index = from; index < from + count; index++) {
                assertEntry(index, offset, at);
                offset += Records.stride(Records.length(tail.buffer(), offset));
            }
            assertEquals(slice.offset() + slice.length(), offset, at);
            assertFalse(canTakeMore(from + count, to, offset, maxBytes), at + ": as many as fit");
        }

        private boolean canTakeMore(long next, long to, int end, int maxBytes) {
            return next <= Math.min(to, last())
                    && tail.offset(next) == end
                    && end + Records.stride(Records.length(tail.buffer(), end)) - slice.offset() <= maxBytes;
        }

        private void check(String at) {
            assertEquals(last(), tail.lastIndex(), at);
            assertTrue(tail.firstIndex() <= saved + 1, at + ": T1");
            assertTrue(tail.lastIndex() - tail.firstIndex() < maxEntries, at);
            for (long index = tail.firstIndex(); index <= tail.lastIndex(); index++) {
                assertTrue(tail.contains(index), at);
                assertEntry(index, tail.offset(index), at);
            }
        }

        private void assertEntry(long index, int offset, String at) {
            byte[] expected = entries.get(index);
            assertEquals(index, Records.index(tail.buffer(), offset), at);
            byte[] body = new byte[Records.length(tail.buffer(), offset) - Records.HEADER_LENGTH];
            tail.buffer().getBytes(offset + Records.HEADER_LENGTH, body);
            assertArrayEquals(expected, body, at);
        }
    }
}
