package io.ft4j.core.runtime;

import io.ft4j.core.runtime.client.ClientConfig;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ids of sessions that no other process of the group chooses, and no other life of this one: 42 bits of milliseconds, 10
 * bits of the process, 10 of a number. A clock that goes back between two lives may give one twice; the group then refuses
 * the second.
 */
final class SessionNames {
    private static final int MAX_SESSIONS = 1 << 10;
    private static final int PROCESS_BITS = 10;
    private static final int NUMBER_BITS = 10;
    private static final long MILLIS_MASK = (1L << 42) - 1;
    private static final long NS_PER_MS = 1_000_000;
    /** Above what groups of one process choose. */
    private static final long APART = 1L << 62;

    private final long prefix;
    private final AtomicInteger count = new AtomicInteger();

    /** @param epochNs of the start of this life. */
    SessionNames(int processId, long epochNs) {
        prefix = APART
                | (epochNs / NS_PER_MS & MILLIS_MASK) << PROCESS_BITS + NUMBER_BITS
                | (long) processId << NUMBER_BITS;
    }

    /** The client keeps the id that it has, if any. */
    ClientConfig name(ClientConfig config) {
        if (config.sessionId() != 0) {
            return config;
        }
        int number = count.getAndIncrement();
        if (number >= MAX_SESSIONS) {
            throw new IllegalStateException("more than " + MAX_SESSIONS + " sessions in one life: name them yourself");
        }
        return config.withSessionId(prefix | number);
    }
}
