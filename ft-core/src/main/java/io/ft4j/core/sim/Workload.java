package io.ft4j.core.sim;

import io.ft4j.core.model.Prng;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What the clients of a simulated group ask for, and what they make of the answers. Random choices come from the
 * generator that it is given and from nowhere else. Called by one thread.
 */
@FunctionalInterface
public interface Workload {
    /**
     * Writes the next command of a client.
     *
     * @param ticket of this command, the same in all later calls about it; 0, 1, 2, …
     * @return its length in bytes, at most the limit of the simulator.
     */
    int next(int client, long ticket, Prng prng, MutableDirectBuffer command);

    /** The state machine has answered. */
    default void onReply(int client, long ticket, DirectBuffer reply, int offset, int length) {}

    /** The client is gone; nobody will ever know whether this command was executed. */
    default void onUnknown(int client, long ticket) {}

    /**
     * The run is over.
     *
     * @throws RuntimeException when the answers do not fit together; the message goes into the report.
     */
    default void onEnd() {}

    /** Whether {@link #onEnd} could not find out in bounded time; such runs are counted and do not fail. */
    default boolean isUndecided() {
        return false;
    }
}
