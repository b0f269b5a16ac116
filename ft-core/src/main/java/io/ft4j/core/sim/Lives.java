package io.ft4j.core.sim;

import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.fault.Fuse;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.LogException;
import io.ft4j.core.runtime.Replica;
import io.ft4j.core.runtime.Replicas;
import io.ft4j.core.sim.check.Check;
import io.ft4j.core.sim.world.EventTrace;
import io.ft4j.core.sim.world.SimLog;
import io.ft4j.core.sim.world.TraceKind;

/** Begins and ends the lives of the processes: boot, crashes, and all the ways of coming back or being refused. */
final class Lives {
    private static final long DIGEST_EVERY = 8;
    /** A supervisor starts what does not come up again and again. */
    private static final int TRIES_WITH_WRONG_DISK = 3;

    private final World world;
    private final SimFaults faults;
    private final Replicas replicas;
    private final SimTally tally;
    private final EventTrace trace;

    Lives(World world, SimFaults faults) {
        this.world = world;
        this.faults = faults;
        replicas = world.replicas;
        tally = world.tally;
        trace = world.trace;
    }

    /** The first start of a group, with empty logs. */
    void boot() {
        Replica[] opened = new Replica[world.processes.length];
        for (SimProcess process : world.processes) {
            opened[process.id] = replicas.open(
                    process.id,
                    process.log.open(process.fuse),
                    world.network.connect(process.id, process.fuse),
                    stateMachine(process));
        }
        replicas.boot(opened);
        for (Replica replica : opened) {
            replica.log().requestForce();
            launch(world.processes[replica.id()], replica);
        }
        world.booting = false;
    }

    private WatchedStateMachine stateMachine(SimProcess process) {
        return new WatchedStateMachine(world.simulator.newStateMachine(), process, world.checks, DIGEST_EVERY);
    }

