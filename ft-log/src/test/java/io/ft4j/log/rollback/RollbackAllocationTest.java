package io.ft4j.log.rollback;

import static io.ft4j.log.messagelog.MessageLogConfig.FIRST_OUTSIDE_CHANNEL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.core.runtime.local.InProcessNetwork;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.messagelog.Out;
import io.ft4j.log.messagelog.RecoverableProcess;
import io.ft4j.log.segment.SegmentLog;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages, timers and outputs of three processes in a row allocate nothing between two checkpoints. */
final class RollbackAllocationTest {
    private static final int COUNT = 3;
    private static final int INPUTS_PER_ROUND = 3_000;
    private static final int MESSAGE_BYTES = 64;
    private static final int MAX_CYCLES = 1_000_000;

    @TempDir
    Path folder;

    private final RollbackHost[] hosts = new RollbackHost[COUNT];
    private final UnsafeBuffer input = new UnsafeBuffer(new byte[MESSAGE_BYTES]);
    private long offered;
    private long outputs;

    @ParameterizedTest
    @EnumSource(CheckpointMethod.class)
    void tellsEventsWithoutAllocation(CheckpointMethod method) {
        InProcessNetwork network = new InProcessNetwork(COUNT, 1 << 20, 1 << 16);
        for (int id = 0; id < COUNT; id++) {
            hosts[id] = RollbackHost.builder()
                    .process(id, ProcessSet.firstN(COUNT))
                    .service(new Passing(id + 1 < COUNT ? id + 1 : Out.OUTSIDE))
                    .config(RollbackConfig.builder()
                            .method(method)
                            .initiatorId(COUNT - 1)
                            .maxMessageBytes(MESSAGE_BYTES)
                            .channelBytes(1 << 23)
                            .build())
                    .log(SegmentLog.open(folder.resolve("log-" + id), Durability.PROCESS))
                    .checkpoints(CheckpointStore.open(folder.resolve("checkpoints-" + id), id, 9))
                    .transport(network.transport(id))
                    .build();
        }
        try {
            assertEquals(0, AllocationMeter.leastBytesPerRound(this::run));
            for (int id = 0; id < COUNT; id++) {
                boolean takesOne = id == COUNT - 1 || method == CheckpointMethod.INDEPENDENT;
                assertTrue(!takesOne || hosts[id].checkpoint() > 0);
            }
            for (int i = 0; i < MAX_CYCLES && outputs < offered; i++) {
                cycle();
                hosts[COUNT - 1].poll((number, buffer, offset, length) -> ++outputs == number, 64);
            }
            assertEquals(offered, outputs);
        } finally {
            for (RollbackHost host : hosts) {
                host.close();
            }
        }
    }

    private void run() {
        long target = offered + INPUTS_PER_ROUND;
        while (hosts[COUNT - 1].node().delivered(COUNT - 2) < target) {
            if (offered < target && hosts[0].offer(FIRST_OUTSIDE_CHANNEL, offered + 1, input, 0, MESSAGE_BYTES) > 0) {
                offered++;
            }
            cycle();
        }
    }

    private void cycle() {
        for (RollbackHost host : hosts) {
            host.doWork();
        }
    }

    private static final class Passing implements RecoverableProcess {
        private final int destinationId;
        private long count;

        Passing(int destinationId) {
            this.destinationId = destinationId;
        }

        @Override
        public void onMessage(int channelId, DirectBuffer buffer, int offset, int length, Out out) {
            count++;
            if ((count & 63) == 0) {
                out.setTimer(1, out.nowNs());
            }
            out.send(destinationId, buffer, offset, length);
        }

        @Override
        public void onTimer(long timerId, Out out) {
            count += out.random() & 1;
        }

        @Override
        public long digest() {
            return count;
        }

        @Override
        public void save(StateSink sink) {}

        @Override
        public void restore(StateSource source) {}
    }
}
