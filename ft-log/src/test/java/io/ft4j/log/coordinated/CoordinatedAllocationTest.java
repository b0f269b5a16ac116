package io.ft4j.log.coordinated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.testing.TestOutbox;
import io.ft4j.log.line.CountedStates;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Thousands of checkpoints of three processes, some of which time out, allocate nothing; nor do snapshots with channel states. */
final class CoordinatedAllocationTest {
    private static final int PROCESSES = 3;
    private static final int ROUNDS = 2_000;

    /** Depends on everybody; its third checkpoints are never written. */
    private static final class Subject implements CheckpointSubject {
        private final long[] delivered = new long[PROCESSES];
        private long number;

        @Override
        public void holdSends() {}

        @Override
        public void holdDeliveries() {}

        @Override
        public void resume() {}

        private final CountedStates states = new CountedStates() {
            @Override
            public int maxCount() {
                return 1;
            }

            @Override
            public int count() {
                return 1;
            }

            @Override
            public long number(int index) {
                return number;
            }

            @Override
            public long delivered(int index, int sourceId) {
                return 0;
            }

            @Override
            public long said(int index, int destinationId) {
                return 0;
            }
        };

        @Override
        public long takeTentative(int initiatorId, long attemptId) {
            return ++number;
        }

        @Override
        public Tentative tentative(long asked) {
            return asked % 7 == 3 ? Tentative.WRITING : Tentative.DURABLE;
        }

        @Override
        public void makePermanent(long made) {}

        @Override
        public void keepTentative(long kept) {}

        @Override
        public long delivered(int sourceId) {
            return ++delivered[sourceId];
        }

        @Override
        public long sentAtPermanent(int destinationId) {
            return 0;
        }

        @Override
        public long deliveredAtPermanent(int sourceId) {
            return 0;
        }

        @Override
        public CountedStates states() {
            return states;
        }

        @Override
        public void rollBack(long to, long epoch) {}

        @Override
        public void enterEpoch(long epoch) {}
    }

    private final CoordinatedCheckpoints[] nodes = new CoordinatedCheckpoints[PROCESSES];
    private final ProtocolStack[] stacks = new ProtocolStack[PROCESSES];
    private final TestOutbox[] outboxes = new TestOutbox[PROCESSES];
    private final TestOutbox[] arriving = new TestOutbox[PROCESSES];
    private final long[] outcomes = new long[AttemptOutcome.values().length];
    private long nowNs = 1;

    CoordinatedAllocationTest() {
        CoordinatedConfig config = new CoordinatedConfig(50, 20, 5, true);
        for (int id = 0; id < PROCESSES; id++) {
            nodes[id] = new CoordinatedCheckpoints(
                    config, id, 0b111, 1, new Subject(), (attempt, outcome, causes) -> outcomes[outcome.ordinal()]++);
            stacks[id] = new ProtocolStack(CoordinatedWorld.GROUP_ID, id, 0b111, nodes[id]);
            outboxes[id] = new TestOutbox(1 << 14);
            arriving[id] = new TestOutbox(1 << 14);
            stacks[id].onStart(nowNs, outboxes[id]);
        }
    }

    @Test
    void checkpointsAllocateNothing() {
        assertEquals(0, AllocationMeter.leastBytesPerRound(this::round));
        for (AttemptOutcome outcome : new AttemptOutcome[] {AttemptOutcome.PERMANENT, AttemptOutcome.TIMED_OUT}) {
            assertTrue(outcomes[outcome.ordinal()] > 100, outcome + " " + outcomes[outcome.ordinal()]);
        }
    }

    private void round() {
        for (int i = 0; i < ROUNDS; i++) {
            nodes[i % PROCESSES].checkpointDependencies(nowNs, outboxes[i % PROCESSES]);
            if (i % 5 == 0) {
                nodes[(i + 1) % PROCESSES].checkpointAll(nowNs, outboxes[(i + 1) % PROCESSES]);
            }
            for (int cycle = 0; cycle < 16; cycle++) {
                cycle();
            }
        }
    }

    private void cycle() {
        nowNs += 5;
        for (int id = 0; id < PROCESSES; id++) {
            TestOutbox swapped = arriving[id];
            arriving[id] = outboxes[id];
            outboxes[id] = swapped;
            swapped.clear();
            swapped.follow(arriving[id]);
        }
        for (int id = 0; id < PROCESSES; id++) {
            for (int from = 0; from < PROCESSES; from++) {
                receive(from, id);
            }
            stacks[id].onDurable(nowNs, arriving[id].position(), outboxes[id]);
            if (stacks[id].nextDeadlineNs() <= nowNs) {
                stacks[id].onDeadline(nowNs, outboxes[id]);
            }
            stacks[id].onBatchEnd(nowNs, outboxes[id]);
        }
    }

    private void receive(int from, int to) {
        TestOutbox sent = arriving[from];
        for (int row = 0; row < sent.count(); row++) {
            if (sent.isFrame(row) && sent.destinationId(row) == to) {
                sent.seal(row, CoordinatedWorld.GROUP_ID, 1, from);
                stacks[to].onFrame(nowNs, sent.buffer(), sent.offset(row), sent.length(row), outboxes[to]);
            }
        }
    }

    @Test
    void snapshotsAllocateNothing() {
        SnapshotProcess process = new SnapshotProcess() {
            @Override
            public void recordState(long snapshotNumber) {}

            @Override
            public void sendMarkers(long snapshotNumber) {}
        };
        ChandyLamportSnapshot snapshot = ChandyLamportSnapshot.builder(process, 1 << 10)
                .incoming(1, ChannelOrder.FIFO)
                .incoming(2, ChannelOrder.FIFO)
                .build();
        UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
        long[] number = new long[1];
        assertEquals(0, AllocationMeter.leastBytesPerRound(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                snapshot.start(++number[0]);
                for (int n = 0; n < 1 + i % 20; n++) {
                    snapshot.onSend();
                    snapshot.onMessage(1 + n % 2, message, 0, 64);
                }
                snapshot.onMarker(1, number[0]);
                snapshot.onMarker(2, number[0]);
            }
        }));
        assertEquals(ChandyLamportSnapshot.State.TOO_LARGE, snapshot.lastFailure());
    }
}
