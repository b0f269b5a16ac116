package io.ft4j.log.messagelog;

/** What happens in message logging. */
public enum MessageLogCounter {
    MESSAGE_TAKEN,
    /** Sent again though it was taken: after a crash of its sender, or because the acknowledgement was late. */
    MESSAGE_REPEATED,
    /** One before it is missing; it comes again. */
    MESSAGE_AHEAD,
    /** The journal was full; it comes again. */
    MESSAGE_WITHOUT_ROOM,
    /** Longer than maxMessageBytes, not consecutive, or cut off. */
    MESSAGE_MALFORMED,
    /** Of another version, or of a kind that is not known here. */
    FRAME_UNREADABLE,
    /** Claims what cannot be: of more than was said or told, or of another life than that which sent it. */
    FRAME_IMPOSSIBLE,
    /** Its sender was given up for good; it is told so. */
    FRAME_OF_FORGOTTEN_PEER,
    /** The same life of its sender has said more already. */
    POSITION_OUTDATED,
    INPUT_TAKEN,
    INPUT_REPEATED,
    INPUT_WITHOUT_ROOM,
    EVENT_TOLD,
    EVENT_REPLAYED,
    TIMER_DUE,
    /** The process has cancelled it or set it anew before it was told. */
    TIMER_OUTDATED,
    /** Messages that were not acknowledged in time are sent again. */
    CHANNEL_SENT_AGAIN,
    /** A message that was said is kept in case that its receiver loses it. */
    COPY_KEPT,
    /** There was no room for it any more, and no checkpoint of the receiver holds it. */
    COPY_DROPPED,
    /** A peer with a damaged log has asked for copies. */
    COPIES_ASKED,
    /** Sender-based: a receiver has told in which order it took messages. */
    RECEIPTS_KEPT,
    /** Of a life that has ended, of messages that are not kept yet, or behind others that are missing. */
    RECEIPTS_IGNORED,
    /** Events of an earlier life that nobody can have heard of are taken anew. */
    RECEIPTS_RENOUNCED,
    /** Receipts were not confirmed in time, and are told again. */
    RECEIPTS_REPEATED,
    /** A peer that came back has asked for what it was told. */
    REPLAY_ANSWERED,
    /** Not kept any more. */
    REPLAY_REFUSED,
    /** An input of an earlier life behind the end of replay. */
    INPUT_TAKEN_ANEW,
    /** The receiver has no checkpoint behind as many messages as are kept for it. */
    RETENTION_REACHED,
    /** A peer has begun a new life. */
    PEER_STARTED,
    /** A peer knows less of a channel than it has acknowledged: the channel is closed. */
    PEER_LOST_ITS_LOG,
    /** Its sender knows of other crashes than this process; both learn, and it comes again or never. */
    FRAME_OF_OTHER_TIMELINE,
    /** This life has begun a version: events of the one before may be lost. */
    ROLLBACK_ANNOUNCED,
    /** Of other processes. */
    ROLLBACK_LEARNED,
    /** The process was an orphan: its log was cut, and it begins again. */
    ROLLED_BACK,
    /** Causal: an event of another process, on which what comes then may depend. */
    DETERMINANT_LEARNED,
    /** Of a life of its process that has ended, too late; it comes again or never. */
    DETERMINANT_REFUSED,
    /** As many are kept as may be; it comes again. */
    DETERMINANT_WITHOUT_ROOM,
    /** What they depend on is not known yet; they come again. */
    MESSAGES_TOO_EARLY,
    /** An event that a crash has taken from the log is taken again, in the place in which others know it. */
    EVENT_RECOVERED
}
