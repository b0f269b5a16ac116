package io.ft4j.core.runtime.driver;

import io.ft4j.core.port.EntrySlice;

/** Takes committed entries in order: the state machine itself, or the ring in front of it. */
public interface CommitSink {
    /**
     * @param leading whether this replica answers the clients.
     * @return index of the last entry taken; one less than the first when there is no room.
     */
    long take(EntrySlice entries, boolean leading);

    /** The state machine has executed everything up to this index. */
    long appliedIndex();
}
