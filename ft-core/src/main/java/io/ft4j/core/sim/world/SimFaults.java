package io.ft4j.core.sim.world;

import io.ft4j.core.fault.Fault;
import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import java.util.ArrayList;
import java.util.List;

/** Makes the faults of a plan happen, and ends them. */
final class SimFaults<M extends Machine> {
    private final Engine<M> engine;
    private final Prng prng;
    private final List<Fault> active = new ArrayList<>();
    private final long[] rates = new long[FaultKind.values().length];

    SimFaults(Engine<M> engine, Prng prng) {
        this.engine = engine;
        this.prng = prng;
    }

    Prng prng() {
        return prng;
    }

    /** Whether something happens that has a rate and no machine. */
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
            engine.network().begin(fault);
            return;
        }
        for (long rest = fault.processes(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            begin(fault, engine.machine(ProcessSet.first(rest)));
        }
    }

    void end(Fault fault) {
        if (!active.remove(fault)) {
            return;
        }
        onRates();
        if (fault.kind().isOfNetwork()) {
            engine.network().end(fault);
            return;
        }
        for (long rest = fault.processes(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            end(fault, engine.machine(ProcessSet.first(rest)));
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

    private void begin(Fault fault, M machine) {
        long nowNs = engine.nowNs();
        switch (fault.kind()) {
            case CRASH:
                engine.crash(machine, fault.durationNs());
                break;
            case CRASH_IN_STEP:
                machine.restartDelayNs = fault.durationNs();
                machine.fuse().light(fault.value());
                break;
            case CRASH_TWICE:
                engine.crash(machine, fault.value());
                engine.crashLater(machine, machine.log().incarnation() + 1, 2 * fault.value(), fault.durationNs());
                break;
            case EMPTY_DISK:
            case OLD_DISK:
                engine.crash(machine, fault.durationNs());
                machine.wrongDisk = machine.isDown() ? fault.kind() : null;
                break;
            case PAUSE:
                machine.pausedUntilNs = Math.max(machine.pausedUntilNs, fault.endNs());
                engine.tally()
                        .add(SimCounter.PAUSED_LONGER_THAN_ELECTION, fault.durationNs() > engine.timeoutNs() ? 1 : 0);
                break;
            case SLOW:
                machine.slowNs = fault.value();
                break;
            case CLOCK_DRIFT:
                machine.clock().drift(nowNs, fault.value());
                engine.wake(machine);
                break;
            case CLOCK_JUMP:
                machine.clock().jump(nowNs, fault.value());
                engine.tally().add(SimCounter.CLOCK_JUMPED_OVER_ELECTION, fault.value() > engine.timeoutNs() ? 1 : 0);
                engine.tally().add(SimCounter.CLOCK_WENT_BACK, fault.value() < 0 ? 1 : 0);
                engine.wake(machine);
                break;
            case CLOCK_FREEZE:
                machine.clock().freeze(nowNs, true);
                engine.wake(machine);
                break;
            default:
                beginOnDisk(fault, machine);
                break;
        }
    }

    private void beginOnDisk(Fault fault, M machine) {
        switch (fault.kind()) {
            case FORCE_FAILS:
                machine.restartDelayNs = fault.durationNs();
                machine.forceFails = true;
                break;
            case FORCE_LIES:
                machine.forceLies = true;
                break;
            case SLOW_FORCE:
                machine.slowForceNs = fault.value();
                break;
            case STALLED_DISK:
                machine.lastForceNs = Math.max(machine.lastForceNs, fault.endNs());
                break;
            case READ_ERROR:
                machine.log().disk().readErrors(fault.value(), prng);
                break;
            case DISK_FULL:
                machine.restartDelayNs = fault.durationNs();
                machine.log().disk().full(true);
                break;
            case BIT_ROT:
                engine.crash(machine, fault.durationNs());
                machine.log().disk().rot(prng);
                break;
            case MISDIRECTED_WRITE:
                machine.log().disk().misdirect(prng);
                engine.crash(machine, fault.durationNs());
                break;
            case STALE_RECORD:
                engine.crash(machine, fault.durationNs());
                machine.log().disk().forget(prng);
                break;
            default:
                break;
        }
    }

    private void end(Fault fault, M machine) {
        long nowNs = engine.nowNs();
        switch (fault.kind()) {
            case PAUSE:
                machine.pausedUntilNs = Math.min(machine.pausedUntilNs, nowNs);
                engine.wake(machine);
                break;
            case CRASH_IN_STEP:
                machine.fuse().putOut();
                break;
            case SLOW:
                machine.slowNs = 0;
                break;
            case CLOCK_DRIFT:
                machine.clock().drift(nowNs, 0);
                engine.wake(machine);
                break;
            case CLOCK_FREEZE:
                machine.clock().freeze(nowNs, false);
                engine.wake(machine);
                break;
            case FORCE_FAILS:
                machine.forceFails = false;
                break;
            case FORCE_LIES:
                machine.forceLies = false;
                engine.crash(machine, engine.timeoutNs() / 10);
                break;
            case SLOW_FORCE:
                machine.slowForceNs = 0;
                break;
            case STALLED_DISK:
                machine.lastForceNs = Math.min(machine.lastForceNs, nowNs);
                break;
            case READ_ERROR:
                machine.log().disk().readErrors(0, prng);
                break;
            case DISK_FULL:
                machine.log().disk().full(false);
                break;
            default:
                break;
        }
    }

    /** Leaders that hardly anyone has heard of, and voters that may forget: what the deepest errors are made of. */
    void onStepped(M machine, boolean newLeader, boolean voted, long delayNs) {
        if (newLeader && happens(FaultKind.NEW_LEADER_LOST)) {
            int friend = prng.nextInt(engine.size());
            long two = ProcessSet.add(ProcessSet.of(machine.id()), friend);
            long untilNs = exponential(engine.timeoutNs());
            engine.disturb(new Fault(FaultKind.PARTITION, engine.nowNs(), untilNs, two, 0));
            crashLater(machine, exponential(4 * delayNs), exponential(engine.timeoutNs()));
        } else if (voted && happens(FaultKind.VOTER_LOST)) {
            crashLater(machine, exponential(delayNs), engine.timeoutNs() / 20);
        }
    }

    private void crashLater(M machine, long afterNs, long restartDelayNs) {
        engine.crashLater(machine, machine.log().incarnation(), afterNs, restartDelayNs);
    }

    private long exponential(long meanNs) {
        return 1 + (long) (-StrictMath.log(1 - prng.nextDouble()) * meanNs);
    }
}
