package io.ft4j.core.consensus.raft;

import io.ft4j.core.protocol.ProtocolStack;
import io.ft4j.core.scenario.ChaosRun;
import io.ft4j.core.scenario.ClusterProcess;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What happened over many runs, so that a rare situation that never occurs is noticed. */
final class RaftTally {
    /**
     * Nobody sends broken messages here, the log forgets nothing, and it takes what it is given at once, so that memory is
     * never short when a term begins and a thousand forces are never under way.
     */
    private static final Set<RaftCounter> OUT_OF_REACH = EnumSet.of(
            RaftCounter.SENDER_UNKNOWN,
            RaftCounter.MESSAGE_UNREADABLE,
            RaftCounter.MESSAGE_IMPLAUSIBLE,
            RaftCounter.ENTRIES_MALFORMED,
            RaftCounter.CATCH_UP_IMPOSSIBLE,
            RaftCounter.NO_OP_DELAYED,
            RaftCounter.DURABLE_MARKS_MERGED);

    private final long[] counts = new long[RaftCounter.values().length];
    private long runCount;
    private long stepCount;
    private long cycleCount;
    private long virtualNs;
    private long ledTermCount;
    private long overwrittenCount;
    private long oldIncarnationCount;
    private long committedCount;

    void onLifeEnd(ClusterProcess process) {
        RaftCounters counters = ((RaftNode) process.consensus()).counters();
        for (RaftCounter counter : RaftCounter.values()) {
            counts[counter.ordinal()] += counters.count(counter);
        }
        oldIncarnationCount += process.node().dropped(ProtocolStack.Drop.OLD_INCARNATION);
    }

    void onRunEnd(RaftCluster raft, ChaosRun run) {
        runCount++;
        stepCount += run.stepCount();
        cycleCount += raft.cluster().cycleCount();
        virtualNs += run.nowNs();
        ledTermCount += raft.elections().ledTermCount();
        overwrittenCount += raft.overwritten().count();
        committedCount += raft.committed().lastIndex();
    }

    /** Names of situations. */
    List<String> neverHappened() {
        List<String> missing = new ArrayList<>();
        for (RaftCounter counter : RaftCounter.values()) {
            if (counts[counter.ordinal()] == 0 && !OUT_OF_REACH.contains(counter)) {
                missing.add(counter.name());
            }
        }
        if (overwrittenCount == 0) {
            missing.add("entry on a majority and then overwritten");
        }
        if (oldIncarnationCount == 0) {
            missing.add("frame of an old incarnation");
        }
        return missing;
    }

    String summary(long elapsedNs) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                "%d runs, %d steps, %d checked cycles, %d s virtual, %d terms led, %d committed, %d overwritten on a"
                        + " majority, %d old incarnation; %.1f s, %.0f steps/s%n",
                runCount,
                stepCount,
                cycleCount,
                virtualNs / 1_000_000_000,
                ledTermCount,
                committedCount,
                overwrittenCount,
                oldIncarnationCount,
                elapsedNs / 1e9,
                stepCount / (elapsedNs / 1e9)));
        for (RaftCounter counter : RaftCounter.values()) {
            text.append(counter.name())
                    .append('=')
                    .append(counts[counter.ordinal()])
                    .append(' ');
        }
        return text.toString();
    }
}
