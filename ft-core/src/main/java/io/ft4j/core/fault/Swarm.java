package io.ft4j.core.fault;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.model.Quorum;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws what goes wrong in one run (swarm testing; Groce et al. 2012): every seed has a mix and rates of its own, and
 * every kind of fault is absent from more than a third of the seeds, since what always happens hides what happens only
 * without it.
 *
 * <p>What damages a disk for good hits fewer than half of the processes in one run, always the same ones: a good copy of
 * everything is left at a majority, so whatever is lost is a bug and not bad luck.
 */
public final class Swarm {
    /** Chance of each kind to be in a seed: quiet, mixed and wild seeds. */
    private static final double[] DENSITIES = {0.12, 0.3, 0.6};

    private final Prng prng;
    private final int processCount;
    private final long durationNs;
    private final long timeoutNs;
    /** Whose disks may be damaged for good. */
    private final long fragile;

    private final List<Fault> faults = new ArrayList<>();

    private Swarm(Prng prng, int processCount, long durationNs, long timeoutNs) {
        this.prng = prng;
        this.processCount = processCount;
        this.durationNs = durationNs;
        this.timeoutNs = timeoutNs;
        fragile = subset(processCount - Quorum.majority(processCount));
    }

    /**
     * @param durationNs of the run.
     * @param timeoutNs  of the protocol, the time-out of an election: everything is measured by it.
     */
    public static FaultPlan draw(Prng prng, int processCount, long durationNs, long timeoutNs) {
        return new Swarm(prng, processCount, durationNs, timeoutNs).draw();
    }

    private FaultPlan draw() {
        double density = DENSITIES[prng.nextInt(DENSITIES.length)];
        for (FaultKind kind : FaultKind.values()) {
            if (prng.chance(density)) {
                add(kind);
            }
        }
        return new FaultPlan(processCount, faults);
    }

    private void add(FaultKind kind) {
        switch (kind) {
            case LOSS:
            case KEEP_PREFIX:
            case KEEP_SUBSET:
            case TORN_WRITE:
                always(kind, all(), rate(0.3));
                break;
            case DUPLICATION:
            case DELAY_SPIKE:
            case OLD_FRAME:
            case OLD_COMMAND:
                always(kind, all(), rate(0.1));
                break;
            case BIT_FLIP:
            case GARBAGE:
            case FORGERY:
            case CLIENT_LOST:
                always(kind, all(), rate(0.02));
                break;
            case READ_ERROR:
                always(kind, all(), rate(0.001));
                break;
            case NEW_LEADER_LOST:
                always(kind, all(), rate(0.8));
                break;
            case VOTER_LOST:
                always(kind, all(), rate(0.3));
                break;
            case DELAY:
                always(kind, all(), between(timeoutNs / 100, timeoutNs / 6));
                break;
            case SLOW_FORCE:
                always(kind, some(), between(timeoutNs / 1000, timeoutNs));
                break;
            case NARROW_LINK:
                always(kind, all(), 1 + prng.nextInt(16));
                break;
            case CLOCK_DRIFT:
                for (int id = 0; id < processCount; id++) {
                    always(kind, ProcessSet.of(id), prng.nextLong(400_001) - 200_000);
                }
                break;
            case BIT_ROT:
            case MISDIRECTED_WRITE:
            case STALE_RECORD:
            case FORCE_LIES:
                damage(kind);
                break;
            default:
                repeat(kind);
                break;
        }
    }

    private void always(FaultKind kind, long processes, long value) {
        faults.add(new Fault(kind, 0, durationNs, processes, value));
    }

    private void damage(FaultKind kind) {
        if (fragile != ProcessSet.EMPTY) {
            long lastsNs = kind == FaultKind.FORCE_LIES ? between(timeoutNs, 10 * timeoutNs) : timeoutNs;
            faults.add(
                    new Fault(kind, prng.nextLong(durationNs), lastsNs, ProcessSet.of(ProcessSet.first(fragile)), 0));
        }
    }

    /** Again and again until the end of the run, with pauses of one length of its own on average. */
    private void repeat(FaultKind kind) {
        long meanNs = between(2 * timeoutNs, 40 * timeoutNs);
        long repairNs = between(timeoutNs / 10, 4 * timeoutNs);
        for (long atNs = exponential(meanNs); atNs < durationNs; atNs += exponential(meanNs)) {
            long lastsNs = Math.min(exponential(repairNs), durationNs - atNs);
            faults.add(new Fault(kind, atNs, lastsNs, victims(kind), value(kind)));
        }
    }

    private long victims(FaultKind kind) {
        boolean several = kind == FaultKind.PARTITION || kind == FaultKind.PAUSE || kind == FaultKind.CLOCK_JUMP;
        return several && prng.chance(0.4) ? some() : ProcessSet.of(prng.nextInt(processCount));
    }

    private long value(FaultKind kind) {
        switch (kind) {
            case FLAP:
                return between(timeoutNs / 20, timeoutNs);
            case SLOW:
                return between(timeoutNs / 300, timeoutNs / 3);
            case CRASH_IN_STEP:
                return 1 + prng.nextInt(30);
            case CRASH_TWICE:
                return between(timeoutNs / 50, timeoutNs);
            case CLOCK_JUMP:
                return prng.chance(0.7) ? between(timeoutNs / 3, 20 * timeoutNs) : -between(timeoutNs, 20 * timeoutNs);
            default:
                return 0;
        }
    }

    private long all() {
        return ProcessSet.firstN(processCount);
    }

    /** Any but none. */
    private long some() {
        return subset(1 + prng.nextInt(processCount));
    }

    private long subset(int count) {
        long set = ProcessSet.EMPTY;
        while (ProcessSet.size(set) < count) {
            set = ProcessSet.add(set, prng.nextInt(processCount));
        }
        return set;
    }

    /** Millionths; in half of the seeds small rates are as likely as large ones. */
    private long rate(double max) {
        long most = (long) (max * Fault.ALWAYS);
        return prng.chance(0.5) ? between(Math.min(100, most), most) : 1 + prng.nextLong(most);
    }

    /** Uniform in the exponent. */
    private long between(long min, long max) {
        return (long) (min * StrictMath.pow((double) max / min, prng.nextDouble()));
    }

    private long exponential(long meanNs) {
        return 1 + (long) (-StrictMath.log(1 - prng.nextDouble()) * meanNs);
    }
}
