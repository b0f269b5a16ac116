package io.ft4j.log.messagelog;

/** Of the records that message logging writes; {@code messagelog.xml} says what they hold. */
final class RecordTypes {
    /** In a channel and on the wire. */
    static final int MESSAGE = 40;

    /** The process was told a message. */
    static final int DELIVERY = 41;

    /** A timer was due. */
    static final int TIMER = 42;

    /** Sender-based: what it has said. */
    static final int SENT = 43;

    static final int OUTPUTS_TAKEN = 44;
    static final int STATE_DIGEST = 45;
    static final int RECEIPTS = 46;

    /** Optimistic: which events crashes have taken. */
    static final int ROLLBACKS = 47;

    /** Optimistic: which events no crash can take. */
    static final int SETTLED = 48;

    /** Sender-based: replay ended here, and what was taken from this event on is taken anew. */
    static final int REPLAYED = 50;

    private RecordTypes() {}
}
