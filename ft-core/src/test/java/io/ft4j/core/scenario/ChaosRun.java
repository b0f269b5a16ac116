package io.ft4j.core.scenario;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.model.Quorum;
import io.ft4j.core.scenario.ChaosEvent.Kind;
import java.util.PriorityQueue;

/**
 * One run under one seed, in virtual time that jumps from event to event: first faults as the plan has them, while only
 * the checks of the cluster judge; then the faults end, a core of the processes is healed, and it must converge within a
 * bounded time: one leader, equal logs, everything committed and applied, and a new command too.
 */
public final class ChaosRun {
    /** Is told when a process stops, while its node can still be asked. */
    public interface LifeListener {
        void onLifeEnd(ClusterProcess process);
    }

    private final Prng prng;
    private final long timeoutNs;
    private final Cluster cluster;
    private final LifeListener lives;
    private final Trace trace;
    private final PriorityQueue<ChaosEvent> queue = new PriorityQueue<>();
    private final boolean[] paused;
    private final boolean[] stepDue;
    private final long[] lastForceNs;
    private final ChaosClocks clocks;

    private ChaosPlan plan;
    private long nowNs;
    private long order;
    private long stepCount;
    private long slowForceCount;
    private long sequence = 1;
    private long digest;
    private boolean faultsOn = true;

    /** @param timeoutNs as in {@link ChaosPlan#draw}. */
    public ChaosRun(
            ChaosPlan plan, long timeoutNs, Prng prng, ClusterFactory factory, LifeListener lives, Trace trace) {
        this.plan = plan;
        this.timeoutNs = timeoutNs;
        this.trace = trace;
        trace.clock(() -> nowNs);
        this.prng = prng;
        this.lives = lives;
        int n = plan.processCount();
        paused = new boolean[n];
        stepDue = new boolean[n];
        lastForceNs = new long[n];
        clocks = new ChaosClocks(n, plan.driftPerMille(), prng);
        cluster = factory.create(new DelayingWire());
        cluster.forceListener(this::onForceRequested);
    }

    /** Makes the cluster once its network is there. */
    public interface ClusterFactory {
        Cluster create(TestNetwork.Wire wire);
    }

    /** Duty cycles after an event; each was checked. */
    public long stepCount() {
        return stepCount;
    }

    /** Forces that took longer than the time-out of the protocol. */
    public long slowForceCount() {
        return slowForceCount;
    }

    public long nowNs() {
        return nowNs;
    }

    /** Of all that happened: equal seeds, equal digests. */
    public long digest() {
        return digest;
    }

    /** The phase of faults. */
    public void disturb(long steps) {
        for (int id = 0; id < plan.processCount(); id++) {
            start(id);
        }
        in(exponential(plan.proposalNs()), Kind.PROPOSAL, 0);
        scheduleFault(Kind.CRASH, plan.crashNs());
        scheduleFault(Kind.CUT, plan.cutNs());
        scheduleFault(Kind.PAUSE, plan.pauseNs());
        scheduleFault(Kind.DISK, plan.diskNs());
        scheduleFault(Kind.JUMP, plan.jumpNs());
        while (stepCount < steps) {
            next();
        }
    }

    /**
     * The phase of recovery.
     *
     * @throws IllegalStateException when the core does not converge in time; says what is missing.
     */
    public void converge(long limitNs) {
        long core = heal();
        long endNs = nowNs + limitNs;
        long finalIndex = 0;
        String missing = ClusterState.missing(cluster, core, finalIndex);
        while (!missing.isEmpty() || finalIndex == 0) {
            if (missing.isEmpty()) {
                int leader = ProcessSet.first(ClusterState.leaders(cluster, core));
                finalIndex = cluster.propose(leader, sequence++, "final");
                step(leader);
            } else {
                next();
            }
            missing = ClusterState.missing(cluster, core, finalIndex);
            if (nowNs > endNs) {
                throw new IllegalStateException(
                        "no convergence " + limitNs / 1_000_000 + " ms after the last fault: " + missing);
            }
        }
        for (int id = 0; id < plan.processCount(); id++) {
            if (cluster.process(id).isRunning()) {
                lives.onLifeEnd(cluster.process(id));
            }
        }
    }

