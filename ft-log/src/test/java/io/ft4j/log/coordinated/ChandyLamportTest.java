package io.ft4j.log.coordinated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.Prng;
import io.ft4j.core.port.LogException;
import io.ft4j.log.checkpoint.CheckpointSink;
import io.ft4j.log.checkpoint.CheckpointSource;
import io.ft4j.log.checkpoint.CheckpointStore;
import io.ft4j.log.coordinated.ChandyLamportSnapshot.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Distributed snapshots, sentence by sentence (Chandy, Lamport 1985), and in every order of events. */
final class ChandyLamportTest {
    /** Theorem 1: the recorded state is reachable from the one at the start, and the one at the end from it. */
    @Test
    void theRecordedStateIsReachableInEveryOrderOfEvents() {
        int states = 0;
        int snapshots = 0;
        for (SnapshotWorlds worlds : SnapshotWorlds.all()) {
            worlds.walk();
            states += worlds.states;
            snapshots += worlds.snapshots;
        }
        System.out.println("ChandyLamportTest: " + states + " states, " + snapshots + " with a snapshot");
        assertTrue(snapshots > 1_000, "snapshots=" + snapshots);
    }

    /** Section 2.2, figure 4: one token goes to and fro, and "exactly one token" is in every recorded state. */
    @Test
    void oneTokenIsInEveryRecordedState() {
        for (int starter = 0; starter < 2; starter++) {
            List<SnapshotWorlds.Action> actions = List.of(
                    new SnapshotWorlds.Action(0, 1, 1),
                    new SnapshotWorlds.Action(starter, SnapshotWorlds.Action.START, 0),
                    new SnapshotWorlds.Action(1, 0, 1),
                    new SnapshotWorlds.Action(0, 1, 1));
            SnapshotWorlds worlds = new SnapshotWorlds(actions, 1, 0);
            worlds.walk();
            assertTrue(worlds.snapshots > 10, "snapshots=" + worlds.snapshots);
        }
    }

    @Test
    void moneyIsConservedInLongRuns() {
        long seed = Long.getLong("ft4j.first", 20_261_126L);
        System.out.println("ChandyLamportTest: seed " + seed);
        Prng prng = new Prng(seed);
        SnapshotWorld world = new SnapshotWorld(1 << 12, 100, 200, 300, 400);
        int complete = 0;
        long number = 1;
        world.start(0, number);
        for (int step = 0; step < 20_000; step++) {
            int from = prng.nextInt(4);
            int to = (from + 1 + prng.nextInt(3)) % 4;
            if (prng.chance(0.2)) {
                world.send(from, to, 1 + prng.nextInt(9));
            } else if (!world.channel(from, to).isEmpty()) {
                world.deliver(from, to);
            }
            if (world.isComplete(number)) {
                assertEquals(world.total, world.recordedSum(), "seed " + seed + ", snapshot " + number);
                if (number % 50 == 0) {
                    world.checkReachable();
                }
                complete++;
                number++;
                world.start(prng.nextInt(4), number);
                world.start(prng.nextInt(4), number);
            }
        }
        assertTrue(complete > 100, "complete=" + complete);
    }

