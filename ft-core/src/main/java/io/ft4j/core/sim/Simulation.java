package io.ft4j.core.sim;

import io.ft4j.core.fault.Fault;
import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.fault.FrameInTransit;
import io.ft4j.core.fault.Swarm;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.runtime.Replica;
import io.ft4j.core.sim.world.EventQueue;
import io.ft4j.core.sim.world.EventTrace;
import io.ft4j.core.sim.world.TraceKind;

/**
 * One run: the events of one seed in the order of virtual time, each followed by every check. Two phases: under faults
 * nothing may ever become wrong; then a core of the group is healed, and it must come to an agreement in bounded time.
 */
final class Simulation {
    /** Duty cycles in a row at most; what is left is done at the same virtual time, after other events. */
    private static final int MAX_CYCLES_PER_STEP = 64;

    private final World world;
    private final SimFaults faults;
    private final SimClients clients;
    private final Lives lives;
    private final EventQueue queue;
    private final EventTrace trace;
    private final SimTally tally;
    private final long thinkNs;
    private int knownLeader = -1;

    /**
     * @param plan null: the faults that the seed draws.
     * @throws IllegalArgumentException when the plan is for a group of another size.
     */
    Simulation(Simulator simulator, long seed, FaultPlan plan, long recordFromNs, long recordToNs) {
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
        world = new World(
                simulator,
                settings,
                drawn,
                new EventTrace(recordFromNs, recordToNs),
                root,
                settings.replicas(seed, simulator));
        queue = world.queue;
        trace = world.trace;
        tally = world.tally;
        faults = new SimFaults(this, world, root.fork("fates"));
        lives = new Lives(world, faults);
        clients = new SimClients(world, simulator.newWorkload(root.fork("workload")), root.fork("clients"));
        thinkNs = Simulator.SECOND_NS * settings.clientCount() * settings.burst() / simulator.operationsPerSecond();
    }

    World world() {
        return world;
    }

    /** @throws RuntimeException when a property does not hold; the message begins with its name. */
    void run() {
        lives.boot();
        for (int i = 0; i < world.plan.faults().size(); i++) {
            Fault fault = world.plan.faults().get(i);
            queue.add(fault.atNs(), World.BEGIN, 0, 0, fault);
            queue.add(fault.endNs(), World.END, 0, 0, fault);
        }
        for (int number = 0; number < clients.count(); number++) {
            queue.add(world.prng.nextLong(thinkNs), World.CLIENT, number, 0, null);
        }
        queue.add(SimClients.POLL_NS, World.POLL, 0, 0, null);
        runUntil(world.settings.durationNs());
        converge();
        clients.end();
        for (SimProcess process : world.processes) {
            if (process.isRunning()) {
                tally.life(process.replica, process.raft().counters());
            }
        }
        tally.run(world.nowNs());
        tally.add(SimCounter.COMMITTED, world.checks.committed().lastIndex());
        tally.add(SimCounter.MAJORITY_OVERWRITTEN, world.checks.overwritten().count());
        tally.add(SimCounter.FIVE_FAILED_ELECTIONS, world.checks.elections().longestLeaderlessRun() >= 5 ? 1 : 0);
    }

    private void converge() {
        Convergence convergence = new Convergence(this, world, clients);
        world.healed = true;
        long core = convergence.drawCore();
        trace.both(TraceKind.HEAL, -1, -1, core, () -> "the faults are over; the core is " + ProcessSet.toString(core));
        faults.endAll();
        for (SimProcess process : world.processes) {
            process.inCore = ProcessSet.contains(core, process.id);
            if (process.inCore) {
                process.pausedUntilNs = Math.min(process.pausedUntilNs, world.nowNs());
                process.fuse.putOut();
                process.clock.catchUp(world.nowNs());
                onForced(process, process.log.requestedPosition(), process.log.incarnation());
                lives.restart(process);
            } else if (!process.isDown()) {
                lives.crash(process, 0);
            }
        }
        convergence.await(core);
    }

    // Time

