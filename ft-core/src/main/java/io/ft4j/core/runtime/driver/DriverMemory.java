package io.ft4j.core.runtime.driver;

/**
 * The buffers of one driver after another: they are large, and whoever runs many lives of a process need not make them
 * anew for each. Contents do not pass from life to life.
 *
 * <p>Of one driver at a time: when the next one is made of it, the one before must not be used any more.
 */
public final class DriverMemory {
    private OutboxBuffer outbox;
    private HeldFrames held;

    OutboxBuffer outbox(int capacityBytes) {
        if (outbox != null && outbox.capacityBytes() == capacityBytes) {
            outbox.reset();
        } else {
            outbox = new OutboxBuffer(capacityBytes);
        }
        return outbox;
    }

    HeldFrames held(int capacityBytes) {
        if (held != null && held.capacityBytes() == capacityBytes) {
            held.reset();
        } else {
            held = new HeldFrames(capacityBytes);
        }
        return held;
    }
}
