package io.ft4j.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class LiveEntriesTest {
    private static final int LARGE = 300_000;

    private final LiveEntries entries = new LiveEntries();
    private final UnsafeBuffer header = new UnsafeBuffer(new byte[BlockHeader.LENGTH]);
    private long position;

    private void add(long address, long first, long last) {
        int count = (int) (last - first + 1);
        BlockHeader.put(header, 0, BlockHeader.ENTRIES, LARGE, position + 1, count);
        BlockHeader.putIndexes(header, 0, first, last);
        position += count;
        entries.add(address, new BlockHeader().wrap(header, 0));
    }

    @Test
    void aTruncationHidesOnlyWhatStandsBeforeIt() {
        add(100, 1, 10);
        entries.truncate(200, 5);
        add(300, 5, 20);
        assertEquals(4, entries.lastLive(100, 10));
        assertEquals(20, entries.lastLive(300, 20));
    }

    @Test
    void theDeepestLaterTruncationDecides() {
        add(100, 1, 10);
        entries.truncate(200, 8);
        add(300, 8, 12);
        entries.truncate(400, 4);
        add(500, 4, 9);
        entries.truncate(600, 7);
        assertEquals(3, entries.lastLive(100, 10));
        assertEquals(3, entries.lastLive(300, 12));
        assertEquals(6, entries.lastLive(500, 9));
        assertEquals(6, entries.lastIndex());
    }

    @Test
    void aTruncationOneDeeperReplacesTheOneBefore() {
        add(100, 1, 10);
        entries.truncate(200, 6);
        entries.truncate(300, 5);
        entries.truncate(400, 4);
        assertEquals(3, entries.lastLive(100, 10));
    }

    @Test
    void marksBehindATruncationAreForgotten() {
        add(100, 1, 10);
        add(200, 11, 20);
        entries.truncate(300, 11);
        add(400, 11, 15);
        assertEquals(400, entries.markAddress(entries.markBeforeIndex(12)));
        assertEquals(100, entries.markAddress(entries.markBeforeIndex(10)));
        assertEquals(100, entries.markAddress(entries.markBeforePosition(15)));
    }

    @Test
    void smallBlocksShareAMark() {
        for (int i = 1; i <= 1000; i++) {
            BlockHeader.put(header, 0, BlockHeader.ENTRIES, 128, i, 1);
            BlockHeader.putIndexes(header, 0, i, i);
            entries.add(i * 128L, new BlockHeader().wrap(header, 0));
        }
        assertEquals(0, entries.markBeforeIndex(500));
        assertTrue(entries.markBeforeIndex(1000) < 3);
    }

    @Test
    void releaseForgetsMarksAndTruncationsBeforeTheAddress() {
        add(100, 1, 10);
        entries.truncate(200, 6);
        add(300, 6, 30);
        add(400, 31, 40);
        entries.release(400, 31);
        assertEquals(31, entries.firstIndex());
        assertEquals(40, entries.lastIndex());
        assertEquals(-1, entries.markBeforeIndex(30));
        assertEquals(400, entries.markAddress(entries.markBeforeIndex(31)));
    }
}
