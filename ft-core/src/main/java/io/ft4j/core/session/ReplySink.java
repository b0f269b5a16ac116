package io.ft4j.core.session;

import org.agrona.DirectBuffer;

/** Receives one reply for each command, in the order of the commands; the bytes are valid during the call only. */
@FunctionalInterface
public interface ReplySink {
    /**
     * @param code   one of {@link ReplyCode}.
     * @param index  of the command in the replicated log; of its first occurrence where that is the one that was
     *               executed.
     */
    void onReply(long sessionId, long sequence, int code, long index, DirectBuffer reply, int offset, int length);
}
