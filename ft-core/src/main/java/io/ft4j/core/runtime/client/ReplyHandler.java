package io.ft4j.core.runtime.client;

import org.agrona.DirectBuffer;

/** Receives the outcome of one command. */
@FunctionalInterface
public interface ReplyHandler {
    /**
     * @param sequence of the command, as {@link Client#offer} gave it.
     * @param code     {@link io.ft4j.core.session.ReplyCode}.
     * @param index    of the command in the replicated log.
     * @param buffer   the reply of the state machine; valid during the call only.
     */
    void onReply(long sequence, int code, long index, DirectBuffer buffer, int offset, int length);
}
