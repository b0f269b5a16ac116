package io.ft4j.core.sim;

import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.fault.Swarm;
import io.ft4j.core.model.Prng;
import io.ft4j.core.runtime.Replicas;
import io.ft4j.core.sim.check.RaftChecks;
import io.ft4j.core.sim.world.Engine;
import io.ft4j.core.sim.world.EngineSettings;
import io.ft4j.core.sim.world.EventTrace;
import io.ft4j.core.sim.world.SimLog;

/** What the parts of one run share: the physical world, the processes, and who is told what happens. */
final class World {
    // Kinds of events.
    static final int CLIENT = Engine.FIRST_FREE_KIND;
    static final int POLL = Engine.FIRST_FREE_KIND + 1;

    final Simulator simulator;
    final SimSettings settings;
    final SimTally tally = new SimTally();
    final Engine<SimProcess> engine;
    final SimProcess[] processes;
    final RaftChecks checks;
    final Replicas replicas;

    /**
     * @param plan null: the faults that the seed draws.
     * @throws IllegalArgumentException when the plan is for a group of another size.
     */
    static World create(Simulator simulator, long seed, FaultPlan plan, EventTrace trace) {
        Prng root = new Prng(seed);
        SimSettings settings = SimSettings.draw(root.fork("settings"), simulator);
        FaultPlan drawn = plan != null
                ? plan
                : Swarm.draw(
                        root.fork("faults"),
                        settings.processCount(),
                        settings.durationNs(),
                        settings.raft().electionTimeoutNs());
        if (drawn.processCount() != settings.processCount()) {
            throw new IllegalArgumentException("the plan is for processes=" + drawn.processCount()
                    + ", but the group has " + settings.processCount());
        }
        return new World(simulator, settings, drawn, trace, root, settings.replicas(seed, simulator));
    }

    /** @param root everything random in the run comes from it; only forks of it are used. */
    private World(
            Simulator simulator, SimSettings settings, FaultPlan plan, EventTrace trace, Prng root, Replicas replicas) {
        this.simulator = simulator;
        this.settings = settings;
        this.replicas = replicas;
        long timeoutNs = settings.raft().electionTimeoutNs();
        engine = new Engine<>(
                new EngineSettings(settings.delayNs(), settings.forceNs(), timeoutNs), plan, trace, root, tally);
        processes = new SimProcess[settings.processCount()];
        DiskEvents events = new DiskEvents(this);
        for (int id = 0; id < processes.length; id++) {
            processes[id] = new SimProcess(id, new SimLog(id, events));
        }
        checks = new RaftChecks(processes);
    }

    EventTrace trace() {
        return engine.trace();
    }

    long nowNs() {
        return engine.nowNs();
    }

    long timeoutNs() {
        return engine.timeoutNs();
    }
}
