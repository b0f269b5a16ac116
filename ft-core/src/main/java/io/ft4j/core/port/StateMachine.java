package io.ft4j.core.port;

import org.agrona.DirectBuffer;

/**
 * The application: deterministic, driven by committed commands alone. It reads no clock, no random source and no file,
 * and never depends on hash order; two instances that applied the same commands are in the same state.
 *
 * <p>Called by one thread. An exception stops the replica, with the index of the command and the cause: the other
 * replicas will fail at the same index, so throw for bugs only and answer expected refusals by a reply.
 */
public interface StateMachine {
    /**
     * Executes one committed command.
     *
     * @param index       of the command in the replicated log, increasing.
     * @param timestampNs epoch time that the leader gave the command; never decreases, also across leaders.
     * @param command     valid during the call only.
     * @param effects     takes at most one reply.
     */
    void apply(long index, long timestampNs, DirectBuffer command, int offset, int length, Effects effects);

    /** Of the whole state: equal states have equal digests, and unequal ones almost surely do not. */
    long digest();
}
