package io.ft4j.core.runtime;

import io.ft4j.core.session.ReplySink;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;

/**
 * The way of replies from one thread to the clients of this process. A client whose ring is full loses the reply: it
 * asks again and is answered from the reply table; the state machines never wait for it.
 */
final class Egress implements ReplySink {
    private static final UnsafeBuffer NOTHING = new UnsafeBuffer(new byte[0]);

    private final ClientDirectory clients;
    private ClientDirectory.Snapshot snapshot;
    private long lastSessionId;
    private ManyToOneRingBuffer lastRing;
    private long lostReplies;

    Egress(ClientDirectory clients) {
        this.clients = clients;
    }

    void refuse(long sessionId, long sequence, int code) {
        onReply(sessionId, sequence, code, -1, NOTHING, 0, 0);
    }

    @Override
    public void onReply(
            long sessionId, long sequence, int code, long index, DirectBuffer reply, int offset, int length) {
        ManyToOneRingBuffer ring = ring(sessionId);
        if (ring == null || !ReplyFrame.offer(ring, sequence, code, index, reply, offset, length)) {
            lostReplies++;
        }
    }

    /** Replies whose client was gone, or had no room. */
    long lostReplies() {
        return lostReplies;
    }

    private ManyToOneRingBuffer ring(long sessionId) {
        ClientDirectory.Snapshot current = clients.current();
        if (current != snapshot || sessionId != lastSessionId) {
            snapshot = current;
            lastSessionId = sessionId;
            lastRing = current.ring(sessionId);
        }
        return lastRing;
    }
}
