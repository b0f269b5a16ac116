package io.ft4j.core.consensus.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.ft4j.core.model.Prng;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.RecordHandler;
import io.ft4j.core.protocol.HotTail;
import java.lang.management.ManagementFactory;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** A leader and two followers at work allocate nothing. */
final class RaftAllocationTest {
    private static final int BATCH = 16;

    @Test
    void steadyStateAllocatesNothing() {
        Pump pump = new Pump();
        pump.elect();
        pump.run(20_000);
        long fewest = Long.MAX_VALUE;
        // The compiler may allocate for this thread while it replaces code that runs; what the steps allocate, all
        // windows show.
        for (int window = 0; window < 50 && fewest > 0; window++) {
            fewest = Math.min(fewest, allocatedBytes(pump));
        }
        assertEquals(0, fewest, "bytes in a million steps");
    }

    private static long allocatedBytes(Pump pump) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long stepsBefore = pump.steps;
        long committedBefore = pump.nodes[0].commitIndex();
        long before = threads.getCurrentThreadAllocatedBytes();
        pump.run(40_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(pump.steps - stepsBefore > 1_000_000, "steps=" + (pump.steps - stepsBefore));
        assertTrue(pump.nodes[0].commitIndex() - committedBefore >= 39_990L * BATCH);
        return allocated;
    }

    /** Three nodes whose frames go from one preallocated buffer into another; each log only counts. */
    static final class Pump {
        private static final int NODES = 3;

        final RaftNode[] nodes = new RaftNode[NODES];
        private final TestOutbox[] outboxes = new TestOutbox[NODES];
        private final CountingLog[] logs = new CountingLog[NODES];
        private final Inbox[] inboxes = new Inbox[NODES];
        private final TestOutbox.Wire[] wires = new TestOutbox.Wire[NODES];
        private final long[] told = new long[NODES];
        private final UnsafeBuffer command = new UnsafeBuffer(new byte[64]);

        long steps;
        private long nowNs = 1_000_000_000L;

        Pump() {
            for (int id = 0; id < NODES; id++) {
                HotTail tail = new HotTail(1 << 20, 1 << 14);
                logs[id] = new CountingLog();
                outboxes[id] = new TestOutbox(tail, logs[id]);
                inboxes[id] = new Inbox();
                nodes[id] = new RaftNode(RaftConfig.builder().build(), id, NODES, tail, logs[id], new Prng(id));
            }
            for (int id = 0; id < NODES; id++) {
                int source = id;
                wires[id] = (to, buffer, offset, length) -> inboxes[to].add(source, buffer, offset, length);
                nodes[id].onStart(nowNs, outboxes[id]);
            }
        }

        /** Node 0's time runs ahead until it leads. */
        void elect() {
            nowNs = nodes[0].nextDeadlineNs();
            while (nodes[0].role() != Role.LEADER) {
                for (int id = 0; id < NODES; id++) {
                    cycle(id, id == 0 ? nowNs : 1_000_000_001L);
                }
            }
        }

        void run(int cycles) {
            for (int i = 0; i < cycles; i++) {
                nowNs += 10_000;
                for (int n = 0; n < BATCH; n++) {
                    nodes[0].propose(nowNs, 7, n, command, 0, 64, outboxes[0]);
                }
                steps += BATCH;
                for (int id = 0; id < NODES; id++) {
                    cycle(id, nowNs);
                }
            }
        }

        private void cycle(int id, long now) {
            RaftNode node = nodes[id];
            TestOutbox outbox = outboxes[id];
            steps += inboxes[id].count + 1;
            inboxes[id].deliver(node, now, outbox);
            if (logs[id].position > told[id]) {
                told[id] = logs[id].position;
                node.onDurable(now, told[id], outbox);
                steps++;
            }
            if (node.nextDeadlineNs() <= now) {
                node.onDeadline(now, outbox);
                steps++;
            }
            node.onBatchEnd(now, outbox);
            outbox.drain(wires[id]);
            outbox.release(logs[id].position, wires[id]);
        }
    }

    /** Frames on their way to one node. */
    private static final class Inbox {
        private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[1 << 20]);
        private final int[] sources = new int[1024];
        private final int[] offsets = new int[1024];
        private final int[] lengths = new int[1024];
        int count;
        private int end;

        void add(int source, DirectBuffer buffer, int offset, int length) {
            bytes.putBytes(end, buffer, offset, length);
            sources[count] = source;
            offsets[count] = end;
            lengths[count] = length;
            count++;
            end += length + 8 & ~7;
        }

        void deliver(RaftNode node, long nowNs, TestOutbox outbox) {
            int taken = count;
            for (int i = 0; i < taken; i++) {
                node.onMessage(nowNs, sources[i], bytes, offsets[i], lengths[i], outbox);
            }
            count = 0;
            end = 0;
        }
    }

    /** Keeps positions and indexes, no bytes: all that is asked for stands in the tail. */
    private static final class CountingLog implements DurableLog {
        private long position;
        private long lastIndex;

        @Override
        public void replay(RecordHandler handler) {}

        @Override
        public long append(EntrySlice entries) {
            position += entries.lastIndex() - entries.firstIndex() + 1;
            lastIndex = entries.lastIndex();
            return position;
        }

        @Override
        public long appendState(int recordType, DirectBuffer buffer, int offset, int length) {
            return ++position;
        }

        @Override
        public long truncateFrom(long index) {
            lastIndex = index - 1;
            return ++position;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public void requestForce() {}

        @Override
        public long durablePosition() {
            return position;
        }

        @Override
        public void releaseBefore(long releasePosition) {}

        @Override
        public long incarnation() {
            return 1;
        }

        @Override
        public Durability durability() {
            return Durability.MEMORY;
        }

        @Override
        public long firstIndex() {
            return 1;
        }

        @Override
        public long lastIndex() {
            return lastIndex;
        }

        @Override
        public int read(long fromIndex, int maxBytes, EntrySlice out) {
            out.clear();
            return 0;
        }

        @Override
        public void close() {}
    }
}
