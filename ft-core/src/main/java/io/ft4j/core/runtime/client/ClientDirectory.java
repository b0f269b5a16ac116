package io.ft4j.core.runtime.client;

import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/**
 * Which sessions have a client in this process, and to which other process the replies of others go. Copied at every
 * change, so that readers of any thread need no lock.
 */
final class ClientDirectory {
    /** Never changes. */
    static final class Snapshot {
        private final Long2ObjectHashMap<OneToOneRingBuffer> rings;
        private final Long2ObjectHashMap<OneToOneRingBuffer> routes;

        private Snapshot(Long2ObjectHashMap<OneToOneRingBuffer> rings, Long2ObjectHashMap<OneToOneRingBuffer> routes) {
            this.rings = rings;
            this.routes = routes;
        }

        /** Null when nobody here has this session. */
        OneToOneRingBuffer ring(long sessionId) {
            return rings.get(sessionId);
        }

        /** Of another process; null when none has asked for its replies. */
        OneToOneRingBuffer route(long sessionId) {
            return routes.get(sessionId);
        }

        int routeCount() {
            return routes.size();
        }
    }

    private volatile Snapshot current = new Snapshot(new Long2ObjectHashMap<>(), new Long2ObjectHashMap<>());

    Snapshot current() {
        return current;
    }

    /** @throws IllegalStateException when another client of this process has the session. */
    synchronized void add(long sessionId, OneToOneRingBuffer ring) {
        Long2ObjectHashMap<OneToOneRingBuffer> rings = new Long2ObjectHashMap<>(current.rings);
        if (rings.put(sessionId, ring) != null) {
            throw new IllegalStateException("sessionId=" + sessionId + " is open already: one client per session");
        }
        current = new Snapshot(rings, current.routes);
    }

    synchronized void remove(long sessionId) {
        Long2ObjectHashMap<OneToOneRingBuffer> rings = new Long2ObjectHashMap<>(current.rings);
        rings.remove(sessionId);
        current = new Snapshot(rings, current.routes);
    }

    /** Replies of this session go there from now on. */
    synchronized void route(long sessionId, OneToOneRingBuffer ring) {
        Long2ObjectHashMap<OneToOneRingBuffer> routes = new Long2ObjectHashMap<>(current.routes);
        routes.put(sessionId, ring);
        current = new Snapshot(current.rings, routes);
    }

    synchronized void removeRoute(long sessionId) {
        Long2ObjectHashMap<OneToOneRingBuffer> routes = new Long2ObjectHashMap<>(current.routes);
        routes.remove(sessionId);
        current = new Snapshot(current.rings, routes);
    }

    synchronized void removeRoutes() {
        current = new Snapshot(current.rings, new Long2ObjectHashMap<>());
    }
}