    void runUntil(long untilNs) {
        while (true) {
            SimProcess early = earliest();
            long wakeNs = early == null ? Long.MAX_VALUE : early.wakeNs;
            long nextNs = Math.min(wakeNs, queue.nextNs());
            if (nextNs > untilNs) {
                world.now(untilNs);
                return;
            }
            world.now(Math.max(world.nowNs(), nextNs));
            if (wakeNs < queue.nextNs()) {
                step(early);
            } else {
                queue.take();
                handle();
            }
        }
    }

    private SimProcess earliest() {
        SimProcess earliest = null;
        for (SimProcess process : world.processes) {
            if (process.wakeNs < (earliest == null ? Long.MAX_VALUE : earliest.wakeNs)) {
                earliest = process;
            }
        }
        return earliest;
    }

    private void handle() {
        switch (queue.kind()) {
            case World.ARRIVAL:
                onArrival((FrameInTransit) queue.payload());
                break;
            case World.FORCE:
                onForced(world.processes[queue.id()], queue.value(), (Long) queue.payload());
                break;
            case World.CLIENT:
                onClient(queue.id());
                break;
            case World.BEGIN:
                begin((Fault) queue.payload());
                break;
            case World.END:
                end((Fault) queue.payload());
                break;
            case World.POLL:
                onPoll();
                break;
            case World.RESTART:
                lives.restart(world.processes[queue.id()]);
                break;
            default:
                onCrashDue(world.processes[queue.id()], queue.value(), (Long) queue.payload());
                break;
        }
    }

    // Faults

    private void begin(Fault fault) {
        if (!world.healed) {
            trace.both(TraceKind.FAULT, -1, -1, fault.processes(), () -> fault.kind() + " begins: " + fault);
            faults.begin(fault);
        }
    }

    private void end(Fault fault) {
        if (!world.healed) {
            trace.both(TraceKind.REPAIR, -1, -1, fault.processes(), () -> fault.kind() + " is over");
            faults.end(fault);
        }
    }

    /** A fault that is in no plan: what another one brought about. */
    void disturb(Fault fault) {
        begin(fault);
        queue.add(fault.endNs(), World.END, 0, 0, fault);
    }

    void crash(SimProcess process, long restartDelayNs) {
        lives.crash(process, restartDelayNs);
    }

    /** @param incarnation of the life that is to end so; another one is left alone. */
    void crashLater(SimProcess process, long incarnation, long delayNs, long restartDelayNs) {
        queue.add(world.nowNs() + delayNs, World.CRASH_OF, process.id, incarnation, restartDelayNs);
    }

    private void onCrashDue(SimProcess process, long incarnation, long restartDelayNs) {
        if (!world.healed && process.log.incarnation() == incarnation) {
            lives.crash(process, restartDelayNs);
        }
    }

    // Processes

    void wake(SimProcess process) {
        if (process.replica != null) {
            process.wakeNs = world.nowNs();
        }
    }

    void wakeLeader() {
        stepSoon(world.replicas.leaderId());
    }

    private void stepSoon(int id) {
        if (id >= 0) {
            world.processes[id].wakeNs = Math.min(world.processes[id].wakeNs, world.nowNs());
        }
    }

    private void onArrival(FrameInTransit frame) {
        SimProcess process = world.processes[frame.destinationId()];
        trace.hash(TraceKind.ARRIVE, process.id, frame.sourceId(), frameHash(frame));
        if (trace.isRecording()) {
            trace.words(TraceKind.ARRIVE, process.id, frame.sourceId(), frame.number(), world.describe(frame));
        }
        world.network.arrive(frame, process.isRunning());
        step(process);
    }

    /** Checksum and length say enough. */
    private static long frameHash(FrameInTransit frame) {
        return frame.length() < Long.BYTES ? frame.length() : frame.buffer().getLong(0);
    }

    private void step(SimProcess process) {
        process.wakeNs = Long.MAX_VALUE;
        if (process.replica == null) {
            return;
        }
        long startNs = Math.max(process.pausedUntilNs, process.busyUntilNs);
        if (startNs > world.nowNs()) {
            process.wakeNs = startNs;
            return;
        }
        boolean wasLeading = process.wasLeading();
        long applied = process.appliedIndex();
        try {
            cycle(process);
            world.checks.afterStep(process);
            process.replica.checkInvariants();
        } catch (RuntimeException | Error failure) {
            lives.onFailure(process, failure);
            return;
        }
        afterStep(process, wasLeading, applied);
    }

