package io.ft4j.log.coordinated;

/** What is counted: every end of an attempt, everything ignored by its reason, and every rare branch. */
public enum CoordinatedCounter {
    // Ends, at the initiator.
    PERMANENT,
    ROLLED_BACK,
    REFUSED,
    TIMED_OUT,
    YIELDED,
    NOT_WRITTEN,
    /** All have acknowledged the decision. */
    ENDED,
    BUSY,

    // Ends, at a participant.
    LOCAL_PERMANENT,
    LOCAL_DISCARD,
    LOCAL_ROLLBACK,
    /** A rollback that this process need not take part in: it has another epoch only. */
    LOCAL_EPOCH,
    /** It ended its part before it had agreed: somebody below it would not or did not answer, or the checkpoint failed. */
    LEFT,

    // Messages that were ignored.
    /** Of no process of the group, or of this one. */
    SENDER_UNKNOWN,
    /** Another schema, a version or a message that this one does not know, or shorter than it says. */
    MESSAGE_UNREADABLE,
    /** A field outside the range that any process could send. */
    MESSAGE_IMPLAUSIBLE,
    REQUEST_REPEATED,
    /** Of an epoch that this process does not know yet. */
    REQUEST_OF_NEWER_EPOCH,
    /** Another attempt is on its way here; this one goes before it, and is to ask again. */
    REQUEST_DEFERRED,
    ANSWER_UNTIMELY,
    /** A rollback lies between it and the initiator, which one of them has not heard of yet. */
    REPORT_OF_OTHER_EPOCH,
    DECISION_UNTIMELY,
    ACKNOWLEDGEMENT_UNTIMELY,
    /** The decision is asked for where it is not made yet. */
    ASKED_TOO_EARLY,

    // Answers.
    REFUSED_OLD_EPOCH,
    REFUSED_RECOVERING,
    REFUSED_ENDED,
    REFUSED_BUSY,
    /** Asked, but the permanent checkpoint knows of everything that the other one has delivered. */
    NOT_NEEDED,
    /** Asked by a second process: it is in the attempt already. */
    ALREADY_IN,

    // Termination and recovery.
    /** Of an attempt that is over, or never was: it is discarded. */
    PRESUMED_DISCARD,
    ASKED_INITIATOR,
    SENT_AGAIN,
    RECOVERED_IN_DOUBT,
    RECOVERED_DECISION,
    RECOVERED_STATE_LOST
}
