package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.runtime.driver.EffectDriver;
import io.ft4j.core.runtime.driver.NodeWiring;
import io.ft4j.core.runtime.local.InProcessNetwork;
import io.ft4j.core.runtime.local.MemoryLog;
import io.ft4j.log.messagelog.node.MessageLogNode;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Optimistic logging allocates nothing once it runs. */
final class OptimisticAllocationTest {
    private static final int SIZE = 3;
    private static final int LENGTH = 16;
    private static final int MESSAGES_PER_ROUND = 20_000;
    private static final int MAX_CYCLES = 200_000;

    private final MessageLogNode[] nodes = new MessageLogNode[SIZE];
    private final EffectDriver[] drivers = new EffectDriver[SIZE];
    private final UnsafeBuffer input = new UnsafeBuffer(new byte[LENGTH]);
    private final OutputHandler outside = (number, buffer, offset, length) -> true;
    private long nowNs = 1;
    private long told;

    @Test
    void sendingTakingAndSettlingAllocateNothing() {
        start();
        long least = AllocationMeter.leastBytesPerRound(this::round);
        assertEquals(0, least);
        assertTrue(nodes[0].takenOutput() > 0);
    }

    private void start() {
        MessageLogConfig config = MessageLogConfig.builder()
                .style(LoggingStyle.OPTIMISTIC)
                .guardInterval(16)
                .build();
        InProcessNetwork network = new InProcessNetwork(SIZE, 1 << 19, 1 << 16);
        for (int id = 0; id < SIZE; id++) {
            MemoryLog log = new MemoryLog();
            nodes[id] = new MessageLogNode(config, id, ProcessSet.firstN(SIZE), new Circle(id), log);
            ProtocolStack stack = new ProtocolStack(1, id, ProcessSet.firstN(SIZE), nodes[id]);
            drivers[id] = new EffectDriver(new NodeWiring(1, id, log, network.transport(id)), stack);
            drivers[id].start(nowNs);
        }
    }

    private void round() {
        long goal = told + MESSAGES_PER_ROUND;
        int cycles = 0;
        while (told < goal && cycles < MAX_CYCLES) {
            cycle();
            cycles++;
        }
        assertTrue(told >= goal, "not enough was told");
    }

    private void cycle() {
        nowNs += 10_000;
        for (int id = 0; id < SIZE; id++) {
            nodes[id].poll(outside, 64);
            nodes[id].offer(
                    nowNs,
                    MessageLogConfig.FIRST_OUTSIDE_CHANNEL,
                    nodes[id].takenInput(MessageLogConfig.FIRST_OUTSIDE_CHANNEL) + 1,
                    input,
                    0,
                    LENGTH);
            drivers[id].cycle(nowNs);
        }
    }

    /** Passes a message once around, and then to the outside. */
    private final class Circle implements RecoverableProcess {
        private final int selfId;

        Circle(int selfId) {
            this.selfId = selfId;
        }

        @Override
        public void onMessage(int channelId, DirectBuffer buffer, int offset, int length, Out out) {
            told++;
            long hops = buffer.getLong(offset);
            int claim = out.claim(hops == SIZE ? Out.OUTSIDE : (selfId + 1) % SIZE, LENGTH);
            out.buffer().putLong(claim, hops + 1);
            out.publish(claim);
        }

        @Override
        public long digest() {
            return told;
        }

        @Override
        public void save(StateSink sink) {
            // Nobody asks for it.
        }

        @Override
        public void restore(StateSource source) {
            throw new IllegalStateException("there is no checkpoint");
        }
    }
}
