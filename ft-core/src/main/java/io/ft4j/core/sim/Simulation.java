package io.ft4j.core.sim;

import io.ft4j.core.consensus.raft.RaftText;
import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.fault.FrameInTransit;
import io.ft4j.core.model.Prng;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.runtime.Replica;
import io.ft4j.core.sim.world.EventTrace;
import io.ft4j.core.sim.world.SimCounter;
import io.ft4j.core.sim.world.TraceKind;

/**
 * One run: the events of one seed in the order of virtual time, each followed by every check. Two phases: under faults
 * nothing may ever become wrong; then a core of the group is healed, and it must come to an agreement in bounded time.
 */
final class Simulation extends Lives {
    /** Duty cycles in a row at most; what is left is done at the same virtual time, after other events. */
    private static final int MAX_CYCLES_PER_STEP = 64;

    private final SimClients clients;
    private final RaftText text = new RaftText(SimText::entry);
    private final long thinkNs;
    private int knownLeader = -1;

    /**
     * @param plan null: the faults that the seed draws.
     * @throws IllegalArgumentException when the plan is for a group of another size.
     */
    Simulation(Simulator simulator, long seed, FaultPlan plan, long recordFromNs, long recordToNs) {
        this(World.create(simulator, seed, plan, new EventTrace(recordFromNs, recordToNs)), new Prng(seed));
    }

    private Simulation(World world, Prng root) {
        super(world);
        Simulator simulator = world.simulator;
        SimSettings settings = world.settings;
        engine.install(world.processes, this);
        clients = new SimClients(world, simulator.newWorkload(root.fork("workload")), root.fork("clients"));
        thinkNs = Simulator.SECOND_NS * settings.clientCount() * settings.burst() / simulator.operationsPerSecond();
    }

    World world() {
        return world;
    }

    /** @throws RuntimeException when a property does not hold; the message begins with its name. */
    void run() {
        boot();
        for (int number = 0; number < clients.count(); number++) {
            engine.schedule(engine.prng().nextLong(thinkNs), World.CLIENT, number);
        }
        engine.schedule(SimClients.POLL_NS, World.POLL, 0);
        engine.runUntil(world.settings.durationNs());
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
        engine.endFaults();
        long core = convergence.drawCore();
        engine.heal(core);
        convergence.await(core);
    }

    // Processes

    void wakeLeader() {
        stepSoon(world.replicas.leaderId());
    }

    private void stepSoon(int id) {
        if (id >= 0) {
            engine.stepSoon(id);
        }
    }

    @Override
    public void step(SimProcess process) {
        boolean wasLeading = process.wasLeading();
        long applied = process.appliedIndex();
        try {
            cycle(process);
            world.checks.afterStep(process);
            process.replica.checkInvariants();
        } catch (RuntimeException | Error failure) {
            engine.onFailure(process, failure);
            return;
        }
        afterStep(process, wasLeading, applied);
    }

    private void cycle(SimProcess process) {
        Replica replica = process.replica;
        long localNs = process.clock().read(world.nowNs());
        int cycles = 0;
        int work;
        do {
            work = replica.doWork(localNs);
            cycles++;
        } while (cycles < MAX_CYCLES_PER_STEP
                && work > 0
                && (replica.appliedIndex() < replica.commitIndex()
                        || engine.network().hasFrames(process.id())));
    }

    private void afterStep(SimProcess process, boolean wasLeading, long applied) {
        long state = process.term() << 40
                ^ process.commitIndex() << 20
                ^ process.log().lastIndex();
        trace.hash(TraceKind.STEP, process.id(), process.isLeading() ? 1 : 0, state);
        if (trace.isRecording()) {
            describeStep(process);
        }
        boolean newLeader = process.isLeading() && !wasLeading;
        boolean voted = process.hasVoted();
        boolean answered = process.isLeading() && process.appliedIndex() > applied;
        process.stepDone();
        engine.rest(process, process.replica.nextDeadlineNs());
        if (newLeader) {
            onNewLeader();
        }
        engine.stepped(process, newLeader, voted);
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
            trace.words(TraceKind.ROLE, process.id(), -1, process.term(), "is " + role + " in term " + process.term());
        }
        if (process.commitIndex() > process.previousCommitIndex()) {
            trace.words(
                    TraceKind.COMMIT,
                    process.id(),
                    -1,
                    process.commitIndex(),
                    "commits up to " + process.commitIndex());
        }
    }

    // Frames

    @Override
    public void onSent(SimProcess source, FrameInTransit frame) {
        world.checks.onSent(
                source,
                frame.destinationId(),
                frame.buffer(),
                Frames.HEADER_LENGTH,
                frame.length() - Frames.HEADER_LENGTH);
    }

    @Override
    public String describe(FrameInTransit frame) {
        return SimText.frame(text, frame);
    }

    // Clients

    @Override
    public void onEvent(int kind, int id) {
        if (kind == World.CLIENT) {
            onClient(id);
        } else {
            onPoll();
        }
    }

    private void onClient(int number) {
        if (engine.happens(FaultKind.CLIENT_LOST)) {
            clients.lose(number);
        }
        clients.act(number);
        if (engine.happens(FaultKind.OLD_COMMAND)) {
            stepSoon(clients.repeatOld());
        }
        wakeLeader();
        engine.schedule(engine.exponential(thinkNs), World.CLIENT, number);
    }

    /** Clients ask again for what has no answer, also when nothing else happens to them. */
    private void onPoll() {
        clients.poll();
        wakeLeader();
        engine.schedule(SimClients.POLL_NS, World.POLL, 0);
    }
}
