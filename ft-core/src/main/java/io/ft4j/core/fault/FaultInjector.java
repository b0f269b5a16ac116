package io.ft4j.core.fault;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Makes the faults of a plan happen to a live group whose processes share one duty cycle: to its frames and logs by
 * itself, through {@link FaultyTransport} and {@link FaultyLog}; to whole processes and their clocks by a {@link Host}.
 *
 * <p><b>Time</b> passes in {@link #poll} only: the same polls under the same seed inject the same. <b>Threads.</b> That
 * of the duty cycle; {@link #count} any. <b>Allocation.</b> As much as faults take; none while there are none.
 */
public final class FaultInjector {
    /** Carries out what happens to processes, called for each process that a fault names. */
    public interface Host {
        void begin(Fault fault, int processId);

        void end(Fault fault, int processId);
    }

    private final FaultPlan plan;
    private final long originNs;
    private final long timeoutNs;
    private final Prng prng;
    private final FaultyNetwork network;
    private final FaultyTransport[] transports;
    private final FaultyLog[] logs;
    private final DiskFaults[] disks;
    private final Fuse[] fuses;
    private final List<Fault> active = new ArrayList<>();
    private final AtomicLongArray counts = new AtomicLongArray(FaultKind.values().length);
    private int next;
    private long nowNs;

    /**
     * @param originNs  when the plan begins, by the clock of the duty cycle.
     * @param timeoutNs of the protocol, the time-out of an election.
     * @throws IllegalArgumentException for a fault that only the simulator can make happen; says which and why.
     */
    public FaultInjector(FaultPlan plan, long seed, long originNs, long timeoutNs) {
        for (Fault fault : plan.faults()) {
            if (fault.kind().simulatedOnly() != null) {
                throw new IllegalArgumentException("'" + fault + "' cannot happen to a live group: "
                        + fault.kind().simulatedOnly());
            }
        }
        this.plan = plan;
        this.originNs = originNs;
        this.timeoutNs = timeoutNs;
        int processCount = plan.processCount();
        prng = new Prng(seed).fork("faults");
        network = new FaultyNetwork(processCount, 0, timeoutNs, prng, new Post());
        transports = new FaultyTransport[processCount];
        logs = new FaultyLog[processCount];
        disks = new DiskFaults[processCount];
        fuses = new Fuse[processCount];
        for (int id = 0; id < processCount; id++) {
            disks[id] = new DiskFaults();
            fuses[id] = new Fuse();
        }
    }

    /** The transport of a life of a process, with the faults of the plan. */
    public Transport transport(int processId, Transport sound) {
        transports[processId] = new FaultyTransport(this, processId, sound);
        return transports[processId];
    }

    /** The log of a life of a process, with the faults of the plan from {@link #takesPart} on. */
    public DurableLog log(int processId, DurableLog sound) {
        logs[processId] = new FaultyLog(this, processId, sound, 0);
        return logs[processId];
    }

    /** What a process finds that was given an older copy of its log: an incarnation that the group has seen already. */
    public DurableLog olderLog(int processId, DurableLog sound) {
        return new FaultyLog(this, processId, sound, 1);
    }

    /** The newest life of a process takes part in the group; what it had to write before is written. */
    public void takesPart(int processId) {
        logs[processId].takePart();
    }

    /** Whether it was a fault of the plan that broke the newest log of this process. */
    public boolean hasBrokenLog(int processId) {
        return logs[processId].hasFailed();
    }

    /** What ends a process in the middle of a step. */
    public Fuse fuse(int processId) {
        return fuses[processId];
    }

    /** Begins and ends what is due, in the order of time, and lets frames arrive that were late. */
    public void poll(long clockNs, Host host) {
        long untilNs = clockNs - originNs;
        while (advance(untilNs, host)) {
            // One beginning or end after the other.
        }
        now(untilNs);
        for (FaultyTransport transport : transports) {
            if (transport != null) {
                transport.release();
            }
        }
    }

    /** Instead of {@link #poll} while somebody waits for a log within a duty cycle: only forces that are due end. */
    public void await(long clockNs) {
        now(clockNs - originNs);
    }

    private boolean advance(long untilNs, Host host) {
        Fault begun = next < plan.faults().size() ? plan.faults().get(next) : null;
        Fault ended = firstToEnd();
        long beginNs = begun == null ? Long.MAX_VALUE : begun.atNs();
        long endNs = ended == null ? Long.MAX_VALUE : ended.endNs();
        if (Math.min(beginNs, endNs) > untilNs) {
            return false;
        }
        now(Math.min(beginNs, endNs));
        if (endNs <= beginNs) {
            end(ended, host);
        } else {
            next++;
            begin(begun, host);
        }
        return true;
    }

    private Fault firstToEnd() {
        Fault first = null;
        for (int i = 0; i < active.size(); i++) {
            Fault fault = active.get(i);
            first = first == null || fault.endNs() < first.endNs() ? fault : first;
        }
        return first;
    }

    private void now(long newNowNs) {
        nowNs = newNowNs;
        network.now(newNowNs);
    }

    /** Begins a fault that is due now. The plan need not hold it: some faults bring about others. */
    public void begin(Fault fault, Host host) {
        active.add(fault);
        if (fault.kind().isOfNetwork()) {
            network.begin(fault);
            return;
        }
        for (long rest = fault.processes(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int processId = ProcessSet.first(rest);
            disks[processId].begin(fault);
            host.begin(fault, processId);
        }
    }

    private void end(Fault fault, Host host) {
        active.remove(fault);
        if (fault.kind().isOfNetwork()) {
            network.end(fault);
            return;
        }
        for (long rest = fault.processes(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int processId = ProcessSet.first(rest);
            disks[processId].end(fault);
            host.end(fault, processId);
        }
    }

    /** Whether something that has a rate happens to a process now; whoever carries it out counts it. */
    public boolean happens(FaultKind kind, int processId) {
        long rate = 0;
        for (int i = 0; i < active.size(); i++) {
            Fault fault = active.get(i);
            rate = fault.kind() == kind && fault.hits(processId) ? Math.max(rate, fault.value()) : rate;
        }
        return rate > 0 && prng.nextLong(Fault.ALWAYS) < rate;
    }

    /** A fault of this kind has hit a frame, a force, a process. */
    public void onHit(FaultKind kind) {
        counts.incrementAndGet(kind.ordinal());
    }

    /** How often faults of this kind have hit something. Any thread. */
    public long count(FaultKind kind) {
        return counts.get(kind.ordinal());
    }

    /** Uniform in 0 (inclusive) to bound (exclusive). */
    public long choose(long bound) {
        return prng.nextLong(bound);
    }

    public long exponentialNs(long meanNs) {
        return FaultyNetwork.exponential(prng, meanNs);
    }

    /** From the start of the plan. */
    public long nowNs() {
        return nowNs;
    }

    public long timeoutNs() {
        return timeoutNs;
    }

    int processCount() {
        return plan.processCount();
    }

    FaultyNetwork network() {
        return network;
    }

    DiskFaults disk(int processId) {
        return disks[processId];
    }

    /** The destination has read: what was handed on to it is not under way any more. */
    void onPolled(int destinationId) {
        for (FaultyTransport transport : transports) {
            if (transport != null) {
                transport.onPolledBy(destinationId);
            }
        }
    }

    private final class Post implements FaultyNetwork.Post {
        @Override
        public void deliver(FrameInTransit frame, long delayNs) {
            transports[frame.sourceId()].deliver(frame, delayNs);
        }

        @Override
        public void onLost(FrameInTransit frame) {}

        @Override
        public void onHit(FaultKind kind) {
            FaultInjector.this.onHit(kind);
        }
    }
}
