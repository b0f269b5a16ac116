package io.ft4j.core.runtime.client;

import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/** Which sessions have a client in this process. Copied at every change, so that readers of any thread need no lock. */
final class ClientDirectory {
    /** Never changes. */
    static final class Snapshot {
        private final Long2ObjectHashMap<OneToOneRingBuffer> rings;

        private Snapshot(Long2ObjectHashMap<OneToOneRingBuffer> rings) {
            this.rings = rings;
        }

        /** Null when nobody here has this session. */
        OneToOneRingBuffer ring(long sessionId) {
            return rings.get(sessionId);
        }
    }

    private volatile Snapshot current = new Snapshot(new Long2ObjectHashMap<>());

    Snapshot current() {
        return current;
    }

    /** @throws IllegalStateException when another client of this process has the session. */
    synchronized void add(long sessionId, OneToOneRingBuffer ring) {
        Long2ObjectHashMap<OneToOneRingBuffer> rings = new Long2ObjectHashMap<>(current.rings);
        if (rings.put(sessionId, ring) != null) {
            throw new IllegalStateException("sessionId=" + sessionId + " is open already: one client per session");
        }
        current = new Snapshot(rings);
    }

    /** Replies of this session go to the ring of another process from now on. */
    synchronized void route(long sessionId, OneToOneRingBuffer ring) {
        Long2ObjectHashMap<OneToOneRingBuffer> rings = new Long2ObjectHashMap<>(current.rings);
        rings.put(sessionId, ring);
        current = new Snapshot(rings);
    }

    /** Forgets all sessions whose replies go there. */
    synchronized void removeAll(OneToOneRingBuffer ring) {
        Long2ObjectHashMap<OneToOneRingBuffer> rings = new Long2ObjectHashMap<>(current.rings);
        rings.values().removeIf(one -> one == ring);
        current = new Snapshot(rings);
    }

    synchronized void remove(long sessionId) {
        Long2ObjectHashMap<OneToOneRingBuffer> rings = new Long2ObjectHashMap<>(current.rings);
        rings.remove(sessionId);
        current = new Snapshot(rings);
    }
}
