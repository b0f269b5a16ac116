package io.ft4j.core.runtime;

import org.agrona.concurrent.NanoClock;

/** Time that passes when the test says so. */
public final class ManualClock implements NanoClock {
    private long nowNs = 1_700_000_000_000_000_000L;

    @Override
    public long nanoTime() {
        return nowNs;
    }

    public void advance(long ns) {
        nowNs += ns;
    }
}
