package io.ft4j.core.runtime.client;

import io.ft4j.core.protocol.Consensus;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where the replicas of this process say who leads, and clients look it up: one word, the term above the id. A hint,
 * nothing rests on it. Any thread.
 */
public final class LeaderBoard {
    static final long NONE = 0;
    /** Above every leadership, so that none replaces it. */
    static final long CLOSED = Long.MAX_VALUE;

    private static final int ID_BITS = 8;

    private final AtomicLong word = new AtomicLong(NONE);

    /** The newest leadership, {@link #NONE} or {@link #CLOSED}; differs whenever leadership has changed. */
    public long current() {
        return word.get();
    }

    public static int leaderId(long leadership) {
        return leadership == NONE || leadership == CLOSED
                ? Consensus.NO_LEADER
                : (int) (leadership & ((1 << ID_BITS) - 1));
    }

    public void announce(long term, int replicaId) {
        long announced = leadership(term, replicaId);
        long seen = word.get();
        while (seen < announced && !word.compareAndSet(seen, announced)) {
            seen = word.get();
        }
    }

    public void withdraw(long term, int replicaId) {
        word.compareAndSet(leadership(term, replicaId), NONE);
    }

    /** For good. */
    public void close() {
        word.set(CLOSED);
    }

    private static long leadership(long term, int replicaId) {
        return term << ID_BITS | replicaId;
    }
}
