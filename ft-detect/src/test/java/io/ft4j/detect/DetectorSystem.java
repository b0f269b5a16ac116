package io.ft4j.detect;

import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.protocol.FailureDetector;
import io.ft4j.core.protocol.Protocol;
import io.ft4j.core.sim.check.Check;
import io.ft4j.core.sim.protocol.SimulatedProcess;
import io.ft4j.core.sim.protocol.SimulatedSystem;
import java.util.Arrays;

/**
 * A detector and the leader detector above it in each process. Under faults nothing is suspected of oneself; in the end those
 * that are down are suspected by all that are up, nobody else is, all follow one leader of theirs, and it stays so.
 */
final class DetectorSystem implements SimulatedSystem {
    /** Makes the detector of one life. */
    interface Factory {
        FailureDetector create(int selfId, long memberSet, DurableLog log, Prng prng);
    }

    private final int processCount;
    private final long stableNs;
    private final Factory factory;
    private final FailureDetector[] detectors;
    private final LeaderDetector[] leaders;
    private final long[] suspected;

    private long core;
    private long lastChangeNs;
    /** Times that a process which was up was suspected, and times that one which was down was. */
    long mistakes;

    long detections;

    /** @param stableNs so long nobody may change its mind in the end. */
    DetectorSystem(int processCount, long stableNs, Factory factory) {
        this.processCount = processCount;
        this.stableNs = stableNs;
        this.factory = factory;
        detectors = new FailureDetector[processCount];
        leaders = new LeaderDetector[processCount];
        suspected = new long[processCount];
    }

    @Override
    public Protocol[] newLife(int processId, DurableLog log, Prng prng) {
        long members = ProcessSet.firstN(processCount);
        detectors[processId] = factory.create(processId, members, log, prng);
        leaders[processId] = new LeaderDetector(LeaderRule.SMALLEST_ID, processId, members, log.incarnation());
        suspected[processId] = ProcessSet.EMPTY;
        return new Protocol[] {detectors[processId], leaders[processId]};
    }

    @Override
    public void afterStep(SimulatedProcess process, long nowNs) {
        int id = process.id();
        long now = ProcessSet.EMPTY;
        for (int other = 0; other < processCount; other++) {
            now |= detectors[id].isSuspected(other) ? ProcessSet.of(other) : ProcessSet.EMPTY;
        }
        if (ProcessSet.contains(now, id)) {
            throw new Check.Broken("self: process " + id + " suspects itself");
        }
        long news = now & ~suspected[id];
        for (long rest = news; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            boolean up = detectors[ProcessSet.first(rest)] != null;
            mistakes += up ? 1 : 0;
            detections += up ? 0 : 1;
        }
        if (now != suspected[id]) {
            suspected[id] = now;
            lastChangeNs = nowNs;
        }
    }

    @Override
    public void onCrash(SimulatedProcess process, long nowNs) {
        detectors[process.id()] = null;
        leaders[process.id()] = null;
    }

    @Override
    public void onHealed(long newCore, long nowNs) {
        core = newCore;
        lastChangeNs = nowNs;
    }

    @Override
    public String waitsFor(long nowNs) {
        long down = ProcessSet.firstN(processCount) & ~core;
        for (long rest = core; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int id = ProcessSet.first(rest);
            if (leaders[id] == null) {
                return "process " + id;
            }
            if (suspected[id] != down) {
                return "process " + id + ", which suspects " + ProcessSet.toString(suspected[id]) + " instead of "
                        + ProcessSet.toString(down);
            }
            if (leaders[id].leaderId() != ProcessSet.first(core)) {
                return "process " + id + ", which follows " + leaders[id].leaderId();
            }
        }
        return nowNs - lastChangeNs < stableNs ? "an end of changes: " + Arrays.toString(suspected) : null;
    }
}
