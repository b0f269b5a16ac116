package io.ft4j.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.commit.codec.RecordKind;
import io.ft4j.commit.wire.CommitCounter;
import io.ft4j.commit.wire.CommitRecords;
import io.ft4j.commit.wire.SharedRecord;
import io.ft4j.commit.wire.TransactionIds;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.testing.Cut;
import org.junit.jupiter.api.Test;

final class SharedRecordTest {
    private static final int IN_FLIGHT = 4;

    private final CommitRecords records = new CommitRecords(1, 0b111);
    private final SharedRecord shared = new SharedRecord(records, RecordKind.END, RecordKind.SEVERAL_ENDED);

    @Test
    void neighboursAreThoseOfOneCoordinatorOneLifeAndSixtyFourIds() {
        assertTrue(shared.add(1, TransactionIds.of(2, 64)));
        assertTrue(shared.add(1, TransactionIds.of(2, 127)));
        assertFalse(shared.add(1, TransactionIds.of(2, 63)));
        assertFalse(shared.add(1, TransactionIds.of(2, 128)));
        assertFalse(shared.add(1, TransactionIds.of(3, 64)));
        assertFalse(shared.add(2, TransactionIds.of(2, 65)));
        assertEquals(1L | 1L << 63, shared.set());
    }

    @Test
    void aSetNamesTheIdsThatWereAdded() {
        long sum = 0;
        for (long sequence : new long[] {70, 64, 99}) {
            assertTrue(shared.add(1, TransactionIds.of(5, sequence)));
        }
        for (long rest = shared.set(); rest != 0; rest = ProcessSet.withoutFirst(rest)) {
            long id = SharedRecord.id(shared.id(), ProcessSet.first(rest));
            assertEquals(5, TransactionIds.life(id));
            sum += TransactionIds.sequence(id);
        }
        assertEquals(70 + 64 + 99, sum);
    }

    /** What several have on one record a recovery knows of each of them. */
    @Test
    void afterACrashNothingOfThemIsOpen() {
        CommitWorld world = new CommitWorld(CommitWorld.config().build(), 3);
        world.startAll();
        TestProcess coordinator = world.processes[0];
        world.step(coordinator, () -> {
            for (int i = 0; i < IN_FLIGHT; i++) {
                coordinator.node.requestCommit(world.nowNs, coordinator.node.begin(world.nowNs), 0b110);
            }
        });
        world.runToEnd();
        for (int id = 0; id < 3; id++) {
            assertEquals(IN_FLIGHT + 1, world.processes[id].disk.recordCount(), "one record more than transactions");
            world.crash(world.processes[id], Cut.WRITTEN);
        }
        world.startAll();
        for (int id = 0; id < 3; id++) {
            assertEquals(0, world.processes[id].node.coordinatedCount());
            assertEquals(0, world.processes[id].node.participatedCount());
            assertEquals(0, world.processes[id].count(CommitCounter.RECOVERED_COMMIT));
            assertEquals(0, world.processes[id].count(CommitCounter.RECOVERED_READY));
        }
    }
}
