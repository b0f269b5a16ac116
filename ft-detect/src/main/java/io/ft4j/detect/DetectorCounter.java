package io.ft4j.detect;

/** What is counted: every suspicion and its end, every message that was ignored by its reason, and every rare branch. */
public enum DetectorCounter {
    // Suspicions.
    SUSPECTED,
    /** A suspected process was heard: the suspicion was a mistake, and its time-out grew. */
    RESTORED,
    /** A suspected process was heard in a new life: the suspicion may have been right, its time-out stays. */
    RESTORED_AFTER_RESTART,
    /** A time-out that should grow has reached its cap: from here on mistakes may repeat for ever. */
    TIMEOUT_AT_CAP,
    /** A mistake of a perfect detector: the bound that it was given does not hold. */
    BOUND_BROKEN,

    // Messages that were ignored.
    /** Of no process of the group, or of this one. */
    SENDER_UNKNOWN,
    /** Another schema, a version or a message that this one does not know, or shorter than it says. */
    MESSAGE_UNREADABLE,
    /** A sequence number, or an incarnation, that no process can have reached. */
    SEQUENCE_IMPLAUSIBLE,
    /** The newest heartbeat once more. */
    HEARTBEAT_REPEATED,
    /** A newer heartbeat of this life was here before. */
    HEARTBEAT_OVERTAKEN,

    // Own time and other lives.
    /** This process did not run for a while: nobody is blamed for that time. */
    OWN_PAUSE,
    /** The clock went back: the time that it repeats is left out. */
    CLOCK_WENT_BACK,
    /** A process was heard under a new incarnation. */
    INCARNATION_HEARD,

    // Probes.
    /** A probe was not acknowledged in time, and others were asked to probe its target. */
    HELPERS_ASKED,
    /** A probe was not acknowledged in time, and there is nobody to ask who is not suspected as well. */
    NO_HELPER,
    /** An acknowledgement by way of a helper was the first one to come. */
    HEARD_THROUGH_HELPER,
    /** A request or an acknowledgement was not forwarded: as many as allowed came from this sender in this interval. */
    RELAY_REFUSED,
    /** A message that asks for, answers or speaks of no other process of the group. */
    PROCESS_UNKNOWN,
    /** An acknowledgement of a probe that was not sent. */
    ACK_NEVER_ASKED,
    /** An acknowledgement of a probe by another life of this process, or from a former life of its target. */
    ACK_OF_ANOTHER_LIFE,
    /** The newest acknowledgement once more: directly, or by another helper. */
    ACK_REPEATED,
    /** A later probe was acknowledged before. */
    ACK_OVERTAKEN,

    // Accrual.
    /**
     * A silence that says nothing of how heartbeats come: it was suspected, had an own pause in it, or ended in a new life;
     * or it lies between heartbeats that queued up in such a one.
     */
    SILENCE_LEFT_OUT,
    /** A silence longer than any sample may be: it was kept as the longest. */
    SILENCE_CLAMPED,

    // Leaders.
    LEADER_CHANGED
}
