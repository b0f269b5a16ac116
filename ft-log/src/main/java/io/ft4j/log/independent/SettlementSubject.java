package io.ft4j.log.independent;

import io.ft4j.log.line.CountedStates;

/**
 * The process whose independent checkpoints are settled. Called on the thread of the protocol only; nothing here may call the protocol
 * back.
 */
public interface SettlementSubject {
    /** Raised by every rollback. */
    long epoch();

    /** Whether a rollback is under way, or this process has crashed and has not gone back to the line. */
    boolean isHeld();

    /** The checkpoints that survive a crash, from the settled one on, and the current state. */
    CountedStates states();

    /**
     * No failure will undo this checkpoint: those before it may go, as soon as that survives a crash. One that is not behind the
     * settled one changes nothing.
     */
    void settle(long number);

    /** No line will ever name this checkpoint. One that is not there changes nothing; the newest one may stay. */
    void discard(long number);
}
