package io.ft4j.bench.latency;

import io.ft4j.bench.latency.spec.RunSpec;
import io.ft4j.core.runtime.ReplicaGroup;
import io.ft4j.core.runtime.Threading;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;

/** What the driving thread does while no reply comes: idles, or runs the group itself, but not for ever. */
final class Patience {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long MAX_STEP_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int CHECK_INTERVAL = 1024;

    private final ReplicaGroup group;
    private final boolean invoked;
    private final IdleStrategy idle;
    private int idleCount;
    private long checkedNs;
    private long waitedNs;

    Patience(ReplicaGroup group, RunSpec spec) {
        this.group = group;
        invoked = spec.threading() == Threading.INVOKER;
        idle = spec.idle().newStrategy();
    }

    /** After something was received. */
    void reset() {
        idleCount = 0;
        waitedNs = 0;
        if (!invoked) {
            idle.reset();
        }
    }

    /** When nothing was. @throws RunFailedException when it has been so for too long. */
    void idle() {
        if (invoked) {
            group.doWork();
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
                    "no progress for " + TimeUnit.NANOSECONDS.toSeconds(LIMIT_NS) + " s; leader " + group.leaderId());
        }
    }
}
