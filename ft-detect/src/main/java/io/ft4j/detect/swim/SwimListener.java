package io.ft4j.detect.swim;

/**
 * Is told what is held of other processes, of any id, when it changes. Called within a step, on the detector's thread; it
 * must not call back. What it is told first of a process may be any of these.
 */
public interface SwimListener {
    /** Ignores everything. */
    SwimListener NONE = new SwimListener() {};

    /** It joined, refuted a suspicion or a declared failure, or came back in a later life. */
    default void onAlive(int processId) {}

    /** It may have failed. Nothing should rest on it yet. */
    default void onSuspect(int processId) {}

    /** It is declared failed. */
    default void onFailed(int processId) {}

    default void onLeft(int processId) {}
}
