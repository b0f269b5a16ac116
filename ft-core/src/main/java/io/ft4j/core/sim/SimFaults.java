package io.ft4j.core.sim;

import io.ft4j.core.fault.Fault;
import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.sim.world.CrashFate;
import io.ft4j.core.sim.world.SimNetwork;
import java.util.ArrayList;
import java.util.List;

/** Makes the faults of a plan happen, and ends them. */
final class SimFaults {
    private final Simulation simulation;
    private final World world;
    private final SimNetwork network;
    private final SimProcess[] processes;
    private final SimTally tally;
    private final Prng prng;
    private final long timeoutNs;
    private final List<Fault> active = new ArrayList<>();
    private final long[] rates = new long[FaultKind.values().length];

    SimFaults(Simulation simulation, World world, Prng prng) {
        this.simulation = simulation;
        this.world = world;
        this.prng = prng;
        network = world.network;
        processes = world.processes;
        tally = world.tally;
        timeoutNs = world.timeoutNs();
    }

    Prng prng() {
        return prng;
    }

    /** Whether something happens that has a rate and no process. */
    boolean happens(FaultKind kind) {
        long rate = rates[kind.ordinal()];
        return rate > 0 && prng.nextLong(Fault.ALWAYS) < rate;
    }

    CrashFate crashFate() {
        return new CrashFate(
                rates[FaultKind.TORN_WRITE.ordinal()],
                rates[FaultKind.KEEP_SUBSET.ordinal()],
                rates[FaultKind.KEEP_PREFIX.ordinal()]);
    }

