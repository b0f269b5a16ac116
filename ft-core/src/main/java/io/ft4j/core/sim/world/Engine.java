package io.ft4j.core.sim.world;

import io.ft4j.core.fault.Fault;
import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.fault.FrameInTransit;
import io.ft4j.core.fault.Fuse;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.LogException;
import io.ft4j.core.sim.check.Check;

/**
 * The physical world of one run: virtual time and what is still to come, the machines with their disks and clocks, the
 * network between them, and the faults of a plan. What the machines run is {@link Software}.
 *
 * <p>One thread. The same seed, plan and software give the same run, event by event.
 */
public final class Engine<M extends Machine> {
    /** Kinds of events from here on are those of the software. */
    public static final int FIRST_FREE_KIND = 8;

    public static final long ORIGIN_NS = 1_700_000_000L * 1_000_000_000L;

    private static final int ARRIVAL = 0;
    private static final int FORCE = 1;
    private static final int BEGIN = 3;
    private static final int END = 4;
    private static final int RESTART = 5;
    private static final int CRASH_OF = 6;

    private final EngineSettings settings;
    private final FaultPlan plan;
    private final EventTrace trace;
    private final Counts tally;
    private final EventQueue queue = new EventQueue();
    private final Prng prng;
    private final SimNetwork network;
    private final SimFaults<M> faults;

    private M[] machines;
    private Software<? super M> software;
    private long nowNs;
    private long frameNumber;
    private boolean booting = true;
    private boolean healed;

    /** @param root everything random comes from it; only forks of it are used. */
    public Engine(EngineSettings settings, FaultPlan plan, EventTrace trace, Prng root, Counts tally) {
        this.settings = settings;
        this.plan = plan;
        this.trace = trace;
        this.tally = tally;
        prng = root.fork("run");
        network = new SimNetwork(
                plan.processCount(), settings.delayNs(), settings.timeoutNs(), root.fork("network"), new Wire());
        faults = new SimFaults<>(this, root.fork("fates"));
    }

    /** Before anything else. */
    public void install(M[] newMachines, Software<? super M> newSoftware) {
        machines = newMachines;
        software = newSoftware;
    }

    public long nowNs() {
        return nowNs;
    }

    public long timeoutNs() {
        return settings.timeoutNs();
    }

    public FaultPlan plan() {
        return plan;
    }

    public EventTrace trace() {
        return trace;
    }

    public SimNetwork network() {
        return network;
    }

    /** Of everything in the run that has no generator of its own. */
    public Prng prng() {
        return prng;
    }

    public long exponential(long meanNs) {
        return (long) (-StrictMath.log(1 - prng.nextDouble()) * meanNs);
    }

    Counts tally() {
        return tally;
    }

    M machine(int id) {
        return machines[id];
    }

    int size() {
        return machines.length;
    }

    // Phases

    /** All processes were started together for the first time, and nothing has failed so far: from now on it may. */
    public void booted() {
        booting = false;
        for (int i = 0; i < plan.faults().size(); i++) {
            Fault fault = plan.faults().get(i);
            queue.add(fault.atNs(), BEGIN, 0, 0, fault);
            queue.add(fault.endNs(), END, 0, 0, fault);
        }
    }

    public boolean isBooting() {
        return booting;
    }

    /** No fault begins any more, and nothing that was to fail does. */
    public void endFaults() {
        healed = true;
    }

    /** Whether the faults are over. */
    public boolean isHealed() {
        return healed;
    }

    /** Repairs these processes and the network, and takes the others away for good. */
    public void heal(long core) {
        trace.both(TraceKind.HEAL, -1, -1, core, () -> "the faults are over; the core is " + ProcessSet.toString(core));
        faults.endAll();
        for (M machine : machines) {
            machine.inCore = ProcessSet.contains(core, machine.id());
            if (machine.inCore) {
                machine.pausedUntilNs = Math.min(machine.pausedUntilNs, nowNs);
                machine.fuse().putOut();
                machine.clock().catchUp(nowNs);
                onForced(
                        machine,
                        machine.log().requestedPosition(),
                        machine.log().incarnation());
                restart(machine);
            } else if (!machine.isDown()) {
                crash(machine, 0);
            }
        }
    }

