package io.ft4j.core.sim;

import io.ft4j.core.consensus.raft.RaftText;
import io.ft4j.core.fault.Fault;
import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.fault.Swarm;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.model.Quorum;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.runtime.Replica;
import io.ft4j.core.runtime.Replicas;
import io.ft4j.core.sim.check.Check;
import io.ft4j.core.sim.check.RaftChecks;
import org.agrona.DirectBuffer;

/**
 * One run: the events of one seed in the order of virtual time, each followed by every check. Two phases: under faults
 * nothing may ever become wrong; then a core of the group is healed, and it must come to an agreement in bounded time.
 */
final class Simulation {
    /** Duty cycles in a row at most; what is left is done at the same virtual time, after other events. */
    private static final int MAX_CYCLES_PER_STEP = 64;

    private static final long ORIGIN_NS = 1_700_000_000L * Simulator.SECOND_NS;
    private static final long DIGEST_EVERY = 8;

    // Kinds of events.
    private static final int ARRIVAL = 0;
    private static final int FORCE = 1;
    private static final int CLIENT = 2;
    private static final int BEGIN = 3;
    private static final int END = 4;
    private static final int RESTART = 5;
    private static final int CRASH_OF = 6;

    private final Simulator simulator;
    private final SimSettings settings;
    private final SimTally tally = new SimTally();
    private final EventTrace trace;
    private final RaftText text = new RaftText(SimText::entry);
    private final EventQueue queue = new EventQueue();
    private final SimProcess[] processes;
    private final SimNetwork network;
    private final Replicas replicas;
    private final SimFaults faults;
    private final SimClients clients;
    private final RaftChecks checks;
    private final Prng prng;
    private final long thinkNs;

    private long nowNs;
    private long frameNumber;
    private boolean booting = true;
    private boolean healed;
    private int knownLeader = -1;

    Simulation(Simulator simulator, long seed, FaultPlan plan, long recordFromNs, long recordToNs) {
        this.simulator = simulator;
        Prng root = new Prng(seed);
        settings = SimSettings.draw(root.fork("settings"), simulator);
        trace = new EventTrace(recordFromNs, recordToNs);
        prng = root.fork("run");
        int processCount = settings.processCount();
        processes = new SimProcess[processCount];
        LogEvents logEvents = new LogEvents();
        for (int id = 0; id < processCount; id++) {
            processes[id] = new SimProcess(id, new SimLog(id, logEvents), new SimClock(ORIGIN_NS));
        }
        checks = new RaftChecks(processes, true);
        network = new SimNetwork(processCount, settings.delayNs(), timeoutNs(), root.fork("network"), new Post());
        FaultPlan drawn =
                plan != null ? plan : Swarm.draw(root.fork("faults"), processCount, settings.durationNs(), timeoutNs());
        faults = new SimFaults(this, network, drawn, tally, root.fork("fates"));
        replicas = settings.replicas(seed, simulator);
        clients = new SimClients(
                settings,
                simulator.maxCommandBytes(),
                replicas,
                simulator.newWorkload(root.fork("workload")),
                checks,
                trace,
                tally,
                root.fork("clients"),
                () -> ORIGIN_NS + nowNs);
        thinkNs = Simulator.SECOND_NS * settings.clientCount() / simulator.operationsPerSecond();
    }

    FaultPlan plan() {
        return faults.plan();
    }

    SimSettings settings() {
        return settings;
    }

    SimTally tally() {
        return tally;
    }

    EventTrace trace() {
        return trace;
    }

    SimProcess[] processes() {
        return processes;
    }

    long nowNs() {
        return nowNs;
    }

    long timeoutNs() {
        return settings.raft().electionTimeoutNs();
    }

    /** @throws RuntimeException when a property does not hold; the message begins with its name. */
    void run() {
        boot();
        for (int i = 0; i < plan().faults().size(); i++) {
            Fault fault = plan().faults().get(i);
            queue.add(fault.atNs(), BEGIN, 0, 0, fault);
            queue.add(fault.endNs(), END, 0, 0, fault);
        }
        for (int number = 0; number < clients.count(); number++) {
            queue.add(prng.nextLong(thinkNs), CLIENT, number, 0, null);
        }
        runUntil(settings.durationNs());
        converge();
        clients.end();
        for (SimProcess process : processes) {
            if (process.isRunning()) {
                endOfLife(process);
            }
        }
        tally.run(nowNs);
        tally.add(SimCounter.COMMITTED, checks.committed().lastIndex());
        tally.add(SimCounter.MAJORITY_OVERWRITTEN, checks.overwritten().count());
        tally.add(SimCounter.FIVE_FAILED_ELECTIONS, checks.elections().longestLeaderlessRun() >= 5 ? 1 : 0);
    }

