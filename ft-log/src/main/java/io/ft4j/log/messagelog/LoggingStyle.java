package io.ft4j.log.messagelog;

/**
 * Who keeps what a process was told, and when. All processes of a group use the same style.
 *
 * <p>Three limits tell the styles apart: up to which event a process may be told, up to which event its messages may leave
 * for others, and up to which event they may leave for the outside.
 */
public enum LoggingStyle {
    /**
     * Receiver-based, pessimistic: the receiver has an event on stable storage before the process is told. So what was
     * delivered can always be replayed from its own log, and nobody else is asked. Costs one durable append on the way of
     * each message, shared by a batch. Survives the crash of any number of processes at once, at the durability of the log.
     */
    RECEIVER
}