    // Time

    /** An event of the software's own, {@code delayNs} from now. */
    public void schedule(long delayNs, int kind, int id) {
        queue.add(nowNs + delayNs, kind, id, 0, null);
    }

    /** Lets everything happen up to this time. */
    public void runUntil(long untilNs) {
        while (true) {
            M early = earliest();
            long wakeNs = early == null ? Long.MAX_VALUE : early.wakeNs;
            long nextNs = Math.min(wakeNs, queue.nextNs());
            if (nextNs > untilNs) {
                now(untilNs);
                return;
            }
            now(Math.max(nowNs, nextNs));
            if (wakeNs < queue.nextNs()) {
                step(early);
            } else {
                queue.take();
                handle();
            }
        }
    }

    private void now(long newNowNs) {
        nowNs = newNowNs;
        network.now(newNowNs);
        trace.now(newNowNs);
    }

    private M earliest() {
        M earliest = null;
        for (M machine : machines) {
            if (machine.wakeNs < (earliest == null ? Long.MAX_VALUE : earliest.wakeNs)) {
                earliest = machine;
            }
        }
        return earliest;
    }

    private void handle() {
        switch (queue.kind()) {
            case ARRIVAL:
                onArrival((FrameInTransit) queue.payload());
                break;
            case FORCE:
                onForced(machines[queue.id()], queue.value(), (Long) queue.payload());
                break;
            case BEGIN:
                begin((Fault) queue.payload());
                break;
            case END:
                end((Fault) queue.payload());
                break;
            case RESTART:
                restart(machines[queue.id()]);
                break;
            case CRASH_OF:
                onCrashDue(machines[queue.id()], queue.value(), (Long) queue.payload());
                break;
            default:
                software.onEvent(queue.kind(), queue.id());
                break;
        }
    }

    // Faults

    /** Whether something happens that has a rate and no process; never once the faults are over. */
    public boolean happens(FaultKind kind) {
        return !healed && faults.happens(kind);
    }

    private void begin(Fault fault) {
        if (!healed) {
            trace.both(TraceKind.FAULT, -1, -1, fault.processes(), () -> fault.kind() + " begins: " + fault);
            faults.begin(fault);
        }
    }

    private void end(Fault fault) {
        if (!healed) {
            trace.both(TraceKind.REPAIR, -1, -1, fault.processes(), () -> fault.kind() + " is over");
            faults.end(fault);
        }
    }

    /** A fault that is in no plan: what another one brought about. */
    void disturb(Fault fault) {
        begin(fault);
        queue.add(fault.endNs(), END, 0, 0, fault);
    }

    /** What the faults make of a step; see {@link FaultKind#NEW_LEADER_LOST} and {@link FaultKind#VOTER_LOST}. */
    public void stepped(M machine, boolean newLeader, boolean voted) {
        if (!healed) {
            faults.onStepped(machine, newLeader, voted, settings.delayNs() + settings.forceNs());
        }
    }

    // Machines

    /** The machine has a step as soon as it can; its clock or its pauses are not what they were. */
    void wake(M machine) {
        if (machine.isRunning()) {
            machine.wakeNs = nowNs;
        }
    }

    /** Something was left at the door of this process. */
    public void stepSoon(int id) {
        machines[id].wakeNs = Math.min(machines[id].wakeNs, nowNs);
    }

    private void onArrival(FrameInTransit frame) {
        M machine = machines[frame.destinationId()];
        trace.hash(TraceKind.ARRIVE, machine.id(), frame.sourceId(), frameHash(frame));
        if (trace.isRecording()) {
            trace.words(TraceKind.ARRIVE, machine.id(), frame.sourceId(), frame.number(), software.describe(frame));
        }
        network.arrive(frame, machine.isRunning());
        step(machine);
    }

