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
     * Sender-based, pessimistic (Johnson, Zwaenepoel 1987): the sender keeps what it sent, with the place that the receiver
     * gave it. A process is told a message at once; what it says then leaves when the senders of all that it was told have
     * confirmed that they have this on stable storage. So no append stands between a message and its process, but a round
     * trip and the sender's append stand between what a process is told and what others hear of it. Inputs and timers have
     * no other keeper: their receiver has them on stable storage before it is told. After a crash the peers are asked, and
     * all must answer before anything new is told. Survives the crash of any number of processes at once, at the
     * durability of their logs, if all come back.
     */
    SENDER,

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
    OPTIMISTIC,

    /**
     * Causal (Elnozahy, Zwaenepoel 1992; Alvisi, Marzullo 1998): the process is told a message as soon as it is taken, and what
     * it says leaves at once; the receiver's log follows behind. In front of messages goes which events their sender has
     * not in its log yet, its own and those of others that it knows. So whoever depends on an event can say which it was, and
     * after a crash the process is told it again: nobody is an orphan, and nobody is rolled back. Inputs have no sender that
     * keeps them: they are on stable storage before the process is told. Costs no append between processes, and a frame of
     * 40 bytes for each such event in front of messages. Outputs wait for the own log only. After a crash all others are
     * asked, and must answer before anything new is told. Survives the crash of any number of processes at once, at the
     * durability of the logs, if all come back.
     */
    CAUSAL
}