    /** Section 3.1: "the algorithm … channels … deliver messages in the order sent". */
    @Test
    void aChannelThatIsNotFifoIsRefused() {
        ChandyLamportSnapshot.Builder builder = ChandyLamportSnapshot.builder(new Recorder(), 64);
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> builder.incoming(3, ChannelOrder.UNORDERED));
        assertTrue(
                refused.getMessage().startsWith("channelId=3 is UNORDERED, not FIFO: a message"), refused.getMessage());
        assertTrue(refused.getMessage().contains("an orphan"), refused.getMessage());
    }

    /** The counter-example that the refusal names: the marker overtaken, a message is received that nobody has sent. */
    @Test
    void overAnUnorderedChannelAnOrphanWouldBeRecorded() {
        SnapshotWorld world = new SnapshotWorld(64, 10, 10);
        world.start(0, 1);
        world.send(0, 1, 5);
        world.channel(0, 1).addLast(world.channel(0, 1).removeFirst());
        world.deliver(0, 1);
        world.deliver(0, 1);
        world.deliver(1, 0);
        assertTrue(world.isComplete(1));
        assertEquals(25, world.recordedSum());
        Broken broken = assertThrows(Broken.class, world::checkReachable);
        assertTrue(broken.getMessage().contains("orphan"), broken.getMessage());
    }

    /** Section 3.1, marker-receiving rule: "the state of c is the empty sequence" where the marker is the first. */
    @Test
    void theChannelOfTheFirstMarkerIsEmpty() {
        SnapshotWorld world = new SnapshotWorld(64, 10, 10);
        world.send(0, 1, 1);
        world.start(0, 1);
        world.deliver(0, 1);
        world.deliver(0, 1);
        world.deliver(1, 0);
        assertEquals(List.of(), world.inTransit(0, 1));
        assertEquals(11, world.recorded[1].balance());
    }

    /** Same rule: else it is "the sequence of messages received along c after q's state was recorded and before" the marker. */
    @Test
    void whatArrivesBetweenStateAndMarkerIsInTheChannel() {
        SnapshotWorld world = new SnapshotWorld(64, 10, 10);
        world.send(0, 1, 1);
        world.send(0, 1, 2);
        world.start(1, 1);
        world.deliver(0, 1);
        world.deliver(0, 1);
        world.deliver(1, 0);
        world.send(0, 1, 3);
        world.deliver(0, 1);
        world.deliver(0, 1);
        assertEquals(List.of(1L, 2L), world.inTransit(0, 1));
        assertEquals(20, world.recordedSum());
    }

    /** Section 3.1, marker-sending rule: a marker "before p sends further messages along c". */
    @Test
    void nothingIsSentBetweenStateAndMarkers() {
        ChandyLamportSnapshot[] snapshot = new ChandyLamportSnapshot[1];
        snapshot[0] = ChandyLamportSnapshot.builder(
                        new SnapshotProcess() {
                            @Override
                            public void recordState(long number) {
                                snapshot[0].onSend();
                            }

                            @Override
                            public void sendMarkers(long number) {}
                        },
                        64)
                .incoming(0, ChannelOrder.FIFO)
                .build();
        assertThrows(Invariant.Violation.class, () -> snapshot[0].start(1));
    }

    /** Section 3.3: several processes may start it. */
    @Test
    void whoStartsTheSameSnapshotJoins() {
        SnapshotWorld world = new SnapshotWorld(64, 10, 10, 10);
        world.start(0, 1);
        world.start(1, 1);
        assertFalse(world.snapshots[0].start(1));
        for (int from = 0; from < 3; from++) {
            for (int to = 0; to < 3; to++) {
                while (!world.channel(from, to).isEmpty()) {
                    world.deliver(from, to);
                }
            }
        }
        while (!world.isComplete(1)) {
            world.deliver(2, world.channel(2, 0).isEmpty() ? 1 : 0);
        }
        assertEquals(30, world.recordedSum());
    }

    @Test
    void tooMuchInTransitEndsItAndTheNextSucceeds() {
        Recorder recorder = new Recorder();
        ChandyLamportSnapshot snapshot = ChandyLamportSnapshot.builder(recorder, 32)
                .incoming(1, ChannelOrder.FIFO)
                .build();
        UnsafeBuffer message = new UnsafeBuffer(new byte[8]);
        snapshot.start(1);
        snapshot.onMessage(1, message, 0, 8);
        snapshot.onMessage(1, message, 0, 8);
        assertEquals(State.RECORDING, snapshot.state());
        snapshot.onMessage(1, message, 0, 8);
        assertEquals(State.TOO_LARGE, snapshot.state());
        snapshot.onMarker(1, 1);
        assertThrows(IllegalStateException.class, snapshot::channelStates);
        snapshot.start(2);
        snapshot.onMarker(1, 2);
        assertEquals(State.COMPLETE, snapshot.state());
        assertEquals(State.TOO_LARGE, snapshot.lastFailure());
        assertEquals(List.of("state 1", "markers 1", "state 2", "markers 2"), recorder.calls);
    }

    @Test
    void aLaterSnapshotEndsOneThatIsNotComplete() {
        ChandyLamportSnapshot snapshot = ChandyLamportSnapshot.builder(new Recorder(), 32)
                .incoming(1, ChannelOrder.FIFO)
                .incoming(2, ChannelOrder.FIFO)
                .build();
        snapshot.onMarker(1, 1);
        snapshot.onMarker(1, 2);
        assertEquals(State.OVERTAKEN, snapshot.lastFailure());
        snapshot.onMarker(2, 1);
        assertEquals(State.RECORDING, snapshot.state());
        snapshot.onMarker(2, 2);
        assertEquals(State.COMPLETE, snapshot.state());
        assertEquals(2, snapshot.number());
    }

    @Test
    void channelStatesComeBackFromACheckpointInTheirOrder(@TempDir Path folder) {
        ChandyLamportSnapshot snapshot = ChandyLamportSnapshot.builder(new Recorder(), 1 << 10)
                .incoming(4, ChannelOrder.FIFO)
                .incoming(7, ChannelOrder.FIFO)
                .build();
        UnsafeBuffer bytes =
                new UnsafeBuffer("state, one, two, three".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        snapshot.start(1);
        snapshot.onMessage(7, bytes, 7, 3);
        snapshot.onMessage(4, bytes, 12, 3);
        snapshot.onMessage(7, bytes, 17, 5);
        snapshot.onMarker(4, 1);
        snapshot.onMarker(7, 1);
        try (CheckpointStore store = CheckpointStore.open(folder, 3, 2)) {
            try (CheckpointSink sink = store.begin(1, 0, bytes, 0, 0)) {
                sink.write(bytes, 0, 5);
                snapshot.channelStates().write(sink);
                sink.commit();
            }
            List<String> read = new ArrayList<>();
            try (CheckpointSource source = store.newest()) {
                UnsafeBuffer state = new UnsafeBuffer(new byte[5]);
                source.read(state, 0, 5);
                ChannelStates states = new ChannelStates(1 << 10);
                states.read(source);
                states.forEach((channelId, buffer, offset, length) ->
                        read.add(channelId + " " + buffer.getStringWithoutLengthAscii(offset, length)));
            }
            assertEquals(List.of("7 one", "4 two", "7 three"), read);
            try (CheckpointSource source = store.newest()) {
                LogException refused = assertThrows(LogException.class, () -> new ChannelStates(64).read(source));
                assertTrue(refused.getMessage().contains("channel states of format 1"), refused.getMessage());
            }
        }
    }

    /** Keeps what it was told. */
    private static final class Recorder implements SnapshotProcess {
        private final List<String> calls = new ArrayList<>();

        @Override
        public void recordState(long snapshotNumber) {
            calls.add("state " + snapshotNumber);
        }

        @Override
        public void sendMarkers(long snapshotNumber) {
            calls.add("markers " + snapshotNumber);
        }
    }
}
