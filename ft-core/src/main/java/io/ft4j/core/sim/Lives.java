package io.ft4j.core.sim;

import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.fault.Fuse;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.Transport;
import io.ft4j.core.runtime.Replica;
import io.ft4j.core.runtime.Replicas;
import io.ft4j.core.sim.check.Check;
import io.ft4j.core.sim.world.Engine;
import io.ft4j.core.sim.world.EventTrace;
import io.ft4j.core.sim.world.SimCounter;
import io.ft4j.core.sim.world.SimLog;
import io.ft4j.core.sim.world.Software;
import io.ft4j.core.sim.world.TraceKind;

/** Begins and ends the lives of the processes: boot, crashes, and all the ways of coming back or being refused. */
abstract class Lives implements Software<SimProcess> {
    private static final long DIGEST_EVERY = 8;
    /** A supervisor starts what does not come up again and again. */
    private static final int TRIES_WITH_WRONG_DISK = 3;

    final World world;
    final Engine<SimProcess> engine;
    private final Replicas replicas;
    final SimTally tally;
    final EventTrace trace;

    Lives(World world) {
        this.world = world;
        engine = world.engine;
        replicas = world.replicas;
        tally = world.tally;
        trace = world.trace();
    }

    /** The first start of a group, with empty logs. */
    void boot() {
        Replica[] opened = new Replica[world.processes.length];
        for (SimProcess process : world.processes) {
            opened[process.id()] = replicas.open(
                    process.id(),
                    process.log().open(process.fuse()),
                    connect(process, process.fuse()),
                    stateMachine(process));
        }
        replicas.boot(opened);
        for (Replica replica : opened) {
            replica.log().requestForce();
            launch(world.processes[replica.id()], replica);
        }
        engine.booted();
    }

    private WatchedStateMachine stateMachine(SimProcess process) {
        return new WatchedStateMachine(world.simulator.newStateMachine(), process, world.checks, DIGEST_EVERY);
    }

    /** What a leader answered, or told others, before it was gone is committed, though its step never ended. */
    @Override
    public void onCrashInStep(SimProcess process) {
        if (process.isRunning()
                && process.isLeading()
                && process.commitIndex() <= process.log().lastIndex()) {
            world.checks.committed().afterStep(process);
        }
    }

    @Override
    public void onCrash(SimProcess process) {
        if (process.isRunning()) {
            boolean uncommitted = process.isLeading() && process.log().lastIndex() > process.commitIndex();
            tally.add(SimCounter.LEADER_CRASHED_WITH_UNCOMMITTED, uncommitted ? 1 : 0);
            tally.life(process.replica, process.raft().counters());
        }
        replicas.remove(process.id());
    }

    @Override
    public void onCrashed(SimProcess process) {
        world.checks.onCrash(process);
    }

    @Override
    public void start(SimProcess process) {
        process.opening =
                replicas.reopen(process.id(), process.log(), connect(process, process.fuse()), stateMachine(process));
        onForcedBeforeStart(process);
    }

    private Transport connect(SimProcess process, Fuse fuse) {
        return engine.network().connect(process.id(), fuse);
    }

    @Override
    public void comeBackWith(SimProcess process, FaultKind wrongDisk) {
        boolean old = wrongDisk == FaultKind.OLD_DISK;
        SimLog.Listener nobody = new SimLog.Listener() {};
        SimLog wrong = old ? process.log().olderCopy(nobody) : new SimLog(process.id(), nobody);
        for (int tried = 0; tried < TRIES_WITH_WRONG_DISK; tried++) {
            if (!isRefused(process, wrong)) {
                throw new Check.Broken(
                        "admission: " + process.id() + " came back with an " + (old ? "older" : "empty") + " disk");
            }
        }
        tally.add(old ? SimCounter.OLD_DISK_REFUSED : SimCounter.EMPTY_DISK_REFUSED, 1);
    }

    private boolean isRefused(SimProcess process, SimLog wrong) {
        Fuse fuse = new Fuse();
        try {
            replicas.reopen(process.id(), wrong.open(fuse), connect(process, fuse), stateMachine(process));
            return false;
        } catch (LogException refusal) {
            trace.both(TraceKind.REFUSED, process.id(), -1, 2, () -> "is refused: " + refusal.getMessage());
            return true;
        }
    }

    /** What a life has found on its disk must be durable before it takes part. */
    @Override
    public void onForcedBeforeStart(SimProcess process) {
        if (process.opening != null && process.opening.isDurable()) {
            launch(process, process.opening);
        }
    }

    private void launch(SimProcess process, Replica replica) {
        process.run(replica);
        process.log().takePart();
        long life = process.log().incarnation();
        trace.both(TraceKind.START, process.id(), -1, life, () -> "starts, life " + life);
        tally.add(SimCounter.RESTARTS, engine.isBooting() ? 0 : 1);
        boolean soon = world.nowNs() - process.lastStartNs < world.timeoutNs() && life > 2;
        tally.add(SimCounter.RESTARTED_TWICE_IN_AN_ELECTION, soon ? 1 : 0);
        process.lastStartNs = world.nowNs();
        try {
            replicas.launch(replica, process.clock().read(world.nowNs()));
        } catch (RuntimeException | Error failure) {
            engine.onFailure(process, failure);
            return;
        }
        engine.started(process);
    }
}