    /** Checksum and length say enough. */
    private static long frameHash(FrameInTransit frame) {
        return frame.length() < Long.BYTES ? frame.length() : frame.buffer().getLong(0);
    }

    private void step(M machine) {
        machine.wakeNs = Long.MAX_VALUE;
        if (!machine.isRunning()) {
            return;
        }
        long startNs = Math.max(machine.pausedUntilNs, machine.busyUntilNs);
        if (startNs > nowNs) {
            machine.wakeNs = startNs;
            return;
        }
        software.step(machine);
    }

    /** A step is over; the next one is due when the machine's own clock shows this, or when something happens. */
    public void rest(M machine, long deadlineNs) {
        tally.add(SimCounter.STEPS, 1);
        machine.busyUntilNs = nowNs + machine.slowNs;
        machine.wakeNs = Math.max(machine.busyUntilNs, machine.clock().whenShows(deadlineNs, nowNs));
    }

    /** The machine is woken at once: it has just started. */
    public void started(M machine) {
        machine.wakeNs = nowNs;
    }

    // Disks

    /** Forces of one disk end in the order in which they begin. */
    public void onForceRequested(SimLog log) {
        M machine = machines[log.processId()];
        long meanNs = settings.forceNs() + machine.slowForceNs;
        if (booting || meanNs == 0 && machine.lastForceNs <= nowNs && !machine.forceFails) {
            log.forced(log.requestedPosition(), !machine.forceLies);
            return;
        }
        long durationNs = meanNs == 0 ? 0 : exponential(meanNs);
        machine.lastForceNs = Math.max(machine.lastForceNs, nowNs + durationNs);
        boolean slow = machine.lastForceNs - nowNs > timeoutNs();
        tally.add(SimCounter.FORCE_SLOWER_THAN_ELECTION, slow ? 1 : 0);
        queue.add(machine.lastForceNs, FORCE, machine.id(), log.requestedPosition(), log.incarnation());
    }

    private void onForced(M machine, long position, long incarnation) {
        if (machine.isDown() || machine.log().incarnation() != incarnation) {
            return;
        }
        if (machine.forceFails) {
            machine.forceFails = false;
            machine.log().dropUnforced();
            machine.log().fail("the force failed");
        } else {
            trace.both(TraceKind.FORCE, machine.id(), -1, position, () -> "has forced up to position " + position);
            machine.log().forced(position, !machine.forceLies);
        }
        if (machine.isRunning()) {
            step(machine);
        } else if (machine.log().hasFailed()) {
            crash(machine, machine.restartDelayNs);
        } else {
            software.onForcedBeforeStart(machine);
        }
    }

    // Lives

