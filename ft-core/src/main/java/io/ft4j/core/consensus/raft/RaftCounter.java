package io.ft4j.core.consensus.raft;

/** What is counted: every change of role by its reason, everything ignored by its reason, and every rare branch. */
public enum RaftCounter {
    // Changes of role.
    STARTED,
    /** No leader was heard for an election time-out. */
    LEADER_LOST,
    /** As pre-candidate: too few would have voted. */
    PRE_VOTE_TIMED_OUT,
    PRE_VOTE_WON,
    /** As candidate: too few voted, or the votes were split. */
    ELECTION_TIMED_OUT,
    ELECTION_WON,
    /** As leader: a majority was silent for an election time-out. */
    QUORUM_LOST,
    /** A message carried a higher term. */
    HIGHER_TERM,
    /** As candidate or pre-candidate: the leader of this term was heard. */
    LEADER_FOUND,

    // Messages that were ignored.
    /** Of no process of the group, or of this one. */
    SENDER_UNKNOWN,
    /** Another schema, a version or a message that this one does not know, or shorter than it says. */
    MESSAGE_UNREADABLE,
    /** A field outside the range that any process could send. */
    MESSAGE_IMPLAUSIBLE,
    /** Entries that are broken, not consecutive, of terms that decrease or exceed the leader's. */
    ENTRIES_MALFORMED,
    APPEND_OF_OLD_TERM,
    APPEND_REPLY_OF_OLD_TERM,
    APPEND_REPLY_WITHOUT_LEADING,
    /** A rejection that later news has overtaken. */
    REJECTION_STALE,
    VOTE_REQUEST_OF_OLD_TERM,
    /** While a leader is there nobody votes. */
    VOTE_REQUEST_WHILE_LED,
    VOTE_REPLY_STALE,
    PRE_VOTE_REPLY_STALE,

    // Votes.
    VOTE_GRANTED,
    /** The same candidate asked again: its answer was lost, or this process has restarted. */
    VOTE_REPEATED,
    VOTE_REFUSED_LOG_BEHIND,
    VOTE_REFUSED_VOTED_ALREADY,
    PRE_VOTE_GRANTED,
    PRE_VOTE_REFUSED_OLD_TERM,
    PRE_VOTE_REFUSED_WHILE_LED,
    PRE_VOTE_REFUSED_LOG_BEHIND,
    /** A request without answer was repeated. */
    VOTE_REQUEST_REPEATED,

    // Replication, follower.
    /** The follower's log is shorter than the frame supposes. */
    PREFIX_MISSING,
    /** The follower's log has an entry of another term there. */
    PREFIX_CONFLICT,
    /** A frame whose entries, or the first of them, were here already. */
    ENTRIES_REPEATED,
    SUFFIX_CUT,
    /** A cut through entries of two terms or more. */
    SUFFIX_CUT_OF_MANY_TERMS,
    /** No room in memory before the log has taken more: the frame was dropped, the leader will send it again. */
    FOLLOWER_TAIL_FULL,
    LEADER_RESTARTED,

    // Replication, leader.
    PROPOSAL_BACK_PRESSURED,
    NO_OP_DELAYED,
    PROBE_BACKED_UP,
    /** Frames were lost or overtaken: the follower is probed again. */
    PIPELINE_BROKEN,
    FOLLOWER_RESTARTED,
    /** A follower takes no more for now. */
    WINDOW_FULL,
    /** A follower was behind the memory and was sent entries from the log. */
    CAUGHT_UP_FROM_LOG,
    /** A follower needs entries that the log holds no more. */
    CATCH_UP_IMPOSSIBLE,
    /** A majority has an entry of an earlier term, which counting alone must not commit (§5.4.2). */
    COMMIT_HELD_BACK,

    // Durability.
    /** Several ranges wait as one, since too many waited. */
    DURABLE_MARKS_MERGED,
    /** An answer waited for the record of its term. */
    REPLY_AFTER_TERM_RECORD
}
