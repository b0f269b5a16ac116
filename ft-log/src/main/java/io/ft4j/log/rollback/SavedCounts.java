package io.ft4j.log.rollback;

import io.ft4j.core.model.ProcessSet;

/** How far a process had come when a checkpoint was taken. No allocation after construction. */
final class SavedCounts {
    /** In place of a process in {@link #said}. */
    static final int OUTSIDE = ProcessSet.MAX_PROCESSES;

    /** By channel: of the newest message that was delivered. */
    final long[] delivered;
    /** By destination: of the newest message that was said; the outside is the last. */
    final long[] said = new long[ProcessSet.MAX_PROCESSES + 1];

    /** 0: no checkpoint. */
    long number;

    long events;
    long timestampNs;
    /** In which it was taken. */
    long epoch;

    SavedCounts(int channelCount) {
        delivered = new long[channelCount];
    }

    void copyFrom(SavedCounts other) {
        number = other.number;
        events = other.events;
        timestampNs = other.timestampNs;
        epoch = other.epoch;
        System.arraycopy(other.delivered, 0, delivered, 0, delivered.length);
        System.arraycopy(other.said, 0, said, 0, said.length);
    }
}