    /** The network is whole again, a core runs, and whoever is not of it is down for good. */
    private long heal() {
        int n = plan.processCount();
        long core = ProcessSet.firstN(n);
        if (prng.chance(0.3)) {
            while (ProcessSet.size(core) > Quorum.majority(n)) {
                core = ProcessSet.remove(core, prng.nextInt(n));
            }
        }
        faultsOn = false;
        trace.line("the faults end; what must converge is " + ProcessSet.toString(core));
        plan = plan.calm(timeoutNs);
        cluster.network().heal();
        for (int id = 0; id < n; id++) {
            paused[id] = false;
            if (!ProcessSet.contains(core, id)) {
                crash(id);
            } else if (cluster.process(id).isRunning()) {
                cluster.process(id).node().sink().room(Integer.MAX_VALUE);
                cluster.process(id).log().forceUpTo(cluster.process(id).log().requestedPosition());
                lastForceNs[id] = nowNs;
                stepSoon(id);
            } else {
                start(id);
            }
        }
        return core;
    }

    /** The next event or deadline. */
    private void next() {
        ChaosEvent event = queue.peek();
        int early = earliestDeadline();
        long deadlineNs = early < 0
                ? Long.MAX_VALUE
                : Math.max(nowNs, clocks.toGlobal(early, cluster.process(early).nextDeadlineNs()));
        if (event == null && early < 0) {
            throw new IllegalStateException("nothing will ever happen again");
        }
        if (event == null || deadlineNs < event.atNs()) {
            nowNs = deadlineNs;
            step(early);
            return;
        }
        queue.poll();
        nowNs = event.atNs();
        handle(event);
    }

    private int earliestDeadline() {
        int earliest = -1;
        long best = Long.MAX_VALUE;
        for (int id = 0; id < plan.processCount(); id++) {
            ClusterProcess process = cluster.process(id);
            if (process.isRunning() && !paused[id]) {
                long deadlineNs = clocks.toGlobal(id, process.nextDeadlineNs());
                if (deadlineNs < best) {
                    best = deadlineNs;
                    earliest = id;
                }
            }
        }
        return earliest;
    }

    private void handle(ChaosEvent event) {
        switch (event.kind()) {
            case ARRIVAL:
                cluster.arrive(event.packet());
                stepSoon(event.packet().destinationId());
                break;
            case FORCE:
                onForceDone(event);
                break;
            case STEP:
                stepDue[event.id()] = false;
                step(event.id());
                break;
            case PROPOSAL:
                propose();
                break;
            default:
                handleFault(event);
                break;
        }
    }

    private void handleFault(ChaosEvent event) {
        if (!faultsOn) {
            return;
        }
        switch (event.kind()) {
            case CRASH:
                crashAndRestart(victim(), plan.repairNs());
                scheduleFault(Kind.CRASH, plan.crashNs());
                break;
            case CUT:
                cut();
                scheduleFault(Kind.CUT, plan.cutNs());
                break;
            case DISK:
                stallDisk(victim());
                scheduleFault(Kind.DISK, plan.diskNs());
                break;
            case PAUSE:
                pause(victim());
                scheduleFault(Kind.PAUSE, plan.pauseNs());
                break;
            case JUMP:
                jump(event.value());
                break;
            case CRASH_OF:
                if (cluster.process(event.id()).log().incarnation() == event.incarnation()) {
                    crashAndRestart(event.id(), event.value());
                }
                break;
            case RESTART:
                start(event.id());
                break;
            case HEAL:
                trace.line("the network is whole again");
                cluster.network().heal();
                break;
            default:
                trace.line(event.id() + " goes on");
                paused[event.id()] = false;
                stepSoon(event.id());
                break;
        }
    }

    private void step(int id) {
        ClusterProcess process = cluster.process(id);
        if (!process.isRunning() || paused[id]) {
            return;
        }
        process.nowNs(toLocal(id));
        if (plan.stallRate() > 0) {
            process.node().sink().room(prng.chance(plan.stallRate()) ? prng.nextInt(3) : Integer.MAX_VALUE);
        }
        boolean wasLeading = process.isLeading();
        long term = process.term();
        int vote = cluster.subject().votedFor(process.consensus());
        cluster.step(id);
        stepCount++;
        long last = process.log().lastIndex();
        digest = (digest ^ nowNs) * 31 + id;
        digest = (digest ^ process.term() << 32 ^ process.commitIndex()) * 0xD6E8FEB86659FD93L
                ^ process.log().chain(last);
        if (process.isLeading() && !wasLeading) {
            onNewLeader(process);
        }
        if (process.term() != term || cluster.subject().votedFor(process.consensus()) != vote) {
            onVoted(process);
        }
        if (process.node().sink().appliedIndex() < process.commitIndex()) {
            stepSoon(id);
        }
    }

