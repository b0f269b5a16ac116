package io.ft4j.core.protocol;

import io.ft4j.core.model.EventCounters;
import org.agrona.DirectBuffer;

/** A protocol that puts commands into one total order. The application does not change when the protocol does. */
public interface Consensus extends Protocol {
    /** No room now: nothing was taken. Try again after the next cycle. */
    long BACK_PRESSURED = -1;
    /** This replica does not order commands now. */
    long NOT_LEADER = -2;
    /** The command exceeds the limit of the group. */
    long TOO_LONG = -3;

    int NO_LEADER = -1;

    /**
     * Orders a command. It is executed when it is committed; until then its outcome is open, also when this replica
     * loses its leadership.
     *
     * @return its index, or a negative code.
     */
    long propose(
            long nowNs, long sessionId, long sequence, DirectBuffer command, int offset, int length, Outbox outbox);

    /** The process to which clients should turn, or {@link #NO_LEADER}. */
    int leaderId();

    /** What it does at the moment, in a word for people; a constant. */
    String roleName();

    EventCounters<?> counters();

    /** Grows with each change of leadership: a term, a ballot, a view number. */
    long term();
}
