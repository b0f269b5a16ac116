package io.ft4j.core.sim.world;

import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.fault.FrameInTransit;

/** What the machines of an {@link Engine} run. All calls come from inside the engine's own. */
public interface Software<M extends Machine> {
    /**
     * The machine has something to do, and time for it. At the end {@link Engine#rest} says when it comes again; a failure
     * goes to {@link Engine#onFailure}.
     */
    void step(M machine);

    /**
     * A new life, with the log of the machine opened.
     *
     * @throws io.ft4j.core.port.LogException   when it may not begin: it is tried again later.
     * @throws io.ft4j.core.fault.Fuse.Crash    when the fault that ends it came before its first step.
     */
    void start(M machine);

    /** A force has ended while the machine was about to start. */
    default void onForcedBeforeStart(M machine) {}

    /** The machine is about to come back with another disk than its own, and has to be refused. */
    default void comeBackWith(M machine, FaultKind wrongDisk) {}

    /** A step of the machine was cut short by a fault. */
    default void onCrashInStep(M machine) {}

    /** Before the machine is gone. */
    void onCrash(M machine);

    /** The machine is gone, and what its disk did not keep as well. */
    default void onCrashed(M machine) {}

    /** Before anything can happen to the frame. */
    default void onSent(M source, FrameInTransit frame) {}

    /** An event of a kind of its own. */
    void onEvent(int kind, int id);

    /** A frame in words; it may be anything. */
    String describe(FrameInTransit frame);
}
