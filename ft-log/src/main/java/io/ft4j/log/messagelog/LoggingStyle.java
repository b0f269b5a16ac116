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
    RECEIVER,

    /**
     * Optimistic: the process is told an event as soon as it is taken, and what it says leaves at once; the receiver's log
     * follows behind. Each message carries the vector of the events that it depends on (Strom, Yemini 1985). When a crash
     * takes events, the processes that depend on them are orphans: they begin again before the first such event, and all
     * others go on (Damani, Garg 1996). Costs no append on the way between processes, eight bytes for each member in each
     * message, a frame to each peer for each batch that became durable, and after a crash a round in which the processes
     * learn of it before they hear each other again. Outputs, acknowledgements and checkpoints count once everything that
     * they depend on is durable at its process. Survives the crash of any number of processes at once, at the durability
     * of the logs; while one is away, outputs that depend on its undurable events wait for it.
     */
    OPTIMISTIC
}
