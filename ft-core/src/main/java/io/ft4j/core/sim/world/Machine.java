package io.ft4j.core.sim.world;

import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.fault.FaultyClock;
import io.ft4j.core.fault.Fuse;

/** One process over all its lives, below what it runs: its disk and clock, and what faults do to it at the moment. */
public abstract class Machine {
    private final int id;
    private final SimLog log;
    private final FaultyClock clock = new FaultyClock(Engine.ORIGIN_NS);
    private final Fuse fuse = new Fuse();

    /** Refused for good: its disk has lost what it had acknowledged. */
    boolean damaged;
    /** What it tries to come back with first, {@link FaultKind#EMPTY_DISK} or {@link FaultKind#OLD_DISK}, or null. */
    FaultKind wrongDisk;

    /** Stands still until then. */
    long pausedUntilNs;
    /** Is busy with its last step until then. */
    long busyUntilNs;
    /** Its next deadline in virtual time, or when it has more to do. */
    long wakeNs = Long.MAX_VALUE;
    /** When its newest force ends; forces end in the order in which they begin. */
    long lastForceNs;
    /** Until it comes back after a crash that the next step or force may bring. */
    long restartDelayNs;
    /** Each of its steps takes so long. */
    long slowNs;
    /** Each of its forces takes so much longer, on average. */
    long slowForceNs;

    /** Part of what is healed at the end. */
    boolean inCore;

    boolean forceFails;
    boolean forceLies;

    protected Machine(int id, SimLog log) {
        this.id = id;
        this.log = log;
    }

    /** Takes part: it gets frames and has steps. */
    public abstract boolean isRunning();

    /** Neither runs nor is about to. */
    public abstract boolean isDown();

    /** Its life is over; what it ran is gone. */
    protected abstract void down();

    public final int id() {
        return id;
    }

    public SimLog log() {
        return log;
    }

    public final FaultyClock clock() {
        return clock;
    }

    /** Burns down with a fault that ends the process in the middle of a step. */
    public final Fuse fuse() {
        return fuse;
    }

    public final boolean isDamaged() {
        return damaged;
    }

    /** Whether what it reports durable may be lost. */
    public final boolean isForceLying() {
        return forceLies;
    }
}
