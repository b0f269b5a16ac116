package io.ft4j.core.runtime;

import io.ft4j.core.fault.Fault;
import io.ft4j.core.fault.FaultInjector;
import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.fault.FaultPlan;
import io.ft4j.core.fault.FaultyClock;
import io.ft4j.core.fault.Fuse;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.Transport;
import io.ft4j.core.protocol.Records;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Carries out the faults of a plan in a live group: what happens to frames and logs it leaves to the {@link
 * FaultInjector}, what happens to replicas and their clocks it does itself, all within the duty cycle of consensus.
 *
 * <p>Thread of consensus; {@link #count} and {@link #isPaused} any.
 */
final class InjectedFaults implements FaultInjector.Host {
    /** What it does to the lives of replicas. */
    interface Lives {
        boolean isRunning(int id);

        /** Between two steps; nothing is flushed, nobody is told. */
        void kill(int id);

        /** With its own log. A failure is handled as that of a running replica. */
        void restart(int id);

        /** With an empty log, or an older copy of its own; the replica is down afterwards. */
        boolean isRefused(int id, FaultKind disk);

        void report(Throwable failure);
    }

    private record Turn(long atNs, int id, boolean isCrash, long incarnation, long restartDelayNs) {}

    /** One replica over all its lives. */
    private static final class Subject {
        FaultyClock clock;
        long pausedUntilNs;
        long busyUntilNs;
        long slowNs;
        long restartDelayNs;
        FaultKind wrongDisk;
        boolean wasLeading;
        long term;
        long commitIndex;
    }

    private final FaultInjector injector;
    private final Replicas replicas;
    private final Lives lives;
    private final Subject[] subjects;
    private final PriorityQueue<Turn> turns = new PriorityQueue<>(Comparator.comparingLong(Turn::atNs));
    private final EntrySlice slice = new EntrySlice();
    private volatile long pausedSet = ProcessSet.EMPTY;

    /** @param originNs of the clock of the group, at which the plan begins. */
    InjectedFaults(FaultPlan plan, GroupConfig config, long originNs, Replicas replicas, Lives lives) {
        if (plan.processCount() != config.processCount()) {
            throw new IllegalArgumentException("processes=" + plan.processCount()
                    + " of the plan of faults, but the group has " + config.processCount());
        }
        injector =
                new FaultInjector(plan, config.seed(), originNs, config.raft().electionTimeoutNs());
        this.replicas = replicas;
        this.lives = lives;
        subjects = new Subject[config.processCount()];
        for (int id = 0; id < subjects.length; id++) {
            subjects[id] = new Subject();
            subjects[id].clock = new FaultyClock(originNs);
        }
    }

    Transport transport(int id, Transport sound) {
        return injector.transport(id, sound);
    }

    DurableLog log(int id, DurableLog sound) {
        return injector.log(id, sound);
    }

    DurableLog olderLog(int id, DurableLog sound) {
        return injector.olderLog(id, sound);
    }

    long count(FaultKind kind) {
        return injector.count(kind);
    }

    boolean isPaused(int id) {
        return ProcessSet.contains(pausedSet, id);
    }

    /** What the clock of the replica shows. */
    long localNs(int id) {
        return subjects[id].clock.read(injector.nowNs());
    }

    /** A life of the replica begins. */
    void launches(int id) {
        Subject subject = subjects[id];
        subject.wasLeading = false;
        subject.term = -1;
        subject.commitIndex = 0;
        injector.takesPart(id);
    }

    /** Somebody waits for a log within the duty cycle. */
    void await(long clockNs) {
        injector.await(clockNs);
    }

    /** Makes happen what is due. */
    void poll(long clockNs) {
        injector.poll(clockNs, this);
        long nowNs = injector.nowNs();
        while (!turns.isEmpty() && turns.peek().atNs() <= nowNs) {
            take(turns.poll());
        }
        long paused = ProcessSet.EMPTY;
        for (int id = 0; id < subjects.length; id++) {
            paused |= subjects[id].pausedUntilNs > nowNs ? ProcessSet.of(id) : ProcessSet.EMPTY;
        }
        if (paused != pausedSet) {
            pausedSet = paused;
        }
    }

    private void take(Turn turn) {
        if (!turn.isCrash()) {
            restart(turn.id());
        } else if (replicas.incarnation(turn.id()) == turn.incarnation()) {
            crash(turn.id(), turn.restartDelayNs());
        }
    }

    /** One duty cycle of a replica that runs; none while it stands still. */
    int doWork(Replica replica) {
        int id = replica.id();
        Subject subject = subjects[id];
        if (isPaused(id) || subject.busyUntilNs > injector.nowNs()) {
            return 0;
        }
        int work = replica.doWork(localNs(id));
        if (work > 0) {
            onStepped(subject, replica);
        }
        return work;
    }

    private void onStepped(Subject subject, Replica replica) {
        if (subject.slowNs > 0) {
            subject.busyUntilNs = injector.nowNs() + subject.slowNs;
            injector.onHit(FaultKind.SLOW);
        }
        boolean newLeader = replica.isLeading() && !subject.wasLeading;
        // A vote is given in the step that enters its term, unless that term was known before.
        boolean newTerm = subject.term >= 0 && replica.consensus().term() != subject.term;
        boolean newCommit = replica.commitIndex() > subject.commitIndex;
        subject.wasLeading = replica.isLeading();
        subject.term = replica.consensus().term();
        subject.commitIndex = replica.commitIndex();
        if (newLeader && injector.happens(FaultKind.NEW_LEADER_LOST, replica.id())) {
            loseLeader(replica.id());
        } else if (newTerm && injector.happens(FaultKind.VOTER_LOST, replica.id())) {
            injector.onHit(FaultKind.VOTER_LOST);
            crashLater(replica.id(), injector.exponentialNs(injector.timeoutNs() / 60), injector.timeoutNs() / 20);
        }
        if (newCommit && injector.happens(FaultKind.OLD_COMMAND, replica.id())) {
            repeatOldCommand(replica);
        }
    }

    private void loseLeader(int id) {
        injector.onHit(FaultKind.NEW_LEADER_LOST);
        long two = ProcessSet.of(id) | ProcessSet.of((int) injector.choose(subjects.length));
        long durationNs = injector.exponentialNs(injector.timeoutNs());
        injector.begin(new Fault(FaultKind.PARTITION, injector.nowNs(), durationNs, two, 0), this);
        long delayNs = injector.exponentialNs(injector.timeoutNs() / 15);
        crashLater(id, delayNs, injector.exponentialNs(injector.timeoutNs()));
    }

    /** The log of a replica knows all commands that ever were; any replica gets one of them again. */
    private void repeatOldCommand(Replica replica) {
        DurableLog log = replica.log();
        long firstIndex = log.firstIndex();
        long index = firstIndex + injector.choose(Math.max(1, replica.commitIndex() - firstIndex + 1));
        if (log.read(index, 0, slice) == 0 || Records.type(slice.buffer(), slice.offset()) != Records.COMMAND) {
            return;
        }
        int at = slice.offset();
        int length = Records.length(slice.buffer(), at) - Records.ENTRY_HEADER_LENGTH;
        boolean taken = replicas.offer(
                (int) injector.choose(subjects.length),
                Records.sessionId(slice.buffer(), at),
                Records.sequence(slice.buffer(), at),
                slice.buffer(),
                at + Records.ENTRY_HEADER_LENGTH,
                length);
        if (taken) {
            injector.onHit(FaultKind.OLD_COMMAND);
        }
    }

    /**
     * A replica has failed, and was removed.
     *
     * @return whether it is gone without a word, as a process that crashes.
     */
    boolean hasCrashed(int id, Throwable failure) {
        boolean inStep = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            inStep |= cause instanceof Fuse.Crash;
        }
        if (inStep) {
            injector.onHit(FaultKind.CRASH_IN_STEP);
        }
        if (inStep || injector.hasBrokenLog(id)) {
            restartLater(id, subjects[id].restartDelayNs);
        }
        return inStep;
    }

    private void crash(int id, long restartDelayNs) {
        if (lives.isRunning(id)) {
            lives.kill(id);
            restartLater(id, restartDelayNs);
        }
    }

    private void crashLater(int id, long delayNs, long restartDelayNs) {
        turns.add(new Turn(injector.nowNs() + delayNs, id, true, replicas.incarnation(id), restartDelayNs));
    }

    private void restartLater(int id, long delayNs) {
        injector.fuse(id).putOut();
        turns.add(new Turn(injector.nowNs() + delayNs, id, false, 0, 0));
    }

    private void restart(int id) {
        if (lives.isRunning(id)) {
            return;
        }
        FaultKind wrongDisk = subjects[id].wrongDisk;
        subjects[id].wrongDisk = null;
        if (wrongDisk != null) {
            if (lives.isRefused(id, wrongDisk)) {
                injector.onHit(wrongDisk);
            } else {
                lives.report(new IllegalStateException("replica " + id + " was admitted with " + wrongDisk));
            }
        }
        lives.restart(id);
    }

    @Override
    public void begin(Fault fault, int id) {
        Subject subject = subjects[id];
        switch (fault.kind()) {
            case CRASH:
            case CRASH_TWICE:
            case EMPTY_DISK:
            case OLD_DISK:
                beginCrash(fault, id);
                return;
            case CRASH_IN_STEP:
                subject.restartDelayNs = fault.durationNs();
                injector.fuse(id).light(fault.value());
                return;
            case FORCE_FAILS:
            case DISK_FULL:
                subject.restartDelayNs = fault.durationNs();
                return;
            case READ_ERROR:
                subject.restartDelayNs = 0;
                return;
            case PAUSE:
                subject.pausedUntilNs = Math.max(subject.pausedUntilNs, fault.endNs());
                break;
            case SLOW:
                subject.slowNs = fault.value();
                return;
            case CLOCK_DRIFT:
                subject.clock.drift(injector.nowNs(), fault.value());
                break;
            case CLOCK_JUMP:
                subject.clock.jump(injector.nowNs(), fault.value());
                break;
            case CLOCK_FREEZE:
                subject.clock.freeze(injector.nowNs(), true);
                break;
            default:
                return;
        }
        injector.onHit(fault.kind());
    }

    private void beginCrash(Fault fault, int id) {
        if (!lives.isRunning(id)) {
            return;
        }
        if (fault.kind() == FaultKind.CRASH_TWICE) {
            crash(id, fault.value());
            turns.add(new Turn(
                    injector.nowNs() + 2 * fault.value(), id, true, replicas.incarnation(id) + 1, fault.durationNs()));
        } else {
            crash(id, fault.durationNs());
        }
        if (fault.kind() == FaultKind.EMPTY_DISK || fault.kind() == FaultKind.OLD_DISK) {
            subjects[id].wrongDisk = fault.kind();
        } else {
            injector.onHit(fault.kind());
        }
    }

    @Override
    public void end(Fault fault, int id) {
        Subject subject = subjects[id];
        switch (fault.kind()) {
            case CRASH_IN_STEP:
                injector.fuse(id).putOut();
                break;
            case SLOW:
                subject.slowNs = 0;
                break;
            case CLOCK_DRIFT:
                subject.clock.drift(injector.nowNs(), 0);
                break;
            case CLOCK_FREEZE:
                subject.clock.freeze(injector.nowNs(), false);
                break;
            default:
                break;
        }
    }
}
