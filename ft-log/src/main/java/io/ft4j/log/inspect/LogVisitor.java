package io.ft4j.log.inspect;

/** Receives what a log holds, in its order. */
public interface LogVisitor {
    /** A record, or a truncation. Returns whether more are wanted. */
    boolean onRecord(LogRecord record);

    /**
     * A place that is not as it was written. Whether a damaged place is a torn tail is judged by what is known so far:
     * blocks further on may call more acknowledged.
     */
    default void onDamage(LogDamage damage) {}

    /** A {@link LogTail} was too slow: these records were released before it read them. */
    default void onReleased(long firstPosition, long lastPosition) {}
}
