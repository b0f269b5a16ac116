package io.ft4j.log.independent;

/** What is counted: how rounds end, and everything ignored by its reason. */
public enum SettlementCounter {
    ROUND_BEGUN,
    /** All have answered. */
    ROUND_COMPLETE,
    /** Not all have answered before the next one began. */
    ROUND_INCOMPLETE,
    /** A rollback is under way where it would begin. */
    ROUND_HELD,
    /** Asked, but a rollback is under way here. */
    ASKED_WHILE_HELD,
    /** A rollback lies between it and this process. */
    MESSAGE_OF_OTHER_EPOCH,
    /** Of a round that is over, or it was here before. */
    ANSWER_UNTIMELY,
    /** A line came here while a rollback is under way. */
    LINE_WHILE_HELD,
    /** Of no process of the group, or of this one, or of one that does not ask. */
    SENDER_UNKNOWN,
    /** Another version, a message that this one does not know, shorter than it says, or no states that a process could have. */
    MESSAGE_UNREADABLE
}
