package io.ft4j.commit.xa;

/** What an XA participant counts. */
public enum XaCounter {
    // Votes.
    PREPARED,
    READ_ONLY,
    /** The resource did not prepare. */
    REFUSED,
    /** The transaction has no branch here. */
    UNKNOWN_AT_PREPARE,
    /** The service was still at work for the transaction, or had failed. */
    UNFINISHED_AT_PREPARE,

    // Ends.
    COMMITTED,
    ROLLED_BACK,
    /**
     * Was to be committed, and the resource has it no more: committed before, by a life that crashed or under a lost
     * answer.
     */
    ABSENT_AT_COMMIT,
    /** The protocol has promised nothing for it: rolled back (presumed abort). */
    ABANDONED,

    // Heuristic outcomes.
    HEURISTIC_COMMITTED,
    HEURISTIC_ROLLED_BACK,
    HEURISTIC_MIXED,
    HEURISTIC_HAZARD,
    /** The handler threw, or the resource did not forget: to be told again. */
    HEURISTIC_KEPT,

    // The resource.
    /** A session was given up after an error. */
    SESSION_LOST,
    RECOVERY,
    RECOVERY_FAILED,
    /** A branch of a later life: this log is older than the resource, so the branch is left alone. */
    LATER_LIFE
}