    /** Leaders that hardly anyone has heard of are what Figure 8 of the Raft paper is made of. */
    private void onNewLeader(ClusterProcess leader) {
        if (!faultsOn || !prng.chance(plan.newLeaderFaultRate())) {
            return;
        }
        int friend = prng.nextInt(plan.processCount());
        trace.line(leader.id() + " is cut off from all but " + friend);
        for (int other = 0; other < plan.processCount(); other++) {
            if (other != friend && other != leader.id()) {
                cluster.network().cut(leader.id(), other);
            }
        }
        add(exponential(4 * plan.delayNs() + plan.forceNs()), Kind.CRASH_OF, leader.id(), null, plan.repairNs());
        in(exponential(plan.repairNs()), Kind.HEAL, 0);
    }

    /** A vote that is forgotten is what two leaders in one term are made of. */
    private void onVoted(ClusterProcess voter) {
        if (faultsOn && prng.chance(plan.voterCrashRate())) {
            add(exponential(plan.delayNs() + plan.forceNs()), Kind.CRASH_OF, voter.id(), null, timeoutNs / 20);
        }
    }

    private void stepSoon(int id) {
        if (!stepDue[id]) {
            stepDue[id] = true;
            in(prng.nextLong(plan.cycleNs()), Kind.STEP, id);
        }
    }

    private void start(int id) {
        ClusterProcess process = cluster.process(id);
        if (!process.isRunning()) {
            paused[id] = false;
            process.nowNs(toLocal(id));
            lastForceNs[id] = nowNs;
            cluster.start(id);
        }
    }

    private void crashAndRestart(int id, long repairNs) {
        if (cluster.process(id).isRunning()) {
            crash(id);
            in(exponential(repairNs), Kind.RESTART, id);
        }
    }

    /** Of what was not forced nothing is left, all, or what came first. */
    private void crash(int id) {
        ClusterProcess process = cluster.process(id);
        if (process.isRunning()) {
            long unforced = process.log().unforcedCount();
            int mode = prng.nextInt(3);
            lives.onLifeEnd(process);
            cluster.crash(id, mode == 0 ? 0 : mode == 1 ? unforced : prng.nextLong(unforced + 1));
        }
    }

    private void pause(int id) {
        if (!paused[id] && cluster.process(id).isRunning()) {
            trace.line(id + " pauses");
            paused[id] = true;
            in(exponential(plan.repairNs()), Kind.RESUME, id);
        }
    }

    /** Clocks may show what they like: here the deadlines of all but a leader come at once, and perhaps once more soon. */
    private void jump(long times) {
        trace.line("clocks jump to their deadlines");
        for (int id = 0; id < plan.processCount(); id++) {
            ClusterProcess process = cluster.process(id);
            if (process.isRunning() && !process.isLeading() && prng.chance(0.9)) {
                clocks.jump(id, Math.max(0, process.nextDeadlineNs() - toLocal(id)));
            }
        }
        if (times < prng.nextInt(8)) {
            add(exponential(4 * plan.delayNs() + plan.forceNs()), Kind.JUMP, 0, null, times + 1);
        } else {
            scheduleFault(Kind.JUMP, plan.jumpNs());
        }
    }

    private int victim() {
        long leaders = ClusterState.leaders(cluster, ProcessSet.firstN(plan.processCount()));
        return leaders != ProcessSet.EMPTY && prng.chance(plan.leaderBias())
                ? ProcessSet.first(leaders)
                : prng.nextInt(plan.processCount());
    }

    /** One process alone, two halves, or one direction only. */
    private void cut() {
        int shape = prng.nextInt(3);
        long one = shape == 1 ? prng.nextLong(1L << plan.processCount()) : ProcessSet.of(victim());
        boolean outward = shape != 2 || prng.chance(0.5);
        cut(one, outward, shape != 2 || !outward);
    }

