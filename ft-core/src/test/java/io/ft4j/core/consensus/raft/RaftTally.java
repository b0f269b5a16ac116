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
    private long repeatedAfterRestartCount;
    private long slowForceCount;
    private long fiveFailedCount;

    void onLifeEnd(ClusterProcess process) {
        RaftCounters counters = ((RaftNode) process.consensus()).counters();
        for (RaftCounter counter : RaftCounter.values()) {
            counts[counter.ordinal()] += counters.count(counter);
        }
        boolean hasVotedInEarlierLife =
                counters.count(RaftCounter.VOTE_REPEATED) > 0 && counters.count(RaftCounter.VOTE_GRANTED) == 0;
        repeatedAfterRestartCount += hasVotedInEarlierLife ? 1 : 0;
        oldIncarnationCount += process.node().dropped(ProtocolStack.Drop.OLD_INCARNATION);
    }

    void onRunEnd(RaftCluster raft, ChaosRun run) {
        runCount++;
        stepCount += run.stepCount();
        cycleCount += raft.cluster().cycleCount();
        virtualNs += run.nowNs();
        ledTermCount += raft.checks().elections().ledTermCount();
        overwrittenCount += raft.checks().overwritten().count();
        slowForceCount += run.slowForceCount();
        fiveFailedCount += raft.checks().elections().longestLeaderlessRun() >= 5 ? 1 : 0;
        committedCount += raft.checks().committed().lastIndex();
    }

    /** Names of situations. */
    List<String> neverHappened() {
        List<String> missing = new ArrayList<>();
        for (RaftCounter counter : RaftCounter.values()) {
            if (counts[counter.ordinal()] == 0 && !OUT_OF_REACH.contains(counter)) {
                missing.add(counter.name());
            }
        }
        require(missing, overwrittenCount, "an entry on a majority and then overwritten");
        require(missing, oldIncarnationCount, "a frame of a previous life");
        require(missing, repeatedAfterRestartCount, "a vote asked again after the voter's restart");
        require(missing, slowForceCount, "a force slower than an election time-out");
        require(missing, fiveFailedCount, "five failed elections in a row");
        return missing;
    }

    private static void require(List<String> missing, long count, String situation) {
        if (count == 0) {
            missing.add(situation);
        }
    }

    String summary(long elapsedNs) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                "%d runs, %d steps, %d checked cycles, %d s of virtual time in %.1f s%n",
                runCount, stepCount, cycleCount, virtualNs / 1_000_000_000, elapsedNs / 1e9));
        text.append(String.format(
                "terms led %d, committed %d, overwritten on a majority %d, frames of a previous life %d, votes repeated after"
                        + " a restart %d, slow forces %d, runs with five failed elections in a row %d%n",
                ledTermCount,
                committedCount,
                overwrittenCount,
                oldIncarnationCount,
                repeatedAfterRestartCount,
                slowForceCount,
                fiveFailedCount));
        for (RaftCounter counter : RaftCounter.values()) {
            text.append(counter.name())
                    .append('=')
                    .append(counts[counter.ordinal()])
                    .append(' ');
        }
        return text.toString();
    }
}
