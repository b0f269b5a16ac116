package io.ft4j.core.runtime.client;

import io.ft4j.core.session.ReplySink;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/**
 * The way of replies from the thread that runs the state machines, the only one that writes, to the clients of this process. A client whose ring is full loses the reply: it
 * asks again and is answered from the reply table; the state machines never wait for it.
 */
public final class Egress implements ReplySink {
    private final ClientDirectory clients;
    private ClientDirectory.Snapshot snapshot;
    private long lastSessionId;
    private OneToOneRingBuffer lastRing;
    private long lostReplies;

    Egress(ClientDirectory clients) {
        this.clients = clients;
    }

    @Override
    public void onReply(
            long sessionId, long sequence, int code, long index, DirectBuffer reply, int offset, int length) {
        OneToOneRingBuffer ring = ring(sessionId);
        if (ring == null) {
            route(sessionId, sequence, code, index, reply, offset, length);
        } else if (!ReplyFrame.offer(ring, sequence, code, index, reply, offset, length)) {
            lostReplies++;
        }
    }

    private void route(
            long sessionId, long sequence, int code, long index, DirectBuffer reply, int offset, int length) {
        OneToOneRingBuffer ring = snapshot.route(sessionId);
        if (ring == null || !ReplyFrame.offerRouted(ring, sessionId, sequence, code, index, reply, offset, length)) {
            lostReplies++;
        }
    }

    /** Replies whose client was gone, or had no room. */
    long lostReplies() {
        return lostReplies;
    }

    private OneToOneRingBuffer ring(long sessionId) {
        ClientDirectory.Snapshot current = clients.current();
        if (current != snapshot || sessionId != lastSessionId) {
            snapshot = current;
            lastSessionId = sessionId;
            lastRing = current.ring(sessionId);
        }
        return lastRing;
    }
}
