package io.ft4j.commit.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.model.Prng;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import io.ft4j.core.runtime.local.MemoryLog;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Positions of nodes against those of the log that they share. */
class SharedLogTest {
    private static final int NODES = 3;

    private final UnsafeBuffer record = new UnsafeBuffer(new byte[8]);

    private record Written(int nodeId, long position, long sharedPosition) {}

    @Test
    void eachNodeReadsItsOwnRecordsInTheirOrder() {
        MemoryLog disk = new MemoryLog(1 << 16);
        SharedLog shared = new SharedLog(disk, NODES);
        for (int i = 0; i < 30; i++) {
            record.putLong(0, i);
            shared.of(i % NODES).appendState(30, record, 0, 8);
        }
        shared.close();
        disk.reopen();
        SharedLog again = new SharedLog(disk, NODES);
        for (int node = 0; node < NODES; node++) {
            List<Long> values = new ArrayList<>();
            again.of(node).replay((position, index, type, buffer, offset, length) -> {
                assertEquals(30, type);
                values.add(buffer.getLong(offset));
            });
            int first = node;
            assertEquals(
                    java.util.stream.IntStream.range(0, 10)
                            .mapToObj(i -> (long) (first + NODES * i))
                            .toList(),
                    values);
            assertEquals(30, again.of(node).position());
            assertEquals(30, again.of(node).durablePosition());
            assertEquals(disk.incarnation(), again.of(node).incarnation());
        }
        assertEquals(7, SharedLog.nodes(disk));
    }

    /** Also with more that is not durable than is remembered one by one. */
    @Test
    void nothingIsCalledDurableThatIsNot() {
        long seed = 20261127;
        Prng prng = new Prng(seed);
        CrashLog log = new CrashLog().open();
        SharedLog shared = new SharedLog(log, NODES);
        List<Written> written = new ArrayList<>();
        for (int round = 0; round < 60; round++) {
            int count = round == 30 ? 30_000 : prng.nextInt(40);
            for (int i = 0; i < count; i++) {
                int node = prng.nextInt(NODES);
                long position = shared.of(node).appendState(30, record, 0, 8);
                written.add(new Written(node, position, log.position()));
            }
            log.forced += prng.nextInt((int) (log.position() - log.forced) + 1);
            check(shared, written, log.forced, round);
        }
        log.forced = log.position();
        for (int node = 0; node < NODES; node++) {
            assertEquals(shared.of(node).position(), shared.of(node).durablePosition(), "seed " + seed);
        }
    }

    private static void check(SharedLog shared, List<Written> written, long forced, int round) {
        long[] durable = new long[NODES];
        for (int node = 0; node < NODES; node++) {
            durable[node] = shared.of(node).durablePosition();
        }
        for (Written one : written) {
            assertTrue(one.position > durable[one.nodeId] || one.sharedPosition <= forced, () -> one + " " + round);
        }
    }

    @Test
    void nothingIsReleasedThatANodeNeeds() {
        Prng prng = new Prng(7);
        CrashLog log = new CrashLog().open();
        SharedLog shared = new SharedLog(log, NODES);
        List<Written> written = new ArrayList<>();
        long[] needed = new long[NODES];
        for (int round = 0; round < 200; round++) {
            for (int i = prng.nextInt(200); i >= 0; i--) {
                int node = prng.nextInt(NODES);
                written.add(new Written(node, shared.of(node).appendState(30, record, 0, 8), log.position()));
            }
            int node = prng.nextInt(NODES);
            needed[node] += prng.nextInt((int) (shared.of(node).position() - needed[node]) + 1);
            shared.of(node).releaseBefore(needed[node]);
            for (Written one : written) {
                assertTrue(
                        one.position < needed[one.nodeId] || one.sharedPosition >= log.releasedBefore(),
                        () -> one + " was released, before " + log.releasedBefore());
            }
        }
        for (int node = 0; node < NODES; node++) {
            shared.of(node).releaseBefore(shared.of(node).position());
        }
        assertTrue(
                log.releasedBefore() > log.position() - 2_000,
                "released before " + log.releasedBefore() + " of " + log.position());
    }

    @Test
    void aRecordThatCouldNotBeWrittenStopsAllNodes() {
        TestLog log = new TestLog(new MemoryLog(1 << 16));
        SharedLog shared = new SharedLog(log, NODES);
        log.fails = true;
        assertThrows(LogException.class, () -> shared.of(1).appendState(30, record, 0, 8));
        log.fails = false;
        LogException refused =
                assertThrows(LogException.class, () -> shared.of(0).appendState(30, record, 0, 8));
        assertTrue(refused.getMessage().contains("no space left"), refused.getMessage());
        assertThrows(LogException.class, () -> shared.of(2).durablePosition());
    }

    @Test
    void nothingIsAllocated() {
        MemoryLog disk = new MemoryLog(1 << 16);
        SharedLog shared = new SharedLog(disk, NODES);
        long bytes = AllocationMeter.leastBytesPerRound(() -> {
            for (int i = 0; i < 10_000; i++) {
                DurableLog node = shared.of(i % NODES);
                node.appendState(30, record, 0, 8);
                node.requestForce();
                node.durablePosition();
                if (i % 100 == 0) {
                    node.releaseBefore(node.position());
                }
            }
        });
        assertEquals(0, bytes);
    }

    @Test
    void entriesAndTypesOfOthersAreRefused() {
        DurableLog node = new SharedLog(new MemoryLog(1 << 16), NODES).of(0);
        assertThrows(IllegalStateException.class, () -> node.truncateFrom(1));
        assertThrows(IllegalArgumentException.class, () -> node.appendState(256, record, 0, 8));
        assertThrows(IllegalArgumentException.class, () -> node.appendState(0, record, 0, 8));
    }
}