    void begin(Fault fault) {
        active.add(fault);
        onRates();
        if (fault.kind().isOfNetwork()) {
            network.begin(fault);
            return;
        }
        for (long rest = fault.processes(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            begin(fault, processes[ProcessSet.first(rest)]);
        }
    }

    void end(Fault fault) {
        if (!active.remove(fault)) {
            return;
        }
        onRates();
        if (fault.kind().isOfNetwork()) {
            network.end(fault);
            return;
        }
        for (long rest = fault.processes(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            end(fault, processes[ProcessSet.first(rest)]);
        }
    }

    void endAll() {
        for (Fault fault : List.copyOf(active)) {
            end(fault);
        }
    }

    private void onRates() {
        java.util.Arrays.fill(rates, 0);
        for (Fault fault : active) {
            if (fault.kind().measure() == FaultKind.Measure.RATE) {
                int kind = fault.kind().ordinal();
                rates[kind] = Math.max(rates[kind], fault.value());
            }
        }
    }

    private void begin(Fault fault, SimProcess process) {
        long nowNs = world.nowNs();
        switch (fault.kind()) {
            case CRASH:
                simulation.crash(process, fault.durationNs());
                break;
            case CRASH_IN_STEP:
                process.restartDelayNs = fault.durationNs();
                process.fuse.light(fault.value());
                break;
            case CRASH_TWICE:
                simulation.crash(process, fault.value());
                simulation.crashLater(process, process.log.incarnation() + 1, 2 * fault.value(), fault.durationNs());
                break;
            case EMPTY_DISK:
            case OLD_DISK:
                simulation.crash(process, fault.durationNs());
                process.wrongDisk = process.isDown() ? fault.kind() : null;
                break;
            case PAUSE:
                process.pausedUntilNs = Math.max(process.pausedUntilNs, fault.endNs());
                tally.add(SimCounter.PAUSED_LONGER_THAN_ELECTION, fault.durationNs() > timeoutNs ? 1 : 0);
                break;
            case SLOW:
                process.slowNs = fault.value();
                break;
            case CLOCK_DRIFT:
                process.clock.drift(nowNs, fault.value());
                simulation.wake(process);
                break;
            case CLOCK_JUMP:
                process.clock.jump(nowNs, fault.value());
                tally.add(SimCounter.CLOCK_JUMPED_OVER_ELECTION, fault.value() > timeoutNs ? 1 : 0);
                tally.add(SimCounter.CLOCK_WENT_BACK, fault.value() < 0 ? 1 : 0);
                simulation.wake(process);
                break;
            case CLOCK_FREEZE:
                process.clock.freeze(nowNs, true);
                simulation.wake(process);
                break;
            default:
                beginOnDisk(fault, process);
                break;
        }
    }

    private void beginOnDisk(Fault fault, SimProcess process) {
        switch (fault.kind()) {
            case FORCE_FAILS:
                process.restartDelayNs = fault.durationNs();
                process.forceFails = true;
                break;
            case FORCE_LIES:
                process.forceLies = true;
                break;
            case SLOW_FORCE:
                process.slowForceNs = fault.value();
                break;
            case STALLED_DISK:
                process.lastForceNs = Math.max(process.lastForceNs, fault.endNs());
                break;
            case READ_ERROR:
                process.log.disk().readErrors(fault.value(), prng);
                break;
            case DISK_FULL:
                process.restartDelayNs = fault.durationNs();
                process.log.disk().full(true);
                break;
            case BIT_ROT:
                simulation.crash(process, fault.durationNs());
                process.log.disk().rot(prng);
                break;
            case MISDIRECTED_WRITE:
                process.log.disk().misdirect(prng);
                simulation.crash(process, fault.durationNs());
                break;
            case STALE_RECORD:
                simulation.crash(process, fault.durationNs());
                process.log.disk().forget(prng);
                break;
            default:
                break;
        }
    }

    private void end(Fault fault, SimProcess process) {
        long nowNs = world.nowNs();
        switch (fault.kind()) {
            case PAUSE:
                process.pausedUntilNs = Math.min(process.pausedUntilNs, nowNs);
                simulation.wake(process);
                break;
            case CRASH_IN_STEP:
                process.fuse.putOut();
                break;
            case SLOW:
                process.slowNs = 0;
                break;
            case CLOCK_DRIFT:
                process.clock.drift(nowNs, 0);
                simulation.wake(process);
                break;
            case CLOCK_FREEZE:
                process.clock.freeze(nowNs, false);
                simulation.wake(process);
                break;
            case FORCE_FAILS:
                process.forceFails = false;
                break;
            case FORCE_LIES:
                process.forceLies = false;
                simulation.crash(process, timeoutNs / 10);
                break;
            case SLOW_FORCE:
                process.slowForceNs = 0;
                break;
            case STALLED_DISK:
                process.lastForceNs = Math.min(process.lastForceNs, nowNs);
                break;
            case READ_ERROR:
                process.log.disk().readErrors(0, prng);
                break;
            case DISK_FULL:
                process.log.disk().full(false);
                break;
            default:
                break;
        }
    }

    /** Leaders that hardly anyone has heard of, and voters that may forget: what the deepest errors are made of. */
    void onStepped(SimProcess process, boolean newLeader, boolean voted, long delayNs) {
        if (newLeader && happens(FaultKind.NEW_LEADER_LOST)) {
            int friend = prng.nextInt(processes.length);
            long two = ProcessSet.add(ProcessSet.of(process.id), friend);
            long untilNs = exponential(timeoutNs);
            simulation.disturb(new Fault(FaultKind.PARTITION, world.nowNs(), untilNs, two, 0));
            crashLater(process, exponential(4 * delayNs), exponential(timeoutNs));
        } else if (voted && happens(FaultKind.VOTER_LOST)) {
            crashLater(process, exponential(delayNs), timeoutNs / 20);
        }
    }

    private void crashLater(SimProcess process, long afterNs, long restartDelayNs) {
        simulation.crashLater(process, process.log.incarnation(), afterNs, restartDelayNs);
    }

    private long exponential(long meanNs) {
        return 1 + (long) (-StrictMath.log(1 - prng.nextDouble()) * meanNs);
    }
}
