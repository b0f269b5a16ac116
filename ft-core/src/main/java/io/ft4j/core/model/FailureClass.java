package io.ft4j.core.model;

/** How a process may fail, from the mildest class to the one that contains all others (Cristian 1991; Hadzilacos and Toueg 1993). */
public enum FailureClass {
    /** Works correctly until it halts for good, or until it recovers from what it has on stable storage. */
    CRASH,
    /** Fails to answer: does not receive (receive omission) or does not send (send omission). */
    OMISSION,
    /** Answers outside the agreed interval of time. */
    TIMING,
    /** Answers wrongly: a wrong value, or a wrong state transition. */
    RESPONSE,
    /** Anything at any time, lies to some and not to others included (Byzantine). */
    ARBITRARY;

    /** Whether a system that survives this class survives {@code other} as well. */
    public boolean includes(FailureClass other) {
        return ordinal() >= other.ordinal();
    }
}
