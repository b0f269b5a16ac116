package io.ft4j.log.messagelog;

import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import org.agrona.DirectBuffer;

/**
 * A service that comes back after a crash in the state in which the others know it. It is piecewise deterministic
 * (Strom, Yemini 1985): what it does at an event depends on its state and that event only. So it reads no clock and no
 * random numbers but those of {@link Out}, starts no thread, and takes the result of a call to the outside as a message.
 *
 * <p>All calls come from the duty cycle's thread. On the hot path it should not allocate. Whatever it throws stops its
 * host; after a restart the same event comes again.
 */
public interface RecoverableProcess {
    /**
     * @param channelId the process that sent it, or a channel of the outside, from {@link MessageLogConfig#FIRST_OUTSIDE_CHANNEL} on.
     * @param buffer    valid until this returns.
     */
    void onMessage(int channelId, DirectBuffer buffer, int offset, int length, Out out);

    /** A timer that was set is due, and was neither cancelled nor set anew. */
    default void onTimer(long timerId, Out out) {}

    /** Of the whole state: equal states, equal digests. Asked every {@link MessageLogConfig#guardInterval} events. */
    long digest();

    /** Writes the whole state. */
    void save(StateSink sink);

    /**
     * Takes over what {@link #save} wrote, in place of all that it holds: before the first event, and where it goes back by
     * checkpoints alone ({@code RollbackHost}) between any two.
     */
    void restore(StateSource source);
}
