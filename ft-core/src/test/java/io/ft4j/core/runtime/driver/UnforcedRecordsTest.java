package io.ft4j.core.runtime.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.RecordHandler;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Protocol;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.runtime.local.InProcessNetwork;
import io.ft4j.core.runtime.local.MemoryLog;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/** A record that nobody waits for is not forced for its own sake. */
class UnforcedRecordsTest {
    private final CountingLog log = new CountingLog();
    private final Writer writer = new Writer();
    private final InProcessNetwork network = new InProcessNetwork(2, 1 << 16, 1 << 10);
    private final EffectDriver driver =
            new EffectDriver(new NodeWiring(1, 0, log, network.transport(0)), new ProtocolStack(1, 0, 0b11, writer));

    UnforcedRecordsTest() {
        driver.start(0);
    }

    private int forcesOf(Consumer<Outbox> step) {
        int before = log.forces;
        writer.step = step;
        driver.cycle(1);
        return log.forces - before;
    }

    private static void state(Outbox outbox) {
        outbox.publish(outbox.claimState(9, 8));
    }

    private static void unforced(Outbox outbox) {
        outbox.publish(outbox.claimUnforcedState(9, 8));
    }

    @Test
    void isForcedAlongWithOthers() {
        assertEquals(0, forcesOf(UnforcedRecordsTest::unforced));
        assertEquals(1, forcesOf(outbox -> {
            unforced(outbox);
            state(outbox);
            unforced(outbox);
        }));
        assertEquals(4, log.position());
    }

    @Test
    void isForcedOnRequest() {
        assertEquals(0, forcesOf(UnforcedRecordsTest::unforced));
        assertEquals(1, forcesOf(Outbox::force));
        assertEquals(0, forcesOf(outbox -> {}));
    }

    @Test
    void isForcedForAFrameThatWaitsForIt() {
        assertEquals(0, forcesOf(UnforcedRecordsTest::unforced));
        assertEquals(1, forcesOf(outbox -> outbox.publish(outbox.claimAfterDurable(1, 8))));
        assertEquals(0, forcesOf(outbox -> outbox.publish(outbox.claimAfterDurable(1, 8))));
    }

    private static final class Writer implements Protocol {
        private Consumer<Outbox> step = outbox -> {};

        @Override
        public int schemaId() {
            return 99;
        }

        @Override
        public int maxStepBytes() {
            return 1024;
        }

        @Override
        public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {}

        @Override
        public void onStart(long nowNs, Outbox outbox) {}

        @Override
        public void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {}

        @Override
        public void onDeadline(long nowNs, Outbox outbox) {}

        @Override
        public void onBatchEnd(long nowNs, Outbox outbox) {
            step.accept(outbox);
            step = written -> {};
        }

        @Override
        public long nextDeadlineNs() {
            return Long.MAX_VALUE;
        }

        @Override
        public void checkInvariants() {}
    }

    private static final class CountingLog implements DurableLog {
        private final MemoryLog log = new MemoryLog(1 << 16);
        private int forces;

        @Override
        public void requestForce() {
            forces++;
        }

        /** Nothing becomes durable by itself. */
        @Override
        public long durablePosition() {
            return 0;
        }

        @Override
        public void replay(RecordHandler handler) {
            log.replay(handler);
        }

        @Override
        public long append(EntrySlice entries) {
            return log.append(entries);
        }

        @Override
        public long appendState(int recordType, DirectBuffer buffer, int offset, int length) {
            return log.appendState(recordType, buffer, offset, length);
        }

        @Override
        public long truncateFrom(long index) {
            return log.truncateFrom(index);
        }

        @Override
        public long position() {
            return log.position();
        }

        @Override
        public void releaseBefore(long position) {
            log.releaseBefore(position);
        }

        @Override
        public long incarnation() {
            return log.incarnation();
        }

        @Override
        public Durability durability() {
            return Durability.DISK;
        }

        @Override
        public void close() {
            log.close();
        }

        @Override
        public long firstIndex() {
            return log.firstIndex();
        }

        @Override
        public long lastIndex() {
            return log.lastIndex();
        }

        @Override
        public int read(long fromIndex, int maxBytes, EntrySlice out) {
            return log.read(fromIndex, maxBytes, out);
        }
    }
}
