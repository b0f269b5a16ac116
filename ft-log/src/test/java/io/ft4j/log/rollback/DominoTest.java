package io.ft4j.log.rollback;

import static io.ft4j.log.messagelog.MessageLogConfig.FIRST_OUTSIDE_CHANNEL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.core.runtime.local.InProcessNetwork;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.messagelog.Out;
import io.ft4j.log.messagelog.RecoverableProcess;
import io.ft4j.log.segment.SegmentConfig;
import io.ft4j.log.segment.SegmentLog;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The domino effect on two hosts (Randell 1975): whatever one says comes behind its newest checkpoint, and before the next one of the
 * other.
 */
final class DominoTest {
    private static final int ROUNDS = 3;
    private static final int MAX_CYCLES = 1_000;
    private static final long MS = 1_000_000;
    private static final long SETTLE_INTERVAL_NS = 10_000 * MS;

    @TempDir
    Path folder;

    private final InProcessNetwork network = new InProcessNetwork(2, 1 << 16, 1 << 12);
    private final RollbackHost[] hosts = new RollbackHost[2];
    private final UnsafeBuffer input = new UnsafeBuffer(new byte[Long.BYTES]);
    private final long[] outputs = new long[2];
    private long nowNs = MS;

    private void start(int id, int maxUnsettled, long settleIntervalNs) {
        network.connect(id);
        hosts[id] = RollbackHost.builder()
                .process(id, ProcessSet.firstN(2))
                .service(new Saying(1 - id))
                .config(RollbackConfig.builder()
                        .method(CheckpointMethod.INDEPENDENT)
                        .maxMessageBytes(64)
                        .frameBytes(1024)
                        .channelBytes(16 * 1024)
                        .maxUnsettled(maxUnsettled)
                        .settleIntervalNs(settleIntervalNs)
                        .build())
                .log(SegmentLog.open(
                        folder.resolve("log-" + id),
                        SegmentConfig.of(Durability.PROCESS).withSegmentBytes(64 * 1024)))
                .checkpoints(CheckpointStore.open(folder.resolve("checkpoints-" + id), id, maxUnsettled + 1))
                .transport(network.transport(id))
                .clock(() -> nowNs)
                .build();
    }

    private void startAll(int maxUnsettled, long settleIntervalNs) {
        start(0, maxUnsettled, settleIntervalNs);
        start(1, maxUnsettled, settleIntervalNs);
    }

    @AfterEach
    void close() {
        hosts[0].close();
        hosts[1].close();
    }

    private void cycle() {
        nowNs += MS;
        for (int id = 0; id < 2; id++) {
            int source = id;
            hosts[id].doWork();
            hosts[id].poll((number, buffer, offset, length) -> ++outputs[source] == number, 64);
        }
    }

    private void say(int id) {
        RollbackHost host = hosts[id];
        long heard = hosts[1 - id].node().delivered(id);
        long next = host.node().takenInput(FIRST_OUTSIDE_CHANNEL) + 1;
        for (int i = 0; hosts[1 - id].node().delivered(id) == heard; i++) {
            assertTrue(i < MAX_CYCLES, host.node()::toString);
            host.offer(FIRST_OUTSIDE_CHANNEL, next, input, 0, Long.BYTES);
            cycle();
        }
    }

    private void checkpoint(int id) {
        for (int i = 0; hosts[id].checkpoint() < 0; i++) {
            assertTrue(i < MAX_CYCLES, hosts[id].node()::toString);
            cycle();
        }
    }

    private void alternate(int rounds) {
        for (int round = 0; round < rounds; round++) {
            for (int id = 0; id < 2; id++) {
                say(id);
                checkpoint(1 - id);
            }
        }
        say(0);
        checkpoint(1);
    }

    private long count(int id, RollbackCounter counter) {
        return hosts[id].counters().count(counter);
    }

    @Test
    void oneCrashTakesBothToTheirBeginning() {
        startAll(8, SETTLE_INTERVAL_NS);
        alternate(ROUNDS);
        assertEquals(ROUNDS + 1, hosts[1].node().delivered(0));
        hosts[0].close();
        network.disconnect(0);
        start(0, 8, SETTLE_INTERVAL_NS);
        for (int i = 0;
                hosts[0].checkpoints().isRecovering() || hosts[1].checkpoints().isInAttempt();
                i++) {
            assertTrue(i < MAX_CYCLES);
            cycle();
        }
        for (int id = 0; id < 2; id++) {
            assertEquals(0, hosts[id].node().takenInput(FIRST_OUTSIDE_CHANNEL));
            assertEquals(0, hosts[id].node().delivered(1 - id));
            assertEquals(1, count(id, RollbackCounter.ROLLED_BACK));
            assertEquals(0, outputs[id]);
        }
        assertEquals(ROUNDS, count(0, RollbackCounter.CHECKPOINT_UNDONE));
        assertEquals(ROUNDS + 1, count(1, RollbackCounter.CHECKPOINT_UNDONE));
    }

    @Test
    void outputsWaitForAQuietMoment() {
        startAll(8, SETTLE_INTERVAL_NS);
        alternate(ROUNDS);
        assertEquals(0, outputs[0] + outputs[1]);
        assertEquals(0, hosts[0].node().settledInput(FIRST_OUTSIDE_CHANNEL));
        checkpoint(0);
        checkpoint(1);
        nowNs += SETTLE_INTERVAL_NS;
        for (int i = 0; outputs[0] + outputs[1] < 2 * ROUNDS + 1; i++) {
            assertTrue(i < MAX_CYCLES, hosts[0].node()::toString);
            cycle();
        }
        assertEquals(ROUNDS + 1, hosts[0].node().settledInput(FIRST_OUTSIDE_CHANNEL));
        assertEquals(1, hosts[0].node().states().count());
    }

    /** Else nobody could ever take the checkpoint that settles all. */
    @Test
    void whatIsOfNoUseMakesRoom() {
        startAll(2, 20 * MS);
        alternate(4 * ROUNDS);
        assertTrue(count(0, RollbackCounter.CHECKPOINT_USELESS) > 0);
        assertTrue(count(1, RollbackCounter.CHECKPOINT_USELESS) > 0);
        checkpoint(0);
        checkpoint(1);
        for (int i = 0; outputs[0] + outputs[1] < 8 * ROUNDS + 1; i++) {
            assertTrue(i < MAX_CYCLES, hosts[0].node()::toString);
            cycle();
        }
    }

    /** What the outside tells it, it says to the other; what the other says, it tells the outside. */
    private static final class Saying implements RecoverableProcess {
        private final int otherId;

        Saying(int otherId) {
            this.otherId = otherId;
        }

        @Override
        public void onMessage(int channelId, DirectBuffer buffer, int offset, int length, Out out) {
            out.send(channelId == otherId ? Out.OUTSIDE : otherId, buffer, offset, length);
        }

        @Override
        public void onTimer(long timerId, Out out) {
            throw new IllegalStateException("timer " + timerId + " was never set");
        }

        @Override
        public long digest() {
            return 0;
        }

        @Override
        public void save(StateSink sink) {}

        @Override
        public void restore(StateSource source) {}
    }
}
