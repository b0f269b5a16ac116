package io.ft4j.log.messagelog.record;

/** Of the records that message logging writes; {@code messagelog.xml} says what they hold. */
public final class RecordTypes {
    /** In a channel and on the wire. */
    public static final int MESSAGE = 40;

    /** The process was told a message. */
    public static final int DELIVERY = 41;

    /** A timer was due. */
    public static final int TIMER = 42;

    /** Sender-based: what it has said. */
    public static final int SENT = 43;

    public static final int OUTPUTS_TAKEN = 44;
    public static final int STATE_DIGEST = 45;
    public static final int RECEIPTS = 46;

    /** Optimistic: which events crashes have taken. */
    public static final int ROLLBACKS = 47;

    /** Optimistic: which events no crash can take. */
    public static final int SETTLED = 48;

    /** Sender-based: replay ended here, and what was taken from this event on is taken anew. */
    public static final int REPLAYED = 50;

    /** Causal: events of other processes on which the own ones that follow depend. */
    public static final int DETERMINANTS = 51;

    /** Which peers were given up for good. */
    public static final int FORGOTTEN_PEERS = 52;

    private RecordTypes() {}
}
