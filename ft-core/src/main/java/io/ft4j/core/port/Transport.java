package io.ft4j.core.port;

import org.agrona.DirectBuffer;

/**
 * Carries frames between the processes of a group. It may lose, duplicate and reorder them; it must not invent or merge
 * them. Protocols that need more use a link layer.
 *
 * <p>Used by one thread, the duty cycle's. Allocates nothing after construction. Never blocks.
 */
public interface Transport extends AutoCloseable {
    /** The destination has no room now: the frame was not taken. */
    long BACK_PRESSURED = -1;
    /** Nobody listens there now. */
    long NOT_CONNECTED = -2;
    /** This transport is closed. */
    long CLOSED = -3;
    /** The frame exceeds {@link #maxFrameBytes()}. */
    long TOO_LONG = -4;

    /** Longest frame in bytes. */
    int maxFrameBytes();

    /** As the gathering {@code offer}, of one piece. */
    default long offer(int destinationId, DirectBuffer buffer, int offset, int length) {
        return offer(destinationId, buffer, offset, length, buffer, offset, 0);
    }

    /**
     * Hands over one frame made of two pieces; both may be reused when this returns.
     *
     * @return positive when taken, else one of the negative codes.
     */
    long offer(
            int destinationId,
            DirectBuffer header,
            int headerOffset,
            int headerLength,
            DirectBuffer body,
            int bodyOffset,
            int bodyLength);

    /**
     * Gives up to {@code limit} received frames to the handler.
     *
     * @return the number of frames given.
     */
    int poll(FrameHandler handler, int limit);

    /** Releases what it holds; frames under way are lost. Idempotent. */
    @Override
    void close();
}
