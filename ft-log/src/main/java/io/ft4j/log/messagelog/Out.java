package io.ft4j.log.messagelog;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What a process knows and does at an event. When the event is replayed, {@link #nowNs} and {@link #random} answer the
 * same, what it sent is sent again with the same number, and receivers drop what they have.
 *
 * <p>Valid within the call of the event only. One claim at a time. No allocation.
 */
public interface Out {
    /** In place of a process: the outside, which takes an output only when the event that caused it can never be lost. */
    int OUTSIDE = -1;

    /** Epoch time in nanoseconds at which the event was taken; it never decreases. */
    long nowNs();

    /** The next of a sequence that belongs to this event. */
    long random();

    /**
     * Room for a message.
     *
     * @param destinationId a process of the group, or {@link #OUTSIDE}.
     * @param length        1 to {@link MessageLogConfig#maxMessageBytes}.
     * @return offset in {@link #buffer()}.
     * @throws IllegalStateException when this event has claimed {@link MessageLogConfig#maxMessagesPerEvent} for it already.
     */
    int claim(int destinationId, int length);

    /** Of the claim. */
    MutableDirectBuffer buffer();

    /** Ends the claim: the message is sent, in the order of the claims. */
    void publish(int claimOffset);

    default void send(int destinationId, DirectBuffer buffer, int offset, int length) {
        int claim = claim(destinationId, length);
        buffer().putBytes(claim, buffer, offset, length);
        publish(claim);
    }

    /**
     * Sets it, or sets it anew.
     *
     * @throws IllegalStateException when {@link MessageLogConfig#maxTimers} are set.
     */
    void setTimer(long timerId, long deadlineNs);

    /** Of one that is not set: nothing. */
    void cancelTimer(long timerId);
}
