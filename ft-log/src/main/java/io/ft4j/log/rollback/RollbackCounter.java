package io.ft4j.log.rollback;

/** What happens to a process that comes back by checkpoints alone. */
public enum RollbackCounter {
    MESSAGE_DELIVERED,
    /** It was delivered, and is sent again: its confirmation was late, or a rollback came between. */
    MESSAGE_REPEATED,
    /** One before it is missing; it comes again. */
    MESSAGE_AHEAD,
    /** A destination has no room for what the process may say; it comes again. */
    MESSAGE_WITHOUT_ROOM,
    /** It is delivered without room, since processes seem to wait for each other in a circle. */
    OVERDRAFT_TAKEN,
    /** Longer than maxMessageBytes, not consecutive, or cut off. */
    MESSAGE_MALFORMED,
    /** Of another version, or of a kind that is not known here. */
    FRAME_UNREADABLE,
    /** It was sent before a rollback that this process knows, or behind one that it does not know yet. */
    FRAME_OF_OTHER_EPOCH,
    /** A rollback is under way, or what was in transit comes first; it comes again. */
    FRAME_WHILE_HELD,
    INPUT_TAKEN,
    INPUT_REPEATED,
    /** A rollback is under way, or a destination has no room. */
    INPUT_REFUSED,
    TIMER_FIRED,
    /** Messages that were not confirmed in time are sent again. */
    CHANNEL_SENT_AGAIN,
    /** A tentative or an independent checkpoint is durable. */
    CHECKPOINT_PREPARED,
    /** It could not be written. */
    CHECKPOINT_FAILED,
    CHECKPOINT_PERMANENT,
    /** An independent checkpoint was not taken: as many are unsettled as may be. */
    CHECKPOINT_WITHOUT_ROOM,
    /** An independent checkpoint has gone that no line would ever name. */
    CHECKPOINT_USELESS,
    /** Independent checkpoints that a rollback has undone. */
    CHECKPOINT_UNDONE,
    /** A snapshot has begun here: it was started, or its first marker has come. */
    SNAPSHOT_BEGUN,
    /** Messages that were recorded in transit. */
    TRANSIT_RECORDED,
    /** Messages of a checkpoint that were in transit when it was taken. */
    TRANSIT_DELIVERED,
    /** The state is that of a checkpoint again. */
    ROLLED_BACK,
    /** A rollback of the group, whether this process went back or not. */
    EPOCH_ENTERED
}
