package io.ft4j.core.sim.protocol;

import io.ft4j.core.fault.Fault;
import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.fault.Swarm;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.sim.world.EngineSettings;
import io.ft4j.core.sim.world.EventTrace;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * Runs processes of any protocols in one thread under one seed. Two phases: under faults nothing may ever become wrong; then
 * the processes of a core are healed, the others stay down, and the system must do what it still has to in bounded time. The
 * same seed gives the same run on every JVM, event by event.
 *
 * <p>Immutable; runs are independent of each other.
 *
 * @param processCount  1 to 64.
 * @param durationNs    virtual time under faults.
 * @param convergenceNs within so much virtual time without faults everything must be done.
 * @param tickNs        mean time between two {@linkplain SimulatedSystem#onTick ticks} under faults; 0: none.
 * @param minCore       so many processes at least are healed; those whose disks may be damaged for good only if the others
 *                      are too few.
 * @param speed         of the network and the disks.
 * @param without       kinds of faults that no seed draws: what the system cannot survive, by its own account.
 * @param systems       makes the system of a run from its seed.
 */
public record ProtocolSimulator(
        int processCount,
        long durationNs,
        long convergenceNs,
        long tickNs,
        int minCore,
        EngineSettings speed,
        Set<FaultKind> without,
        LongFunction<? extends SimulatedSystem> systems) {
    public ProtocolSimulator {
        requireRange("processCount", processCount, 1, ProcessSet.MAX_PROCESSES);
        requireRange("durationNs", durationNs, 1, Long.MAX_VALUE / 4);
        requireRange("convergenceNs", convergenceNs, 1, Long.MAX_VALUE / 4);
        requireRange("tickNs", tickNs, 0, Long.MAX_VALUE / 4);
        requireRange("minCore", minCore, 1, processCount);
        without = Set.copyOf(without);
        Objects.requireNonNull(systems, "systems");
    }

    private static void requireRange(String field, long value, long low, long high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(field + "=" + value + " is outside " + low + ".." + high);
        }
    }

    /** The faults that a seed draws. */
    public FaultPlan plan(long seed) {
        FaultPlan drawn = Swarm.draw(new Prng(seed).fork("faults"), processCount, durationNs, speed.timeoutNs());
        List<Fault> allowed = drawn.faults().stream()
                .filter(fault -> !without.contains(fault.kind()))
                .toList();
        return drawn.with(allowed);
    }

    /** Runs this seed with the faults that it draws. */
    public ProtocolReport run(long seed) {
        return run(seed, plan(seed));
    }

    /** Runs this seed with other faults. What fails is run once more, to tell in words what happened. */
    public ProtocolReport run(long seed, FaultPlan plan) {
        ProtocolReport report = run(seed, plan, Long.MAX_VALUE);
        return report.isSuccess() ? report : run(seed, plan, report.endNs() - 4 * speed.timeoutNs());
    }

    /**
     * Runs this seed and keeps its events in words.
     *
     * @param fromNs from when on.
     */
    public ProtocolReport run(long seed, FaultPlan plan, long fromNs) {
        if (plan.processCount() != processCount) {
            throw new IllegalArgumentException(
                    "the plan is for processes=" + plan.processCount() + ", but there are " + processCount);
        }
        EventTrace trace = new EventTrace(fromNs, Long.MAX_VALUE);
        ProtocolRun run = new ProtocolRun(this, systems.apply(seed), plan, trace, new Prng(seed));
        RuntimeException failure = null;
        try {
            run.run();
        } catch (RuntimeException e) {
            failure = e;
        }
        return new ProtocolReport(seed, run.nowNs(), plan, failure, trace.sha256(), trace.events(), run.counts());
    }
}
