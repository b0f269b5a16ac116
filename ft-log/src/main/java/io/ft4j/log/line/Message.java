package io.ft4j.log.line;

import io.ft4j.core.model.ProcessSet;

/**
 * A message between two processes, by the intervals in which it was sent and received. Immutable.
 *
 * @param receiveInterval {@link #NOT_RECEIVED} while it is on its way.
 */
public record Message(long id, int senderId, long sendInterval, int receiverId, long receiveInterval) {
    public static final long NOT_RECEIVED = Long.MAX_VALUE;

    public Message {
        ProcessSet.of(senderId);
        ProcessSet.of(receiverId);
        if (senderId == receiverId) {
            throw new IllegalArgumentException(
                    "senderId=" + senderId + " is receiverId: a process is no peer of itself");
        }
        CheckpointGraph.requireInterval(sendInterval);
        if (receiveInterval != NOT_RECEIVED) {
            CheckpointGraph.requireInterval(receiveInterval);
        }
    }

    @Override
    public String toString() {
        return "m" + id + " from process " + senderId + " in interval " + sendInterval + " to process " + receiverId
                + (receiveInterval == NOT_RECEIVED ? ", not received" : " in interval " + receiveInterval);
    }
}
