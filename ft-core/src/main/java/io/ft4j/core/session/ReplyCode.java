package io.ft4j.core.session;

/** What a client learns of a command: zero and above it was done, below zero it was refused. */
public final class ReplyCode {
    /** Executed, now or when it came first; the reply is the state machine's. */
    public static final int OK = 0;
    /** The session is open. */
    public static final int OPENED = 1;
    /** The session is forgotten. */
    public static final int CLOSED = 2;

    /** Older than the replies that the session keeps. It was executed once, and is not executed again. */
    public static final int EXPIRED = -1;
    /** Not executed, since its predecessors are missing. The reply is the last sequence executed, an int64. */
    public static final int GAP = -2;
    /** Never opened, closed, or given up for a newer one. Open another session, under another id. */
    public static final int SESSION_UNKNOWN = -3;
    /** Another client opened a session with this id. */
    public static final int SESSION_TAKEN = -4;
    /** Nothing that a session understands: an OPEN of the wrong length or window, or a negative sequence. */
    public static final int INVALID = -5;

    private ReplyCode() {}

    public static String toString(int code) {
        return switch (code) {
            case OK -> "OK";
            case OPENED -> "OPENED";
            case CLOSED -> "CLOSED";
            case EXPIRED -> "EXPIRED";
            case GAP -> "GAP";
            case SESSION_UNKNOWN -> "SESSION_UNKNOWN";
            case SESSION_TAKEN -> "SESSION_TAKEN";
            case INVALID -> "INVALID";
            default -> "code " + code;
        };
    }
}
