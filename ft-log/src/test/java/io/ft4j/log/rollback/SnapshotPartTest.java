package io.ft4j.log.rollback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.log.coordinated.ChannelStates;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class SnapshotPartTest {
    private final RollbackConfig config = RollbackConfig.builder()
            .method(CheckpointMethod.SNAPSHOT)
            .initiatorId(0)
            .build();
    private final KeptChannel[] channels = {new KeptChannel(0, config), new KeptChannel(1, config), null};
    private final RollbackCounters counters = new RollbackCounters();

    /** What it records as still in transit. */
    private TransitMessages transit;

    private int statesRecorded;

    private SnapshotPart part() {
        SnapshotPart[] part = new SnapshotPart[1];
        part[0] = new SnapshotPart(
                config,
                channels,
                new SnapshotPart.Recorder() {
                    @Override
                    public void recordState() {
                        statesRecorded++;
                    }

                    @Override
                    public void recordTransit() {
                        if (transit != null) {
                            transit.forEachLeft(part[0]::onMessage);
                        }
                    }
                },
                counters);
        return part[0];
    }

    private static void deliver(SnapshotPart part, int sourceId, int content) {
        UnsafeBuffer message = new UnsafeBuffer(new byte[Integer.BYTES]);
        message.putInt(0, content);
        part.onMessage(sourceId, message, 0, Integer.BYTES);
    }

    private static List<String> words(ChannelStates states) {
        List<String> words = new ArrayList<>();
        states.forEach((channelId, buffer, offset, length) -> words.add(channelId + ":" + buffer.getInt(offset)));
        return words;
    }

    private SnapshotPart complete(long id) {
        SnapshotPart part = part();
        part.start(id);
        deliver(part, 0, 1);
        deliver(part, 1, 2);
        part.onMarker(1, id);
        deliver(part, 1, 3);
        deliver(part, 0, 4);
        assertFalse(part.isComplete());
        part.onMarker(0, id);
        assertTrue(part.isComplete());
        return part;
    }

    @Test
    void recordsOfEachChannelWhatIsDeliveredBeforeItsMarker() {
        SnapshotPart part = complete(7);
        assertEquals(List.of("0:1", "1:2", "0:4"), words(part.snapshot().channelStates()));
        assertEquals(1, statesRecorded);
        assertEquals(7, part.arrivedId(0));
        assertTrue(channels[0].hasUnsent() && channels[1].hasUnsent());
    }

    /** There was room for the first only; that is in the state that is recorded now, the others are not. */
    @Test
    void whatIsStillInTransitFromTheLastCheckpointIsInTransitInTheNext() {
        transit = new TransitMessages(complete(7).snapshot().channelStates());
        transit.onRestored();
        transit.deliver((channelId, buffer, offset, length) -> buffer.getInt(offset) == 1);
        assertTrue(transit.hasAny() && transit.hasAnyOf(0) && transit.hasAnyOf(1));

        SnapshotPart next = part();
        next.onMarker(0, 8);
        next.onMarker(1, 8);

        assertEquals(List.of("1:2", "0:4"), words(next.snapshot().channelStates()));
        transit.deliver((channelId, buffer, offset, length) -> true);
        assertFalse(transit.hasAny() || transit.hasAnyOf(0) || transit.hasAnyOf(1));
    }

    @Test
    void aLaterSnapshotIsNotTakenForAnEarlierOne() {
        SnapshotPart part = part();
        part.onMarker(0, 9);
        assertFalse(part.start(8));
        assertTrue(part.start(9));
        part.onMarker(1, 8);
        assertFalse(part.isComplete());
        part.onMarker(1, 9);
        assertTrue(part.isComplete());
    }
}
