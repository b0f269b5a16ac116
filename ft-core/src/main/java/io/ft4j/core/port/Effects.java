package io.ft4j.core.port;

import org.agrona.MutableDirectBuffer;

/**
 * What a command may cause outside the state machine: at most one reply to the client that issued it.
 * <pre>{@code
 * int offset = effects.claimReply(8);
 * effects.buffer().putLong(offset, orderId);
 * effects.publish(offset);
 * }</pre>
 */
public interface Effects {
    /** Where claims point into; may change with each claim. */
    MutableDirectBuffer buffer();

    /** Longest reply in bytes. */
    int maxReplyBytes();

    /**
     * @return the offset to write the reply to.
     * @throws IllegalArgumentException when it is longer than {@link #maxReplyBytes()}.
     * @throws IllegalStateException    when this command has claimed a reply already.
     */
    int claimReply(int length);

    void publish(int claimOffset);
}