    private void cut(long one, boolean outward, boolean inward) {
        trace.line("the network is cut around " + ProcessSet.toString(one)
                + (outward && inward ? "" : outward ? ", outward" : ", inward"));
        for (int from = 0; from < plan.processCount(); from++) {
            for (int to = 0; to < plan.processCount(); to++) {
                boolean leaves = ProcessSet.contains(one, from) && !ProcessSet.contains(one, to);
                boolean enters = !ProcessSet.contains(one, from) && ProcessSet.contains(one, to);
                if (leaves && outward || enters && inward) {
                    cluster.network().cut(from, to);
                }
            }
        }
        in(exponential(plan.repairNs()), Kind.HEAL, 0);
    }

    /** Its process goes on and writes, perhaps alone: so it has something to cut that was never forced. */
    private void stallDisk(int id) {
        trace.line("the disk of " + id + " stalls");
        lastForceNs[id] = Math.max(lastForceNs[id], nowNs + exponential(2 * plan.repairNs() + timeoutNs));
        if (prng.chance(0.5)) {
            cut(ProcessSet.of(id), true, true);
        }
    }

    /** A client turns to somebody who believes to lead, mostly. */
    private void propose() {
        if (!faultsOn) {
            return;
        }
        long leaders = ClusterState.leaders(cluster, ProcessSet.firstN(plan.processCount()));
        while (ProcessSet.size(leaders) > 1 && prng.chance(0.5)) {
            leaders = ProcessSet.withoutFirst(leaders);
        }
        int id = leaders == ProcessSet.EMPTY || prng.chance(0.05)
                ? prng.nextInt(plan.processCount())
                : ProcessSet.first(leaders);
        if (cluster.process(id).isRunning() && !paused[id]) {
            cluster.process(id).nowNs(toLocal(id));
            int count = 1 + prng.nextInt(4);
            for (int i = 0; i < count; i++) {
                cluster.propose(id, sequence, "c" + sequence++);
            }
            stepSoon(id);
        }
        in(exponential(plan.proposalNs()), Kind.PROPOSAL, 0);
    }

    private void onForceRequested(TestLog log) {
        int id = log.processId();
        if (log.requestedPosition() == log.durablePosition()) {
            return;
        }
        long durationNs =
                prng.chance(plan.slowForceRate()) ? prng.nextLong(plan.spikeNs()) : exponential(plan.forceNs());
        if (durationNs > timeoutNs) {
            slowForceCount++;
        }
        lastForceNs[id] = Math.max(lastForceNs[id], nowNs + durationNs);
        add(lastForceNs[id] - nowNs, Kind.FORCE, id, null, log.requestedPosition());
    }

    private void onForceDone(ChaosEvent event) {
        ClusterProcess process = cluster.process(event.id());
        if (process.isRunning() && process.log().incarnation() == event.incarnation()) {
            process.log().forceUpTo(event.value());
            stepSoon(event.id());
        }
    }

    private void scheduleFault(Kind kind, long meanNs) {
        if (meanNs > 0) {
            in(exponential(meanNs), kind, 0);
        }
    }

    private void in(long delayNs, Kind kind, int id) {
        add(delayNs, kind, id, null, 0);
    }

    private void add(long delayNs, Kind kind, int id, Packet packet, long value) {
        long incarnation = cluster.process(id).log().incarnation();
        queue.add(new ChaosEvent(nowNs + delayNs, order++, kind, id, incarnation, packet, value));
    }

    private long exponential(long meanNs) {
        return (long) (-Math.log(1 - prng.nextDouble()) * meanNs);
    }

    private long toLocal(int id) {
        return Math.max(cluster.process(id).nowNs(), clocks.toLocal(id, nowNs));
    }

    private final class DelayingWire implements TestNetwork.Wire {
        @Override
        public void sent(Packet packet) {
            if (!prng.chance(plan.lossRate())) {
                travel(packet);
            }
            if (prng.chance(plan.duplicateRate())) {
                travel(packet.copy());
            }
        }

        private void travel(Packet packet) {
            long delayNs = prng.chance(plan.spikeRate()) ? prng.nextLong(plan.spikeNs()) : exponential(plan.delayNs());
            add(delayNs, Kind.ARRIVAL, packet.destinationId(), packet, 0);
        }

        @Override
        public void lost(Packet packet) {}
    }
}