    /** Crashes and broken disks are part of the game; everything else is what this is all about. */
    public void onFailure(M machine, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Check.Broken broken) {
                throw broken;
            }
            if (cause instanceof Fuse.Crash) {
                tally.add(SimCounter.CRASHES_IN_STEP, 1);
                crashInStep(machine);
                return;
            }
            if (cause instanceof LogException refusal) {
                stopped(machine, refusal);
                return;
            }
        }
        throw new IllegalStateException("stopped: process " + machine.id() + ": " + failure.getMessage(), failure);
    }

    private void crashInStep(M machine) {
        software.onCrashInStep(machine);
        crash(machine, machine.restartDelayNs);
    }

    private void stopped(M machine, LogException failure) {
        String message = failure.getMessage();
        SimCounter counter = message.contains("space")
                ? SimCounter.DISK_FULL
                : message.contains("checksum") ? SimCounter.READ_FAILED : SimCounter.FORCE_FAILED;
        tally.add(counter, 1);
        trace.both(TraceKind.STOPPED, machine.id(), -1, counter.ordinal(), () -> "stops: " + message);
        crashInStep(machine);
    }

    void crash(M machine, long restartDelayNs) {
        if (machine.isDown()) {
            return;
        }
        trace.both(TraceKind.CRASH, machine.id(), -1, machine.log().position(), () -> "crashes");
        tally.add(SimCounter.CRASHES, 1);
        software.onCrash(machine);
        halt(machine);
        software.onCrashed(machine);
        restartLater(machine, Math.max(1, restartDelayNs));
    }

    /** @param incarnation of the life that is to end so; another one is left alone. */
    void crashLater(M machine, long incarnation, long delayNs, long restartDelayNs) {
        queue.add(nowNs + delayNs, CRASH_OF, machine.id(), incarnation, restartDelayNs);
    }

    private void onCrashDue(M machine, long incarnation, long restartDelayNs) {
        if (!healed && machine.log().incarnation() == incarnation) {
            crash(machine, restartDelayNs);
        }
    }

    private void halt(M machine) {
        machine.log().crash(faults.prng(), faults.crashFate());
        machine.down();
        machine.fuse().putOut();
    }

    private void restartLater(M machine, long delayNs) {
        queue.add(nowNs + delayNs, RESTART, machine.id(), 0, null);
    }

    private void restart(M machine) {
        if (!machine.isDown() || machine.damaged || healed && !machine.inCore) {
            return;
        }
        if (machine.wrongDisk != null && machine.log().isSound()) {
            FaultKind wrongDisk = machine.wrongDisk;
            machine.wrongDisk = null;
            software.comeBackWith(machine, wrongDisk);
        }
        if (!open(machine)) {
            return;
        }
        try {
            software.start(machine);
        } catch (LogException | Fuse.Crash failure) {
            halt(machine);
            trace.both(TraceKind.REFUSED, machine.id(), -1, 1, () -> "cannot start: " + failure.getMessage());
            restartLater(machine, timeoutNs());
        }
    }

    /** False when the disk has lost what it had acknowledged; that may be only where a fault has damaged it. */
    private boolean open(M machine) {
        SimLog log = machine.log();
        long before = log.position();
        try {
            log.open(machine.fuse());
        } catch (LogException damage) {
            if (!ProcessSet.contains(plan.permanentlyDamaged(), machine.id())) {
                throw new Check.Broken("durability: " + damage.getMessage() + ", and nothing has damaged this disk");
            }
            machine.damaged = true;
            tally.add(SimCounter.DAMAGED_DISK_REFUSED, 1);
            trace.both(TraceKind.REFUSED, machine.id(), -1, 0, () -> "is refused: " + damage.getMessage());
            return false;
        }
        tally.add(SimCounter.TORN_TAIL_CUT, log.position() < before ? 1 : 0);
        tally.add(SimCounter.UNFORCED_KEPT, log.keptUnforced() ? 1 : 0);
        return true;
    }

    /** What the network tells. */
    private final class Wire implements SimNetwork.Post {
        @Override
        public void deliver(FrameInTransit frame, long delayNs) {
            queue.add(nowNs + delayNs, ARRIVAL, frame.destinationId(), 0, frame);
        }

        @Override
        public void onSent(FrameInTransit frame) {
            tally.add(SimCounter.FRAMES, 1);
            frame.number(frameNumber++);
            software.onSent(machines[frame.sourceId()], frame);
            tell(TraceKind.SEND, frame);
        }

        @Override
        public void onHit(FaultKind kind) {}

        @Override
        public void onLost(FrameInTransit frame) {
            tally.add(SimCounter.FRAMES_LOST, 1);
            tell(TraceKind.LOST, frame);
        }

        private void tell(TraceKind kind, FrameInTransit frame) {
            if (trace.isRecording()) {
                trace.words(kind, frame.sourceId(), frame.destinationId(), frame.number(), software.describe(frame));
            }
        }
    }
}
