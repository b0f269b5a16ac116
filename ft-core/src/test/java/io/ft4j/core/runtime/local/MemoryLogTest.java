package io.ft4j.core.runtime.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.DurableLogContract;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.RecordList;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MemoryLogTest extends DurableLogContract {
    @Override
    protected DurableLog open() {
        return new MemoryLog(4 * 1024 * 1024);
    }

    @Override
    protected DurableLog reopen(DurableLog closed) {
        ((MemoryLog) closed).reopen();
        return closed;
    }

    @Test
    void everythingIsDurableAtOnce() {
        append(1, 10, 10);
        assertEquals(2, log.durablePosition());
    }

    @Test
    void anOpenLogIsNotReopened() {
        assertThrows(IllegalStateException.class, ((MemoryLog) log)::reopen);
    }

    @ParameterizedTest
    @ValueSource(ints = {-4096, 0, 2048, 5000, 3 * 4096})
    void aRetentionThatIsNoPowerOfTwoOrTooSmallIsRefused(int retentionBytes) {
        assertThrows(IllegalArgumentException.class, () -> new MemoryLog(retentionBytes));
    }

    @Test
    void theOldestEntriesGiveWayAndTheNewestStay() {
        log = new MemoryLog(4096);
        for (int i = 1; i <= 1000; i++) {
            append(i, i % 200);
            assertEquals(i, log.lastIndex());
            assertTrue(i - log.firstIndex() >= Math.min(i - 1, 10), "kept " + log.firstIndex() + ".." + i);
            assertEntries(log.firstIndex(), i);
        }
        assertEquals(1000, log.position());
    }

    @Test
    void smallEntriesAreLimitedByNumber() {
        log = new MemoryLog(4096);
        int[] lengths = new int[200];
        append(1, lengths);
        long kept = 200 - log.firstIndex() + 1;
        assertTrue(kept <= 4096 / 32 && kept > 4096 / 32 - 4096 / 64 / 16, "kept " + kept);
        assertEntries(log.firstIndex(), 200);
    }

    @Test
    void aSliceLongerThanTheRingKeepsItsNewestEntries() {
        log = new MemoryLog(4096);
        append(1, 100);
        int[] lengths = new int[100];
        java.util.Arrays.fill(lengths, 200);
        append(2, lengths);
        assertEquals(101, log.lastIndex());
        assertEntries(log.firstIndex(), 101);
    }

    @Test
    void aRecordLongerThanTheRingIsRefused() {
        log = new MemoryLog(4096);
        assertThrows(IllegalArgumentException.class, () -> append(1, 4096));
        assertEquals(1, append(1, 4096 - 16));
        assertEntries(1, 1);
    }

    @Test
    void aLogThatDroppedEntriesRefusesToRebuildAReplica() {
        log = new MemoryLog(4096);
        fill(200);
        LogException refusal = assertThrows(LogException.class, () -> log.replay(new RecordList()));
        assertTrue(refusal.getMessage().contains("retentionBytes=4096"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("index kept is " + log.firstIndex()), refusal.getMessage());
    }

    @Test
    void aLogThatDroppedReleasedEntriesOnlyIsReplayed() {
        log = new MemoryLog(4096);
        for (int i = 1; i <= 200; i++) {
            append(i, 100);
            log.releaseBefore(Math.max(0, i - 9));
        }
        assertEquals(191, log.firstIndex());
        assertEquals(10, replayed().size());
    }

    @Test
    void aLogThatDroppedTruncatedEntriesOnlyIsReplayed() {
        log = new MemoryLog(4096);
        for (int i = 0; i < 100; i++) {
            append(1, 100, 100, 100);
            log.truncateFrom(1);
        }
        append(1, 8);
        List<RecordList.Seen> records = replayed();
        assertEquals(401, records.get(records.size() - 1).position());
        assertEntries(1, 1);
    }

    /** Entries that were cut and written again lie behind marks that knew them by their old place. */
    @Test
    void whatIsKeptAfterCutsIsWhatWasWrittenLast() {
        long seed = Long.getLong("ft4j.seed", System.nanoTime());
        System.out.println("MemoryLogTest seed " + seed);
        Prng prng = new Prng(seed);
        log = new MemoryLog(8192);
        int cutsIntoTheKept = 0;
        for (int step = 0; step < 20_000; step++) {
            long last = log.lastIndex();
            if (last > 0 && prng.nextInt(5) == 0) {
                long from = Math.max(1, last - prng.nextInt(20));
                cutsIntoTheKept += from > log.firstIndex() ? 1 : 0;
                log.truncateFrom(from);
            } else if (prng.nextInt(10) == 0) {
                log.appendState(TERM, buffer(body(step, 8)), 0, 8);
            } else {
                append(last + 1, prng.nextInt(300), prng.nextInt(30));
                assertEntries(log.firstIndex(), log.lastIndex());
            }
        }
        assertTrue(cutsIntoTheKept > 300, cutsIntoTheKept + " cuts");
    }

    @Test
    void aCutBelowTheFirstIndexKeptLeavesNothing() {
        log = new MemoryLog(4096);
        fill(100);
        log.truncateFrom(5);
        assertEquals(5, log.firstIndex());
        assertEquals(4, log.lastIndex());
        assertThrows(LogException.class, () -> log.replay(new RecordList()), "1 to 4 are still missing");
        append(5, 100);
        assertEntries(5, 5);
    }

    @Test
    void whatIsNotAppendedYetIsNotReleased() {
        log = new MemoryLog(4096);
        log.releaseBefore(Long.MAX_VALUE);
        fill(200);
        assertThrows(LogException.class, () -> log.replay(new RecordList()));
    }

    @Test
    void theNewestStateOfEachTypeOutlivesTheRetention() {
        log = new MemoryLog(4096);
        log.appendState(TERM, buffer(body(1, 8)), 0, 8);
        log.appendState(VOTE, buffer(body(2, 300)), 0, 300);
        log.appendState(TERM, buffer(body(3, 16)), 0, 16);
        fill(100);
        log.releaseBefore(log.position());
        List<RecordList.Seen> records = new ArrayList<>(replayed());
        assertEquals(2, records.get(0).position());
        assertArrayEquals(body(2, 300), records.get(0).body());
        assertEquals(3, records.get(1).position());
        assertArrayEquals(body(3, 16), records.get(1).body());
        assertEquals(103, records.get(2).position());
        assertEquals(3, records.size());
    }

    private void fill(int count) {
        for (int i = 1; i <= count; i++) {
            append(i, 100);
        }
    }
}
