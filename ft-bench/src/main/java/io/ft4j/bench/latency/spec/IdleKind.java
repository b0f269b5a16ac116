package io.ft4j.bench.latency.spec;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/** What threads do that have nothing to do. */
public enum IdleKind {
    /** Go on at once: fastest where each thread has a core of its own. */
    SPIN,
    /** Spin, then yield, then sleep for up to 1 ms. */
    BACKOFF,
    /** Let others run who share the core. */
    YIELD;

    public IdleStrategy newStrategy() {
        return switch (this) {
            case SPIN -> new BusySpinIdleStrategy();
            case BACKOFF -> new BackoffIdleStrategy();
            case YIELD -> new YieldingIdleStrategy();
        };
    }

    @Override
    public String toString() {
        return Names.of(this);
    }
}