    /** Crashes and broken disks are part of the game; everything else is what this is all about. */
    void onFailure(SimProcess process, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Check.Broken broken) {
                throw broken;
            }
            if (cause instanceof Fuse.Crash) {
                tally.add(SimCounter.CRASHES_IN_STEP, 1);
                crashInStep(process);
                return;
            }
            if (cause instanceof LogException refusal) {
                stopped(process, refusal);
                return;
            }
        }
        throw new IllegalStateException("stopped: replica " + process.id + ": " + failure.getMessage(), failure);
    }

    /** What a leader answered, or told others, before it was gone is committed, though its step never ended. */
    private void crashInStep(SimProcess process) {
        if (process.isRunning() && process.isLeading() && process.commitIndex() <= process.log.lastIndex()) {
            world.checks.committed().afterStep(process);
        }
        crash(process, process.restartDelayNs);
    }

    private void stopped(SimProcess process, LogException failure) {
        String message = failure.getMessage();
        SimCounter counter = message.contains("space")
                ? SimCounter.DISK_FULL
                : message.contains("checksum") ? SimCounter.READ_FAILED : SimCounter.FORCE_FAILED;
        tally.add(counter, 1);
        trace.both(TraceKind.STOPPED, process.id, -1, counter.ordinal(), () -> "stops: " + message);
        crashInStep(process);
    }

    void crash(SimProcess process, long restartDelayNs) {
        if (process.isDown()) {
            return;
        }
        trace.both(TraceKind.CRASH, process.id, -1, process.log.position(), () -> "crashes");
        tally.add(SimCounter.CRASHES, 1);
        if (process.isRunning()) {
            boolean uncommitted = process.isLeading() && process.log.lastIndex() > process.commitIndex();
            tally.add(SimCounter.LEADER_CRASHED_WITH_UNCOMMITTED, uncommitted ? 1 : 0);
            tally.life(process.replica, process.raft().counters());
        }
        replicas.remove(process.id);
        halt(process);
        world.checks.onCrash(process);
        restartLater(process, Math.max(1, restartDelayNs));
    }

    private void halt(SimProcess process) {
        process.log.crash(faults.prng(), faults.crashFate());
        process.down();
    }

    private void restartLater(SimProcess process, long delayNs) {
        world.queue.add(world.nowNs() + delayNs, World.RESTART, process.id, 0, null);
    }

    void restart(SimProcess process) {
        if (!process.isDown() || process.damaged || world.healed && !process.inCore) {
            return;
        }
        if (process.wrongDisk != null && process.log.isSound()) {
            tryWrongDisk(process);
        }
        if (!open(process)) {
            return;
        }
        try {
            process.opening = replicas.reopen(
                    process.id, process.log, world.network.connect(process.id, process.fuse), stateMachine(process));
        } catch (LogException | Fuse.Crash failure) {
            halt(process);
            trace.both(TraceKind.REFUSED, process.id, -1, 1, () -> "cannot start: " + failure.getMessage());
            restartLater(process, world.timeoutNs());
            return;
        }
        launchIfDurable(process);
    }

    /** False when the disk has lost what it had acknowledged; that may be only where a fault has damaged it. */
    private boolean open(SimProcess process) {
        long before = process.log.position();
        try {
            process.log.open(process.fuse);
        } catch (LogException damage) {
            if (!ProcessSet.contains(world.plan.permanentlyDamaged(), process.id)) {
                throw new Check.Broken("durability: " + damage.getMessage() + ", and nothing has damaged this disk");
            }
            process.damaged = true;
            tally.add(SimCounter.DAMAGED_DISK_REFUSED, 1);
            trace.both(TraceKind.REFUSED, process.id, -1, 0, () -> "is refused: " + damage.getMessage());
            return false;
        }
        tally.add(SimCounter.TORN_TAIL_CUT, process.log.position() < before ? 1 : 0);
        tally.add(SimCounter.UNFORCED_KEPT, process.log.keptUnforced() ? 1 : 0);
        return true;
    }

    private void tryWrongDisk(SimProcess process) {
        boolean old = process.wrongDisk == FaultKind.OLD_DISK;
        process.wrongDisk = null;
        SimLog.Listener nobody = new SimLog.Listener() {};
        SimLog wrong = old ? process.log.olderCopy(nobody) : new SimLog(process.id, nobody);
        for (int tried = 0; tried < TRIES_WITH_WRONG_DISK; tried++) {
            if (!isRefused(process, wrong)) {
                throw new Check.Broken(
                        "admission: " + process.id + " came back with an " + (old ? "older" : "empty") + " disk");
            }
        }
        tally.add(old ? SimCounter.OLD_DISK_REFUSED : SimCounter.EMPTY_DISK_REFUSED, 1);
    }

    private boolean isRefused(SimProcess process, SimLog wrong) {
        Fuse fuse = new Fuse();
        try {
            replicas.reopen(
                    process.id, wrong.open(fuse), world.network.connect(process.id, fuse), stateMachine(process));
            return false;
        } catch (LogException refusal) {
            trace.both(TraceKind.REFUSED, process.id, -1, 2, () -> "is refused: " + refusal.getMessage());
            return true;
        }
    }

    /** What a life has found on its disk must be durable before it takes part. */
    void launchIfDurable(SimProcess process) {
        if (process.opening != null && process.opening.isDurable()) {
            launch(process, process.opening);
        }
    }

    private void launch(SimProcess process, Replica replica) {
        process.run(replica);
        process.log.takePart();
        long life = process.log.incarnation();
        trace.both(TraceKind.START, process.id, -1, life, () -> "starts, life " + life);
        tally.add(SimCounter.RESTARTS, world.booting ? 0 : 1);
        boolean soon = world.nowNs() - process.lastStartNs < world.timeoutNs() && life > 2;
        tally.add(SimCounter.RESTARTED_TWICE_IN_AN_ELECTION, soon ? 1 : 0);
        process.lastStartNs = world.nowNs();
        try {
            replicas.launch(replica, process.clock.read(world.nowNs()));
        } catch (RuntimeException | Error failure) {
            onFailure(process, failure);
            return;
        }
        process.wakeNs = world.nowNs();
    }
}