    private void boot() {
        Replica[] opened = new Replica[processes.length];
        for (SimProcess process : processes) {
            opened[process.id] = replicas.open(
                    process.id,
                    process.log.open(process.fuse),
                    network.connect(process.id, process.fuse),
                    stateMachine(process));
        }
        replicas.boot(opened);
        for (Replica replica : opened) {
            replica.log().requestForce();
            launch(processes[replica.id()], replica);
        }
        booting = false;
    }

    private WatchedStateMachine stateMachine(SimProcess process) {
        return new WatchedStateMachine(simulator.newStateMachine(), process, checks, DIGEST_EVERY);
    }

    // Time

    private void runUntil(long untilNs) {
        while (true) {
            SimProcess early = earliest();
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

    private SimProcess earliest() {
        SimProcess earliest = null;
        for (SimProcess process : processes) {
            if (process.wakeNs < (earliest == null ? Long.MAX_VALUE : earliest.wakeNs)) {
                earliest = process;
            }
        }
        return earliest;
    }

    private void handle() {
        switch (queue.kind()) {
            case ARRIVAL:
                onArrival((SimFrame) queue.payload());
                break;
            case FORCE:
                onForced(processes[queue.id()], queue.value(), (Long) queue.payload());
                break;
            case CLIENT:
                onClient(queue.id());
                break;
            case BEGIN:
                begin((Fault) queue.payload());
                break;
            case END:
                end((Fault) queue.payload());
                break;
            case RESTART:
                restart(processes[queue.id()]);
                break;
            default:
                if (!healed && processes[queue.id()].log.incarnation() == queue.value()) {
                    crash(processes[queue.id()], (Long) queue.payload());
                }
                break;
        }
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

    void crashLater(SimProcess process, long delayNs, long restartDelayNs) {
        queue.add(nowNs + delayNs, CRASH_OF, process.id, process.log.incarnation(), restartDelayNs);
    }

    // Processes

    void wake(SimProcess process) {
        if (process.replica != null) {
            process.wakeNs = nowNs;
        }
    }

    private void onArrival(SimFrame frame) {
        SimProcess process = processes[frame.destinationId];
        trace.hash(TraceKind.ARRIVE, process.id, frame.sourceId, frameHash(frame));
        if (trace.isRecording()) {
            trace.words(TraceKind.ARRIVE, process.id, frame.sourceId, frame.number, describe(frame));
        }
        network.arrive(frame, process.isRunning());
        step(process);
    }

    /** Checksum and length say enough. */
    private static long frameHash(SimFrame frame) {
        return frame.length < Long.BYTES ? frame.length : frame.buffer().getLong(0);
    }

    private void step(SimProcess process) {
        process.wakeNs = Long.MAX_VALUE;
        if (process.replica == null) {
            return;
        }
        long startNs = Math.max(process.pausedUntilNs, process.busyUntilNs);
        if (startNs > nowNs) {
            process.wakeNs = startNs;
            return;
        }
        boolean wasLeading = process.wasLeading();
        long applied = process.appliedIndex();
        try {
            cycle(process);
            checks.afterStep(process);
            process.replica.checkInvariants();
        } catch (RuntimeException | Error failure) {
            onFailure(process, failure);
            return;
        }
        afterStep(process, wasLeading, applied);
    }

    private void cycle(SimProcess process) {
        Replica replica = process.replica;
        long localNs = process.clock.read(nowNs);
        int cycles = 0;
        int work;
        do {
            work = replica.doWork(localNs);
            cycles++;
        } while (cycles < MAX_CYCLES_PER_STEP
                && work > 0
                && (replica.appliedIndex() < replica.commitIndex() || network.hasFrames(process.id)));
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
        process.busyUntilNs = nowNs + process.slowNs;
        process.wakeNs =
                Math.max(process.busyUntilNs, process.clock.whenShows(process.replica.nextDeadlineNs(), nowNs));
        if (newLeader) {
            onNewLeader();
        }
        if (!healed) {
            faults.onStepped(process, newLeader, voted, settings.delayNs() + settings.forceNs());
        }
        if (answered || knownLeader != replicas.leaderId()) {
            knownLeader = replicas.leaderId();
            clients.poll();
        }
    }

    private void onNewLeader() {
        tally.add(SimCounter.LEADERS, 1);
        int leaders = 0;
        for (SimProcess process : processes) {
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

    /** Crashes and broken disks are part of the game; everything else is what this is all about. */
    private void onFailure(SimProcess process, Throwable failure) {
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
        throw new IllegalStateException("replica " + process.id + " stopped: " + failure.getMessage(), failure);
    }

    /** What a leader answered, or told others, before it was gone is committed, though its step never ended. */
    private void crashInStep(SimProcess process) {
        if (process.isRunning() && process.isLeading() && process.commitIndex() <= process.log.lastIndex()) {
            checks.committed().afterStep(process);
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
        long unforced = process.log.position();
        trace.both(TraceKind.CRASH, process.id, -1, unforced, () -> "crashes");
        tally.add(SimCounter.CRASHES, 1);
        if (process.isRunning()) {
            boolean uncommitted = process.isLeading() && process.log.lastIndex() > process.commitIndex();
            tally.add(SimCounter.LEADER_CRASHED_WITH_UNCOMMITTED, uncommitted ? 1 : 0);
            endOfLife(process);
        }
        replicas.remove(process.id);
        process.log.crash(faults.prng(), faults.crashFate());
        process.down();
        checks.onCrash(process);
        queue.add(nowNs + Math.max(1, restartDelayNs), RESTART, process.id, 0, null);
    }

    private void endOfLife(SimProcess process) {
        tally.life(process.replica, process.raft().counters());
    }

    private void restart(SimProcess process) {
        if (!process.isDown() || process.damaged || healed && !process.inCore) {
            return;
        }
        if (process.wrongDisk != null && process.log.isSound()) {
            tryWrongDisk(process);
        }
        long before = process.log.position();
        try {
            process.log.open(process.fuse);
        } catch (LogException damage) {
            if (!ProcessSet.contains(plan().permanentlyDamaged(), process.id)) {
                throw new Check.Broken("durability: " + damage.getMessage() + ", and nothing has damaged this disk");
            }
            process.damaged = true;
            tally.add(SimCounter.DAMAGED_DISK_REFUSED, 1);
            trace.both(TraceKind.REFUSED, process.id, -1, 0, () -> "is refused: " + damage.getMessage());
            return;
        }
        tally.add(SimCounter.TORN_TAIL_CUT, process.log.position() < before ? 1 : 0);
        tally.add(SimCounter.UNFORCED_KEPT, process.log.keptUnforced() ? 1 : 0);
        try {
            process.opening = replicas.reopen(
                    process.id, process.log, network.connect(process.id, process.fuse), stateMachine(process));
        } catch (LogException | Fuse.Crash failure) {
            process.log.crash(faults.prng(), faults.crashFate());
            process.down();
            trace.both(TraceKind.REFUSED, process.id, -1, 1, () -> "cannot start: " + failure.getMessage());
            queue.add(nowNs + timeoutNs(), RESTART, process.id, 0, null);
            return;
        }
        launchIfDurable(process);
    }

    private void tryWrongDisk(SimProcess process) {
        boolean old = process.wrongDisk == FaultKind.OLD_DISK;
        process.wrongDisk = null;
        SimLog.Listener silent = new SimText.SilentListener();
        SimLog wrong = old ? process.log.olderCopy(silent) : new SimLog(process.id, silent);
        try {
            DurableLog opened = wrong.open(new Fuse());
            replicas.reopen(process.id, opened, network.connect(process.id, new Fuse()), stateMachine(process));
        } catch (LogException refusal) {
            tally.add(old ? SimCounter.OLD_DISK_REFUSED : SimCounter.EMPTY_DISK_REFUSED, 1);
            trace.both(TraceKind.REFUSED, process.id, -1, 2, () -> "is refused: " + refusal.getMessage());
            return;
        }
        throw new Check.Broken(
                "admission: " + process.id + " came back with an " + (old ? "older" : "empty") + " disk");
    }

    private void launchIfDurable(SimProcess process) {
        if (process.opening != null && process.opening.isDurable()) {
            launch(process, process.opening);
        }
    }

    private void launch(SimProcess process, Replica replica) {
        process.run(replica);
        process.log.takePart();
        trace.both(
                TraceKind.START,
                process.id,
                -1,
                process.log.incarnation(),
                () -> "starts, life " + process.log.incarnation());
        tally.add(SimCounter.RESTARTS, booting ? 0 : 1);
        boolean soon = nowNs - process.lastStartNs < timeoutNs() && process.log.incarnation() > 2;
        tally.add(SimCounter.RESTARTED_TWICE_IN_AN_ELECTION, soon ? 1 : 0);
        process.lastStartNs = nowNs;
        try {
            replicas.launch(replica, process.clock.read(nowNs));
        } catch (RuntimeException | Error failure) {
            onFailure(process, failure);
            return;
        }
        process.wakeNs = nowNs;
    }

    // Disks

    private void onForceRequested(SimLog log) {
        SimProcess process = processes[log.processId()];
        long meanNs = settings.forceNs() + process.slowForceNs;
        if (booting || meanNs == 0 && process.lastForceNs <= nowNs && !process.forceFails) {
            log.forced(log.requestedPosition(), !process.forceLies);
            return;
        }
        long durationNs = meanNs == 0 ? 0 : exponential(meanNs);
        process.lastForceNs = Math.max(process.lastForceNs, nowNs + durationNs);
        tally.add(SimCounter.FORCE_SLOWER_THAN_ELECTION, process.lastForceNs - nowNs > timeoutNs() ? 1 : 0);
        queue.add(process.lastForceNs, FORCE, process.id, log.requestedPosition(), log.incarnation());
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
            crash(process, process.restartDelayNs);
        } else {
            launchIfDurable(process);
        }
    }

    // Clients

    private void onClient(int number) {
        if (!healed && faults.happens(FaultKind.CLIENT_LOST)) {
            clients.lose(number);
        }
        clients.act(number);
        if (!healed && faults.happens(FaultKind.OLD_COMMAND)) {
            stepSoon(clients.repeatOld());
        }
        stepSoon(replicas.leaderId());
        queue.add(nowNs + exponential(thinkNs), CLIENT, number, 0, null);
    }

    private void stepSoon(int id) {
        if (id >= 0) {
            processes[id].wakeNs = Math.min(processes[id].wakeNs, nowNs);
        }
    }

    // Convergence

    /** A majority is healed, perhaps more; the others stay as they are, and the core has to go on without them. */
    private void converge() {
        healed = true;
        long core = core();
        trace.both(TraceKind.HEAL, -1, -1, core, () -> "the faults are over; the core is " + ProcessSet.toString(core));
        faults.endAll();
        for (SimProcess process : processes) {
            process.inCore = ProcessSet.contains(core, process.id);
            if (process.inCore) {
                process.pausedUntilNs = Math.min(process.pausedUntilNs, nowNs);
                process.fuse.putOut();
                process.clock.catchUp(nowNs);
                onForced(process, process.log.requestedPosition(), process.log.incarnation());
                restart(process);
            } else if (!process.isDown()) {
                crash(process, 0);
            }
        }
        clients.stopIssuing();
        awaitService(core);
        clients.issueOnce();
        stepSoon(replicas.leaderId());
        awaitService(core);
        awaitCatchUp(core);
    }

    private long core() {
        long sound = ProcessSet.EMPTY;
        for (SimProcess process : processes) {
            sound = process.damaged ? sound : ProcessSet.add(sound, process.id);
        }
        sound &= ~plan().permanentlyDamaged() | brave();
        int size = Quorum.majority(processes.length);
        long core = sound;
        while (ProcessSet.size(core) > size && prng.chance(0.6)) {
            core = ProcessSet.remove(core, prng.nextInt(processes.length));
        }
        return core;
    }

    /** Those whose disk was to be damaged and has survived may be needed for nothing, but they may be there. */
    private long brave() {
        return prng.chance(0.5) ? plan().permanentlyDamaged() : ProcessSet.EMPTY;
    }

    private void awaitService(long core) {
        long deadlineNs = nowNs + 10 * timeoutNs() + 2 * Simulator.SECOND_NS;
        while (waitsFor(core) != null) {
            if (nowNs >= deadlineNs) {
                throw new Check.Broken("convergence: after " + (10 * timeoutNs() / 1_000_000 + 2000)
                        + " ms without faults the core " + ProcessSet.toString(core) + " waits for " + waitsFor(core));
            }
            runUntil(Math.min(deadlineNs, nowNs + timeoutNs() / 10));
        }
    }

    /** What is missing, or null. */
    private String waitsFor(long core) {
        int leader = replicas.leaderId();
        if (leader < 0 || !ProcessSet.contains(core, leader)) {
            return "a leader";
        }
        return clients.outstanding() > 0 ? clients.waiting() : null;
    }

    /** How long that takes depends on how far a process is behind; but it must go on all the time. */
    private void awaitCatchUp(long core) {
        for (long rest = core; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            SimProcess process = processes[ProcessSet.first(rest)];
            long applied = -1;
            while (!process.damaged && applied < checks.committed().lastIndex()) {
                long before = applied;
                runUntil(nowNs + 4 * timeoutNs());
                applied = process.isRunning() ? process.appliedIndex() : -1;
                if (applied == before) {
                    throw new Check.Broken(
                            "convergence: process " + process.id + " of the core does not get on at index " + applied
                                    + (process.isRunning() ? "" : ", it is down"));
                }
            }
        }
    }

    private long exponential(long meanNs) {
        return (long) (-StrictMath.log(1 - prng.nextDouble()) * meanNs);
    }

    private String describe(SimFrame frame) {
        return SimText.frame(text, frame);
    }

    private final class Post implements SimNetwork.Post {
        @Override
        public void deliver(SimFrame frame, long delayNs) {
            queue.add(nowNs + delayNs, ARRIVAL, frame.destinationId, 0, frame);
        }

        @Override
        public void onSent(SimFrame frame) {
            tally.add(SimCounter.FRAMES, 1);
            frame.number = frameNumber++;
            checks.onSent(
                    processes[frame.sourceId],
                    frame.destinationId,
                    frame.buffer(),
                    Frames.HEADER_LENGTH,
                    frame.length - Frames.HEADER_LENGTH);
            if (trace.isRecording()) {
                trace.words(TraceKind.SEND, frame.sourceId, frame.destinationId, frame.number, describe(frame));
            }
        }

        @Override
        public void onLost(SimFrame frame) {
            tally.add(SimCounter.FRAMES_LOST, 1);
            if (trace.isRecording()) {
                trace.words(TraceKind.LOST, frame.sourceId, frame.destinationId, frame.number, describe(frame));
            }
        }
    }

    /** Hands on what the disks tell. */
    private final class LogEvents implements SimLog.Listener {
        @Override
        public void onEntry(SimLog log, long index) {
            checks.onEntry(processes[log.processId()], index);
            if (trace.isRecording()) {
                String entry = index + "@" + log.term(index);
                trace.words(TraceKind.WRITE, log.processId(), -1, index, "writes " + entry);
            }
        }

        @Override
        public void onTruncation(SimLog log, long fromIndex) {
            SimProcess process = processes[log.processId()];
            trace.both(
                    TraceKind.WRITE,
                    log.processId(),
                    -1,
                    fromIndex,
                    () -> "cuts " + fromIndex + ".." + log.lastIndex());
            process.truncated();
            checks.onTruncation(process, fromIndex);
        }

        @Override
        public void onState(SimLog log, int recordType, DirectBuffer buffer, int offset, int length) {
            if (trace.isRecording() && recordType == RaftText.TERM_AND_VOTE) {
                int vote = text.recordedVote(buffer, offset);
                trace.words(
                        TraceKind.WRITE,
                        log.processId(),
                        -1,
                        0,
                        "writes term=" + text.recordedTerm(buffer, offset) + " vote=" + (vote < 0 ? "none" : vote));
            }
        }

        @Override
        public void onForceRequested(SimLog log) {
            Simulation.this.onForceRequested(log);
        }

        @Override
        public void onDurableEntry(SimLog log, long index) {
            checks.onDurableEntry(processes[log.processId()], index);
        }

        @Override
        public void onDurableTruncation(SimLog log, long fromIndex) {
            checks.onDurableTruncation(processes[log.processId()], log, fromIndex);
        }

        @Override
        public void onDurableState(SimLog log, int recordType, DirectBuffer buffer, int offset, int length) {
            if (recordType == RaftText.TERM_AND_VOTE) {
                checks.onDurableState(
                        processes[log.processId()],
                        text.recordedTerm(buffer, offset),
                        text.recordedVote(buffer, offset));
            }
        }
    }
}
