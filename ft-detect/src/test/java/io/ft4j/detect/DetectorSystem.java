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
import org.agrona.DirectBuffer;

/**
 * A detector and the leader detector above it in each process. Under faults nothing is suspected of oneself, and {@link
 * WatchedDetector} says what else must hold; in the end those that are down are suspected by all that are up, nobody else is,
 * all follow one leader of theirs, and it stays so. A perfect one makes no mistake, and knows each crash at its next step.
 */
final class DetectorSystem implements SimulatedSystem {
    /** Makes the detector of one life. */
    interface Factory {
        FailureDetector create(ProcessBoard board, int selfId, long memberSet, long incarnation);
    }

    /** So long nobody may change its mind in the end. */
    private static final long STABLE_NS = 5_000 * DetectorHands.MS;

    /** A perfect detector gets no messages: its host has to come by. */
    private static final long POLL_NS = 50 * DetectorHands.MS;

    private final int processCount;
    private final Factory factory;
    private final DetectorTally tally;
    private final ProcessBoard board = new ProcessBoard();
    private final WatchedDetector[] detectors;
    private final LeaderDetector[] leaders;
    private final long[] suspected;
    /** How often each process crashed, and how much of that each one has seen. */
    private final int[] crashes;

    private final int[][] seenCrashes;
    private final int[][] seenSuspicions;

    private long core;
    private long lastChangeNs;

    DetectorSystem(int processCount, Factory factory, DetectorTally tally) {
        this.processCount = processCount;
        this.factory = factory;
        this.tally = tally;
        detectors = new WatchedDetector[processCount];
        leaders = new LeaderDetector[processCount];
        suspected = new long[processCount];
        crashes = new int[processCount];
        seenCrashes = new int[processCount][processCount];
        seenSuspicions = new int[processCount][processCount];
    }

    // Lives

    @Override
    public Protocol[] newLife(int processId, DurableLog log, Prng prng) {
        // A life that ended before its first step: nobody saw it.
        endLife(processId);
        long members = ProcessSet.firstN(processCount);
        board.up(processId);
        FailureDetector detector = factory.create(board, processId, members, log.incarnation());
        boolean told = detector instanceof PerfectDetector;
        detectors[processId] = new WatchedDetector(
                detector,
                processCount,
                told ? null : new HeardSoFar(processId, log.incarnation()),
                told ? POLL_NS : Long.MAX_VALUE);
        leaders[processId] = new LeaderDetector(LeaderRule.SMALLEST_ID, processId, members, log.incarnation());
        suspected[processId] = ProcessSet.EMPTY;
        for (int other = 0; other < processCount; other++) {
            // Who is down when it starts is news.
            seenCrashes[processId][other] = crashes[other] - (board.isUp(other) ? 0 : 1);
            seenSuspicions[processId][other] = 0;
        }
        return new Protocol[] {detectors[processId], leaders[processId]};
    }

    @Override
    public void onCrash(SimulatedProcess process, long nowNs) {
        endLife(process.id());
    }

    private void endLife(int id) {
        if (detectors[id] != null) {
            tally.crashes++;
            crashes[id]++;
            board.down(id);
            count(id);
            detectors[id] = null;
            leaders[id] = null;
        }
    }

    private void count(int id) {
        tally.add(DetectorKind.countersOf(detectors[id].detector()));
        tally.add(leaders[id].counters());
    }

    /** The run is over, and went well. */
    void end() {
        for (int id = 0; id < processCount; id++) {
            if (detectors[id] != null) {
                count(id);
            }
        }
    }

    // Steps

    @Override
    public void afterStep(SimulatedProcess process, long nowNs) {
        int id = process.id();
        detectors[id].checkTold();
        long now = detectors[id].suspects();
        if (ProcessSet.contains(now, id)) {
            throw new Check.Broken("self: process " + id + " suspects itself");
        }
        if (detectors[id].detector() instanceof PerfectDetector) {
            checkPerfect(id);
        }
        for (long rest = now & ~suspected[id]; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            boolean up = detectors[ProcessSet.first(rest)] != null;
            tally.mistakes += up ? 1 : 0;
            tally.detections += up ? 0 : 1;
        }
        if (now != suspected[id]) {
            suspected[id] = now;
            lastChangeNs = nowNs;
        }
    }

    /** Suspected are just those that are down; and where one crashed since the last step, the stack was told of it once. */
    private void checkPerfect(int id) {
        for (int other = 0; other < processCount; other++) {
            if (other == id) {
                continue;
            }
            boolean crashed = crashes[other] != seenCrashes[id][other];
            int suspicions = detectors[id].suspicions(other) - seenSuspicions[id][other];
            boolean wasSuspected = ProcessSet.contains(suspected[id], other);
            if (suspicions != (crashed && !wasSuspected ? 1 : 0)
                    || detectors[id].isSuspected(other) == board.isUp(other)) {
                throw new Check.Broken("perfect: process " + other + (crashed ? " crashed" : " did not crash") + ", is "
                        + (board.isUp(other) ? "up" : "down") + ", and process " + id + " told its stack " + suspicions
                        + " suspicions of it");
            }
            seenCrashes[id][other] = crashes[other];
            seenSuspicions[id][other] += suspicions;
        }
    }

    // The end

    @Override
    public void onHealed(long newCore, long nowNs) {
        core = newCore;
        lastChangeNs = nowNs;
        for (int id = 0; id < processCount; id++) {
            if (!ProcessSet.contains(core, id)) {
                endLife(id);
            }
        }
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
        return nowNs - lastChangeNs < STABLE_NS ? "an end of changes: " + Arrays.toString(suspected) : null;
    }

    @Override
    public String describe(DirectBuffer buffer, int offset, int length) {
        return DetectorText.of(buffer, offset, length);
    }
}
