package io.ft4j.core.sim;

import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.fault.FaultyClock;
import io.ft4j.core.fault.FrameInTransit;
import io.ft4j.core.model.Prng;
import io.ft4j.core.runtime.Replicas;
import io.ft4j.core.sim.check.RaftChecks;
import io.ft4j.core.sim.world.EventQueue;
import io.ft4j.core.sim.world.EventTrace;
import io.ft4j.core.sim.world.SimLog;
import io.ft4j.core.sim.world.SimNetwork;

/** What the parts of one run share: time, what is still to come, the processes, and who is told what happens. */
final class World {
    // Kinds of events.
    static final int ARRIVAL = 0;
    static final int FORCE = 1;
    static final int CLIENT = 2;
    static final int BEGIN = 3;
    static final int END = 4;
    static final int RESTART = 5;
    static final int CRASH_OF = 6;
    static final int POLL = 7;

    static final long ORIGIN_NS = 1_700_000_000L * Simulator.SECOND_NS;

    final Simulator simulator;
    final SimSettings settings;
    final FaultPlan plan;
    final SimTally tally = new SimTally();
    final EventTrace trace;
    final EventQueue queue = new EventQueue();
    final SimProcess[] processes;
    final RaftChecks checks;
    final SimNetwork network;
    final Replicas replicas;
    final Prng prng;

    private final SimEvents events = new SimEvents(this);
    private long nowNs;
    /** All replicas start together for the first time: nothing fails yet. */
    boolean booting = true;
    /** The faults are over. */
    boolean healed;

    /** @param root everything random in the run comes from it; only forks of it are used. */
    World(Simulator simulator, SimSettings settings, FaultPlan plan, EventTrace trace, Prng root, Replicas replicas) {
        this.simulator = simulator;
        this.settings = settings;
        this.plan = plan;
        this.trace = trace;
        this.replicas = replicas;
        prng = root.fork("run");
        processes = new SimProcess[settings.processCount()];
        for (int id = 0; id < processes.length; id++) {
            processes[id] = new SimProcess(id, new SimLog(id, events), new FaultyClock(ORIGIN_NS));
        }
        checks = new RaftChecks(processes);
        network = new SimNetwork(processes.length, settings.delayNs(), timeoutNs(), root.fork("network"), events);
    }

    long nowNs() {
        return nowNs;
    }

    void now(long newNowNs) {
        nowNs = newNowNs;
        network.now(newNowNs);
        trace.now(newNowNs);
    }

    long timeoutNs() {
        return settings.raft().electionTimeoutNs();
    }

    /** A frame in words. */
    String describe(FrameInTransit frame) {
        return events.describe(frame);
    }

    long exponential(long meanNs) {
        return (long) (-StrictMath.log(1 - prng.nextDouble()) * meanNs);
    }
}
