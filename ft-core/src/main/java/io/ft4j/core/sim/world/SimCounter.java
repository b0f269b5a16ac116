package io.ft4j.core.sim.world;

/** Situations that runs have to meet, and sums that tell how much a run did. */
public enum SimCounter {
    // How much.
    STEPS,
    FRAMES,
    FRAMES_LOST,
    COMMANDS,
    REPLIES,
    COMMITTED,

    // Processes and disks.
    CRASHES,
    CRASHES_IN_STEP,
    RESTARTS,
    /** A process came back twice within an election time-out. */
    RESTARTED_TWICE_IN_AN_ELECTION,
    /** A process with an empty disk was refused. */
    EMPTY_DISK_REFUSED,
    /** A process with an older disk was refused. */
    OLD_DISK_REFUSED,
    /** A disk that had lost what was acknowledged was refused. */
    DAMAGED_DISK_REFUSED,
    /** A tail that was never acknowledged was cut at a restart. */
    TORN_TAIL_CUT,
    /** Records were left of what was not forced. */
    UNFORCED_KEPT,
    FORCE_FAILED,
    DISK_FULL,
    READ_FAILED,
    /** A force took longer than an election time-out. */
    FORCE_SLOWER_THAN_ELECTION,
    PAUSED_LONGER_THAN_ELECTION,
    CLOCK_JUMPED_OVER_ELECTION,
    CLOCK_WENT_BACK,

    // Leaders.
    LEADERS,
    /** Two processes believed to lead at the same time, in different terms. */
    TWO_LEADERS_AT_ONCE,
    /** A leader crashed with entries that were not committed. */
    LEADER_CRASHED_WITH_UNCOMMITTED,
    FIVE_FAILED_ELECTIONS,
    /** An entry that a majority held was overwritten (Raft, Figure 8). */
    MAJORITY_OVERWRITTEN,
    /** A vote was asked for again after the voter had restarted. */
    VOTE_REPEATED_AFTER_RESTART,

    // Frames.
    FRAME_TOO_SHORT_OR_LONG,
    FRAME_CHECKSUM_WRONG,
    FRAME_OF_ANOTHER_GROUP,
    FRAME_OF_A_STRANGER,
    FRAME_OF_AN_EARLIER_LIFE,
    FRAME_OF_ANOTHER_SCHEMA,

    // Sessions and clients.
    CLIENT_LOST,
    CLIENT_LOST_WAITING,
    /** A session was given up for a newer one, or refused. */
    SESSION_ENDED,
    SESSION_EVICTED,
    RETRIES,
    DUPLICATE_REPLIES,
    /** A retry was answered from the table. */
    DUPLICATE_COMMAND,
    /** A command came after its reply had left the table. */
    COMMAND_EXPIRED,
    /** A command came before its predecessors. */
    COMMAND_AFTER_GAP,
    COMMAND_OF_UNKNOWN_SESSION
}
