package io.ft4j.commit.manager;

import io.ft4j.core.runtime.observe.CounterPublisher;

/**
 * A node of a manager, from what it remembers to what it does. One thread. In the order of a life: {@link #replay}, {@link
 * #writeIdentity}, {@link #isDurable}, {@link #start}, {@link #doWork}, {@link #close}.
 */
interface HostedNode {
    NodeIdentity identity();

    /** Never the same twice. */
    long life();

    /** Reads what earlier lives have left, the identity too. */
    void replay();

    /** @param lives newest life of each node that is known; 0: it never took part. */
    void writeIdentity(long[] lives, long nowNs);

    boolean isDurable();

    /** @param lives of all nodes. */
    void start(long nowNs, long[] lives);

    /** One duty cycle. Returns how much was done. */
    int doWork(long nowNs);

    boolean isStopped();

    void publish(CounterPublisher publisher);

    /** Releases handles; flushes nothing, tells nobody. Idempotent. */
    void close();
}
