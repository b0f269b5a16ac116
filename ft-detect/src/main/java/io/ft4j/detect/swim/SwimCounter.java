package io.ft4j.detect.swim;

/** What is counted: what is held of others and how it was learnt, every message that was ignored by its reason, rare branches. */
public enum SwimCounter {
    // Probes.
    PROBES,
    /** The target did not answer in time: others were asked. */
    ASKED_OTHERS,
    /** It answered through one of them. */
    SAVED_BY_OTHERS,
    /** An answer that no probe waits for any more. */
    ACK_LATE,
    /** A ping for another process was passed on. */
    PING_RELAYED,
    /** Its answer was passed on. */
    ACK_RELAYED,

    // Claims.
    /** This process itself found that a member does not answer. */
    SUSPECTED,
    /** Nothing refuted a suspicion in time. */
    DECLARED_FAILED,
    /** A suspicion or a declared failure ended by a higher incarnation. */
    REFUTED_BY_OTHER,
    /** This process was claimed to be anything but alive, and raised its incarnation. */
    REFUTED,
    /** A claim that a later one has overridden. */
    CLAIM_OLD,
    /** An incarnation that is too far ahead counted for as much as one message may. */
    INCARNATION_JUMP,
    /** The numbers are used up: this process cannot refute any more. */
    INCARNATION_EXHAUSTED,

    // Messages that were ignored.
    /** Of an id outside the system, or of this process. */
    SENDER_UNKNOWN,
    /** Another schema or message, or not as long as it says. */
    MESSAGE_UNREADABLE,
    /** An id, a state, a page or an incarnation that nobody can have sent. */
    MESSAGE_IMPLAUSIBLE,

    // Own time.
    /** This process did not run for a while: nobody is blamed for that time. */
    OWN_PAUSE,
    /** The clock went back: the time that it repeats is left out. */
    CLOCK_WENT_BACK
}
