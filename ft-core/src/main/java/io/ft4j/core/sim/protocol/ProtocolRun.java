package io.ft4j.core.sim.protocol;

import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.fault.FrameInTransit;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.Protocol;
import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.runtime.driver.EffectDriver;
import io.ft4j.core.runtime.driver.NodeWiring;
import io.ft4j.core.sim.check.Check;
import io.ft4j.core.sim.world.Counts;
import io.ft4j.core.sim.world.Engine;
import io.ft4j.core.sim.world.EventTrace;
import io.ft4j.core.sim.world.SimCounter;
import io.ft4j.core.sim.world.SimLog;
import io.ft4j.core.sim.world.Software;
import io.ft4j.core.sim.world.TraceKind;
import java.util.EnumMap;
import java.util.Map;

/** One run of a {@link ProtocolSimulator}. */
final class ProtocolRun implements Software<SimulatedProcess>, Counts, SimLog.Listener {
    private static final long GROUP_ID = 1;
    private static final int TICK = Engine.FIRST_FREE_KIND;

    /** Duty cycles in a row at most; what is left is done at the same virtual time, after other events. */
    private static final int MAX_CYCLES_PER_STEP = 64;

    private final ProtocolSimulator simulator;
    private final SimulatedSystem system;
    private final Engine<SimulatedProcess> engine;
    private final SimulatedProcess[] processes;
    private final Prng lives;
    private final Prng ticks;
    private final Map<SimCounter, Long> counts = new EnumMap<>(SimCounter.class);

    ProtocolRun(ProtocolSimulator simulator, SimulatedSystem system, FaultPlan plan, EventTrace trace, Prng root) {
        this.simulator = simulator;
        this.system = system;
        engine = new Engine<>(simulator.speed(), plan, trace, root, this);
        lives = root.fork("lives");
        ticks = root.fork("ticks");
        processes = new SimulatedProcess[simulator.processCount()];
        for (int id = 0; id < processes.length; id++) {
            processes[id] = new SimulatedProcess(id, new SimLog(id, this));
        }
        engine.install(processes, this);
    }

    long nowNs() {
        return engine.nowNs();
    }

    Map<SimCounter, Long> counts() {
        return counts;
    }

    /** @throws RuntimeException when a property does not hold; the message begins with its name. */
    void run() {
        for (SimulatedProcess process : processes) {
            process.log().open(process.fuse());
            start(process);
        }
        engine.booted();
        if (simulator.tickNs() > 0) {
            engine.schedule(0, TICK, 0);
        }
        engine.runUntil(simulator.durationNs());
        converge();
    }

    private void converge() {
        engine.endFaults();
        long core = drawCore();
        engine.heal(core);
        system.onHealed(core, engine.nowNs());
        long deadlineNs = engine.nowNs() + simulator.convergenceNs();
        String rest = system.waitsFor(engine.nowNs());
        while (rest != null) {
            if (engine.nowNs() >= deadlineNs) {
                throw new Check.Broken("convergence: after " + simulator.convergenceNs() / 1_000_000
                        + " ms without faults the core " + ProcessSet.toString(core) + " waits for " + rest);
            }
            engine.runUntil(Math.min(deadlineNs, engine.nowNs() + engine.timeoutNs() / 10));
            rest = system.waitsFor(engine.nowNs());
        }
    }

    private long drawCore() {
        long sound = ProcessSet.EMPTY;
        for (SimulatedProcess process : processes) {
            sound = process.isDamaged() ? sound : ProcessSet.add(sound, process.id());
        }
        long core = sound & ~engine.plan().permanentlyDamaged();
        core = ProcessSet.size(core) < simulator.minCore() ? sound : core;
        while (ProcessSet.size(core) > simulator.minCore() && engine.prng().chance(0.6)) {
            core = ProcessSet.remove(core, engine.prng().nextInt(processes.length));
        }
        return core;
    }

    // Lives

    @Override
    public void start(SimulatedProcess process) {
        int id = process.id();
        SimLog log = process.log();
        Prng prng = lives.fork("process " + id + " life " + log.incarnation());
        Protocol[] protocols = system.newLife(id, log, prng);
        ProtocolStack stack = new ProtocolStack(GROUP_ID, id, ProcessSet.firstN(simulator.processCount()), protocols);
        NodeWiring wiring =
                new NodeWiring(GROUP_ID, id, log, engine.network().connect(id, process.fuse()), process.memory());
        EffectDriver driver = new EffectDriver(wiring, stack);
        log.replay(stack::onRecord);
        driver.start(process.clock().read(engine.nowNs()));
        process.run(stack, driver);
        log.takePart();
        long life = log.incarnation();
        engine.trace().both(TraceKind.START, id, -1, life, () -> "starts, life " + life);
        add(SimCounter.RESTARTS, engine.isBooting() ? 0 : 1);
        engine.started(process);
    }

    @Override
    public void step(SimulatedProcess process) {
        try {
            cycle(process);
            process.stack().checkInvariants();
            system.afterStep(process, engine.nowNs());
        } catch (RuntimeException | Error failure) {
            engine.onFailure(process, failure);
            return;
        }
        long deadlineNs = process.stack().nextDeadlineNs();
        engine.trace().hash(TraceKind.STEP, process.id(), 0, deadlineNs);
        engine.rest(process, deadlineNs);
    }

    private void cycle(SimulatedProcess process) {
        EffectDriver driver = process.driver();
        long localNs = process.clock().read(engine.nowNs());
        int cycles = 0;
        int work;
        do {
            if (driver.hasRoomForStep()) {
                system.atDoors(process, localNs, driver.outbox());
            }
            work = driver.cycle(localNs);
            cycles++;
        } while (cycles < MAX_CYCLES_PER_STEP && work > 0 && engine.network().hasFrames(process.id()));
    }

    @Override
    public void onCrash(SimulatedProcess process) {
        system.onCrash(process, engine.nowNs());
    }

    // Events

    @Override
    public void onEvent(int kind, int id) {
        if (!engine.isHealed()) {
            int actor = system.onTick(engine.nowNs(), ticks);
            if (actor != SimulatedSystem.NOBODY) {
                engine.stepSoon(actor);
            }
            engine.schedule(1 + engine.exponential(simulator.tickNs()), TICK, 0);
        }
    }

    @Override
    public void onForceRequested(SimLog log) {
        engine.onForceRequested(log);
    }

    @Override
    public void add(SimCounter counter, long count) {
        counts.merge(counter, count, Long::sum);
    }

    @Override
    public String describe(FrameInTransit frame) {
        int length = frame.length() - Frames.HEADER_LENGTH;
        try {
            return system.describe(frame.buffer(), Frames.HEADER_LENGTH, length);
        } catch (RuntimeException broken) {
            return frame.length() + " bytes that make no sense";
        }
    }
}
