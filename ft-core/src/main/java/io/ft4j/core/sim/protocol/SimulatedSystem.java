package io.ft4j.core.sim.protocol;

import io.ft4j.core.model.Prng;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Protocol;
import org.agrona.DirectBuffer;

/**
 * What a {@link ProtocolSimulator} runs and what must hold: made anew for each run. A property that does not hold is thrown
 * as {@link io.ft4j.core.sim.check.Check.Broken}, with its name first.
 */
public interface SimulatedSystem {
    /**
     * The protocols of a new life of a process, in the order of their stack; its log is replayed into them before they start.
     *
     * @param log  for its incarnation; the driver writes to it.
     * @param prng of this life.
     */
    Protocol[] newLife(int processId, DurableLog log, Prng prng);

    /** Before a duty cycle of the process: commands come in here. {@code localNs} is what its own clock shows. */
    default void atDoors(SimulatedProcess process, long localNs, Outbox outbox) {}

    /** A step of the process is over. {@code nowNs} is the true time. */
    default void afterStep(SimulatedProcess process, long nowNs) {}

    /** The process is gone, and what its disk did not keep as well. */
    default void onCrash(SimulatedProcess process, long nowNs) {}

    /** Again and again, on average each {@link ProtocolSimulator#tickNs}; a process that is to act on it has a step next. */
    default int onTick(long nowNs, Prng prng) {
        return NOBODY;
    }

    int NOBODY = -1;

    /** The faults are over: these processes stay up from now on, the others are down for good. */
    default void onHealed(long core, long nowNs) {}

    /** What the system still has to do now that nothing fails any more; null: it has done everything. */
    String waitsFor(long nowNs);

    /** A message in words, for traces; it begins with its SBE header, and may be anything. */
    default String describe(DirectBuffer buffer, int offset, int length) {
        return length + " bytes";
    }
}
