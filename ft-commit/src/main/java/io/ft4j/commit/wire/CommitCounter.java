package io.ft4j.commit.wire;

/** What is counted: every end of a transaction, everything ignored by its reason, and every rare branch. */
public enum CommitCounter {
    // Ends, at the coordinator.
    COMMITTED,
    ABORTED_BY_VOTE,
    ABORTED_BY_TIMEOUT,
    /** A participant has not carried out so much of what was decided that nothing more is begun with it. */
    ABORTED_BY_BACKLOG,
    ROLLED_BACK,
    INDETERMINATE,
    /** All have acknowledged. */
    ENDED,
    BACK_PRESSURED,

    // Ends, at a participant.
    LOCAL_COMMIT,
    LOCAL_ABORT,
    LOCAL_READ_ONLY,
    ONE_PHASE_COMMIT,

    // Messages that were ignored.
    /** Of no process of the group, or of this one. */
    SENDER_UNKNOWN,
    /** Another schema, a version or a message that this one does not know, or shorter than it says. */
    MESSAGE_UNREADABLE,
    /** An item with a field outside the range that any process could send. */
    MESSAGE_IMPLAUSIBLE,
    /** A request of a coordinator about a transaction of another one or of another life, or not for this process. */
    REQUEST_FORGED,
    /** A request that is answered already, or will be. */
    REQUEST_REPEATED,
    /** A vote, or another answer, of a process that is not in the transaction. */
    ANSWER_OF_STRANGER,
    VOTE_REPEATED,
    /** Another vote of a process that has voted: against it counts while nothing is decided, for it never. */
    VOTE_CHANGED,
    /** After the decision, or before votes were asked for. */
    VOTE_UNTIMELY,
    ACKNOWLEDGEMENT_UNTIMELY,
    DECISION_REPEATED,
    /** Of a process that is not in the transaction. */
    DECISION_OF_STRANGER,
    /** It contradicts what is known here, or comes where no vote was given. */
    DECISION_IMPOSSIBLE,
    /** The decision is asked for where it is not made yet. */
    ASKED_TOO_EARLY,

    // Votes.
    VOTE_AGAINST,
    /** No slot was free; the coordinator asks again until the votes time out. */
    REQUEST_WITHOUT_ROOM,
    /** The transaction is too old to be known here, or may have been here in an earlier life. */
    VOTE_AGAINST_EXPIRED,
    /** A coordinator learned that ids up to some number are refused, and goes on behind it. */
    IDS_SKIPPED,
    /** The application did not vote, or the coordinator did not ask, in time. */
    INIT_TIMED_OUT,
    PREPARE_FAILED,
    /** The application threw; it is told again. */
    COMMIT_FAILED,
    ABORT_FAILED,

    // Termination and recovery.
    /** Of a transaction that is over, or never was: it aborts (presumed abort). */
    PRESUMED_ABORT,
    ASKED_COORDINATOR,
    ASKED_PEER,
    /** A peer told the decision. */
    DECISION_OF_PEER,
    /** A peer asked for a transaction that this one had not voted for: it never will now, and has recorded that. */
    ABORTED_FOR_PEER,
    ANSWERED_UNCERTAIN,
    /** All others are uncertain too: blocked until the coordinator is back. */
    BLOCKED,
    /** A vote, a decision or a request was sent again. */
    SENT_AGAIN,
    RECOVERED_COMMIT,
    RECOVERED_READY,
    /** An operator had decided what was in doubt. */
    RECOVERED_HEURISTIC,
    /** Asks the coordinator whether it has decided as the operator has. */
    ASKED_ABOUT_HEURISTIC,
    HEURISTIC_CONFIRMED,
    /** The coordinator has decided otherwise: the transaction is torn, and an operator has to mend it. */
    HEURISTIC_MIXED,
    HORIZON_RAISED,
    COMPACTION,

    // Limits.
    OUTGOING_FULL,
    DURABLE_QUEUE_FULL
}
