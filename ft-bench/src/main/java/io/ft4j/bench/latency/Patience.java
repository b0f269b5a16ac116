package io.ft4j.bench.latency;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.agrona.concurrent.IdleStrategy;

/** What the driving thread does while no reply comes: idles, or runs what is measured itself, but not for ever. */
final class Patience {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long MAX_STEP_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int CHECK_INTERVAL = 1024;

    /** Null: it has threads of its own. */
    private final Runnable invoked;

    private final IdleStrategy idle;
    private final Supplier<String> state;
    private int idleCount;
    private long checkedNs;
    private long waitedNs;

    /**
     * @param invoked what this thread has to run; null: it has threads of its own.
     * @param state   for the message of a failure.
     */
    Patience(Runnable invoked, IdleStrategy idle, Supplier<String> state) {
        this.invoked = invoked;
        this.idle = idle;
        this.state = state;
    }

    /** After something was received. */
    void reset() {
        idleCount = 0;
        waitedNs = 0;
        if (invoked == null) {
            idle.reset();
        }
    }

    /** When nothing was. @throws RunFailedException when it has been so for too long. */
    void idle() {
        if (invoked != null) {
            invoked.run();
        } else {
            idle.idle();
        }
        if (++idleCount % CHECK_INTERVAL == 0) {
            check(System.nanoTime());
        }
    }

    /** Time in which this thread did not run is no time in which nobody answered. */
    private void check(long nowNs) {
        waitedNs += idleCount == CHECK_INTERVAL ? 0 : Math.min(nowNs - checkedNs, MAX_STEP_NS);
        checkedNs = nowNs;
        if (waitedNs >= LIMIT_NS) {
            throw new RunFailedException(
                    "no progress for " + TimeUnit.NANOSECONDS.toSeconds(LIMIT_NS) + " s; " + state.get());
        }
    }
}
