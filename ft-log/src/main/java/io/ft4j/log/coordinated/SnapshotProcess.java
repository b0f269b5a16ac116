package io.ft4j.log.coordinated;

/** The process of a {@link ChandyLamportSnapshot}. Called on its thread; it may not send anything else in these calls. */
public interface SnapshotProcess {
    /** Takes the state as it is now; it may be written later. */
    void recordState(long snapshotNumber);

    /** A marker goes over every outgoing channel, before any message that is sent from now on. */
    void sendMarkers(long snapshotNumber);
}
