package io.ft4j.core.runtime;

/** Which threads run the duty cycles of a group. */
public enum Threading {
    /** One thread does everything, for all replicas of this process. */
    SHARED,
    /** One thread for consensus, one for the state machines: for commands that take longer than their replication. */
    SPLIT,
    /** None: the caller runs {@link ReplicaGroup#doWork()} within a loop of its own. */
    INVOKER
}
