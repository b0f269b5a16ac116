package io.ft4j.log.rollback;

import io.ft4j.log.coordinated.ChandyLamportSnapshot;
import io.ft4j.log.coordinated.ChandyLamportSnapshot.State;
import io.ft4j.log.coordinated.ChannelOrder;
import io.ft4j.log.coordinated.SnapshotProcess;
import org.agrona.DirectBuffer;

/**
 * The part of a process in snapshots (Chandy, Lamport 1985). The state is recorded and written when a snapshot is started or its
 * first marker arrives; of each channel what is delivered from then on until its marker arrives. What is not delivered by then is
 * still kept by its sender and stands in the checkpoint of that, so a marker waits for nobody, and a process that can deliver
 * nothing takes part. A snapshot has the id of the attempt that decides on it, so nobody takes one for another. Owner of the one
 * under way.
 *
 * <p>One thread. Allocates per epoch.
 */
final class SnapshotPart implements SnapshotProcess {
    /** What a process does when a snapshot begins. */
    interface Recorder {
        /** Its state is recorded now. */
        void recordState();

        /** What it has still to deliver from the checkpoint that it came from is in transit once more: {@link #onMessage}. */
        void recordTransit();
    }

    private final RollbackConfig config;
    /** By id; null where there is no peer. */
    private final KeptChannel[] channels;

    private final Recorder recorder;
    private final RollbackCounters counters;
    private final long[] arrivedIds;
    private ChandyLamportSnapshot snapshot;

    SnapshotPart(RollbackConfig config, KeptChannel[] channels, Recorder recorder, RollbackCounters counters) {
        this.config = config;
        this.channels = channels;
        this.recorder = recorder;
        this.counters = counters;
        arrivedIds = new long[channels.length];
        enterEpoch();
    }

    /** What was under way is given up; markers of other epochs do not arrive. */
    void enterEpoch() {
        ChandyLamportSnapshot.Builder builder = ChandyLamportSnapshot.builder(this, config.transitBytes());
        for (int id = 0; id < channels.length; id++) {
            arrivedIds[id] = 0;
            if (channels[id] != null) {
                builder.incoming(id, ChannelOrder.FIFO);
            }
        }
        snapshot = builder.build();
    }

    /** Starts it, or joins it where its marker has been here. @return false: a later one has been here. */
    boolean start(long id) {
        if (snapshot.start(id)) {
            recorder.recordTransit();
        }
        return snapshot.number() == id;
    }

    boolean isComplete() {
        return snapshot.state() == State.COMPLETE;
    }

    boolean isRecording() {
        return snapshot.state() == State.RECORDING;
    }

    ChandyLamportSnapshot snapshot() {
        return snapshot;
    }

    /** Of the newest marker from this process. */
    long arrivedId(int sourceId) {
        return arrivedIds[sourceId];
    }

    void onMarker(int sourceId, long id) {
        if (id > arrivedIds[sourceId]) {
            start(id);
            arrivedIds[sourceId] = id;
            snapshot.onMarker(sourceId, id);
        }
    }

    /** About to be delivered, or to be delivered once more. */
    void onMessage(int sourceId, DirectBuffer buffer, int offset, int length) {
        if (snapshot.state() == State.RECORDING && arrivedIds[sourceId] < snapshot.number()) {
            counters.increment(RollbackCounter.TRANSIT_RECORDED);
        }
        snapshot.onMessage(sourceId, buffer, offset, length);
    }

    @Override
    public void recordState(long id) {
        counters.increment(RollbackCounter.SNAPSHOT_BEGUN);
        recorder.recordState();
    }

    @Override
    public void sendMarkers(long id) {
        for (int peerId = 0; peerId < channels.length; peerId++) {
            if (channels[peerId] != null) {
                channels[peerId].putMarker(id);
            }
        }
    }
}