    private void cycle(SimProcess process) {
        Replica replica = process.replica;
        long localNs = process.clock.read(world.nowNs());
        int cycles = 0;
        int work;
        do {
            work = replica.doWork(localNs);
            cycles++;
        } while (cycles < MAX_CYCLES_PER_STEP
                && work > 0
                && (replica.appliedIndex() < replica.commitIndex() || world.network.hasFrames(process.id)));
    }

    private void afterStep(SimProcess process, boolean wasLeading, long applied) {
        tally.add(SimCounter.STEPS, 1);
        long state = process.term() << 40 ^ process.commitIndex() << 20 ^ process.log.lastIndex();
        trace.hash(TraceKind.STEP, process.id, process.isLeading() ? 1 : 0, state);
        if (trace.isRecording()) {
            describeStep(process);
        }
        boolean newLeader = process.isLeading() && !wasLeading;
        boolean voted = process.hasVoted();
        boolean answered = process.isLeading() && process.appliedIndex() > applied;
        process.stepDone();
        process.busyUntilNs = world.nowNs() + process.slowNs;
        process.wakeNs =
                Math.max(process.busyUntilNs, process.clock.whenShows(process.replica.nextDeadlineNs(), world.nowNs()));
        if (newLeader) {
            onNewLeader();
        }
        if (!world.healed) {
            faults.onStepped(process, newLeader, voted, world.settings.delayNs() + world.settings.forceNs());
        }
        if (answered || knownLeader != world.replicas.leaderId()) {
            knownLeader = world.replicas.leaderId();
            clients.poll();
        }
    }

    private void onNewLeader() {
        tally.add(SimCounter.LEADERS, 1);
        int leaders = 0;
        for (SimProcess process : world.processes) {
            leaders += process.isRunning() && process.isLeading() ? 1 : 0;
        }
        tally.add(SimCounter.TWO_LEADERS_AT_ONCE, leaders > 1 ? 1 : 0);
    }

    private void describeStep(SimProcess process) {
        if (process.hasChangedRole()) {
            String role = SimText.role(process.raft().role());
            trace.words(TraceKind.ROLE, process.id, -1, process.term(), "is " + role + " in term " + process.term());
        }
        if (process.commitIndex() > process.previousCommitIndex()) {
            trace.words(
                    TraceKind.COMMIT, process.id, -1, process.commitIndex(), "commits up to " + process.commitIndex());
        }
    }

    private void onForced(SimProcess process, long position, long incarnation) {
        if (process.isDown() || process.log.incarnation() != incarnation) {
            return;
        }
        if (process.forceFails) {
            process.forceFails = false;
            process.log.dropUnforced();
            process.log.fail("the force failed");
        } else {
            trace.both(TraceKind.FORCE, process.id, -1, position, () -> "has forced up to position " + position);
            process.log.forced(position, !process.forceLies);
        }
        if (process.opening == null) {
            step(process);
        } else if (process.log.hasFailed()) {
            lives.crash(process, process.restartDelayNs);
        } else {
            lives.launchIfDurable(process);
        }
    }

    // Clients

    private void onClient(int number) {
        if (!world.healed && faults.happens(FaultKind.CLIENT_LOST)) {
            clients.lose(number);
        }
        clients.act(number);
        if (!world.healed && faults.happens(FaultKind.OLD_COMMAND)) {
            stepSoon(clients.repeatOld());
        }
        wakeLeader();
        queue.add(world.nowNs() + world.exponential(thinkNs), World.CLIENT, number, 0, null);
    }

    /** Clients ask again for what has no answer, also when nothing else happens to them. */
    private void onPoll() {
        clients.poll();
        wakeLeader();
        queue.add(world.nowNs() + SimClients.POLL_NS, World.POLL, 0, 0, null);
    }
}
