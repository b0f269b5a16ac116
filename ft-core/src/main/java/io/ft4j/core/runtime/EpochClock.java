package io.ft4j.core.runtime;

import java.time.Instant;
import org.agrona.concurrent.NanoClock;

/**
 * Epoch time that never goes back: the wall clock is read once, at construction, and goes on from there by the
 * monotonic clock, whatever happens to the wall clock.
 */
public final class EpochClock implements NanoClock {
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final long offsetNs;

    public EpochClock() {
        Instant now = Instant.now();
        offsetNs = now.getEpochSecond() * NS_PER_SECOND + now.getNano() - System.nanoTime();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime() + offsetNs;
    }
}
