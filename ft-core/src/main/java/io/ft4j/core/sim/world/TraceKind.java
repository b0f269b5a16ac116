package io.ft4j.core.sim.world;

/** What a {@link TraceEvent} tells. */
public enum TraceKind {
    /** {@code process} sends a frame to {@code other}; {@code value} is the number of the frame. */
    SEND,
    /** The frame of this number arrives at {@code process} from {@code other}. */
    ARRIVE,
    /** The frame of this number is lost on its way from {@code process} to {@code other}. */
    LOST,
    /** A life begins; {@code value} is the incarnation. */
    START,
    /** A process may not come back with the disk that it has. */
    REFUSED,
    /** A process is gone. */
    CRASH,
    /** A process stopped by itself. */
    STOPPED,
    /** A process has another role; {@code value} is its term. */
    ROLE,
    /** {@code value} is the commit index. */
    COMMIT,
    /** Everything up to position {@code value} is forced. */
    FORCE,
    /** A record is written; {@code value} is its index, or that of a cut. */
    WRITE,
    /** A fault begins; {@code value} is its place in the plan. */
    FAULT,
    /** A fault is over. */
    REPAIR,
    /** A client hands over a command; {@code process} is the number of the client, {@code value} the sequence. */
    INVOKE,
    /** A client has a reply. */
    REPLY,
    /** A client is gone. */
    CLIENT_LOST,
    /** A step of a process. */
    STEP,
    /** The faults are over; now the group has to converge. */
    HEAL
}
