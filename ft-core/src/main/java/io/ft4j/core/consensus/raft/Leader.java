package io.ft4j.core.consensus.raft;

import io.ft4j.core.consensus.raft.codec.AppendReplyDecoder;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.Quorum;
import io.ft4j.core.protocol.Outbox;

/**
 * Counts acknowledgements and decides what is committed (§5.3, §5.4.2), finds out where a follower's log parts from its
 * own, and gives up when it has lost its majority (check-quorum, thesis §6.2). Sending is {@link Replicator}'s.
 */
final class Leader {
    private final RaftConfig config;
    private final PersistentState state;
    private final ReplicatedLog log;
    private final Replicator replicator;
    private final FollowerProgress[] followers;
    private final RaftCounters counters;
    private final int selfId;
    private final int processCount;
    private final long[] scratch;

    private boolean heartbeatDue;

    Leader(
            RaftConfig config,
            PersistentState state,
            ReplicatedLog log,
            Replicator replicator,
            FollowerProgress[] followers,
            int selfId,
            RaftCounters counters) {
        this.config = config;
        this.state = state;
        this.log = log;
        this.replicator = replicator;
        this.followers = followers;
        this.selfId = selfId;
        this.counters = counters;
        processCount = followers.length;
        scratch = new long[processCount];
    }

    /** §5.3: the leader supposes at first that all have what it has. The no-op lets it commit what it inherited. */
    void begin(long nowNs) {
        for (FollowerProgress follower : followers) {
            follower.reset(log.lastIndex() + 1, nowNs);
        }
        heartbeatDue = true;
        ensureEntryOfThisTerm(nowNs);
    }

    /**
     * A leader may not count replicas of entries of earlier terms, so it needs one of its own (§5.4.2, §8). Where memory
     * had no room for it when the term began, it is tried again.
     */
    private void ensureEntryOfThisTerm(long nowNs) {
        if (log.lastTerm() != state.term() && log.appendNoOp(state.term(), nowNs) == ReplicatedLog.NO_ROOM) {
            counters.increment(RaftCounter.NO_OP_DELAYED);
        }
    }

    void onAppendReply(long nowNs, int followerId, AppendReplyDecoder reply) {
        long matchIndex = reply.matchIndex();
        long verifiedIndex = reply.verifiedIndex();
        if (verifiedIndex > log.lastIndex()) {
            counters.increment(RaftCounter.MESSAGE_IMPLAUSIBLE);
            return;
        }
        FollowerProgress follower = followers[followerId];
        follower.heard(nowNs);
        follower.acknowledge(matchIndex, verifiedIndex);
        if (reply.rejectedPrevIndex() != RaftMessages.NONE) {
            onRejection(follower, reply.rejectedPrevIndex(), reply.conflictTerm(), reply.conflictIndex());
        }
    }

    long matchIndex(int followerId) {
        return followers[followerId].matchIndex();
    }

    private void onRejection(FollowerProgress follower, long rejectedPrevIndex, long conflictTerm, long conflictIndex) {
        if (!follower.isNews(rejectedPrevIndex)) {
            counters.increment(RaftCounter.REJECTION_STALE);
            return;
        }
        counters.increment(
                follower.mode() == FollowerProgress.Mode.PROBE
                        ? RaftCounter.PROBE_BACKED_UP
                        : RaftCounter.PIPELINE_BROKEN);
        long next = backUp(rejectedPrevIndex, conflictTerm, conflictIndex);
        follower.probeFrom(Math.max(follower.matchIndex() + 1, Math.min(next, rejectedPrevIndex)));
    }

    /** One step per term in which the logs differ, not one per entry (§5.3, end). */
    private long backUp(long rejectedPrevIndex, long conflictTerm, long conflictIndex) {
        if (conflictTerm == RaftMessages.NONE) {
            return conflictIndex;
        }
        long lastOfThatTerm = log.lastIndexOf(conflictTerm);
        return lastOfThatTerm >= 0 && lastOfThatTerm < rejectedPrevIndex ? lastOfThatTerm + 1 : conflictIndex;
    }

    /** Its frames under way are gone with its old life. It counts again when the new one has acknowledged. */
    void onIncarnation(int followerId) {
        counters.increment(RaftCounter.FOLLOWER_RESTARTED);
        followers[followerId].forgetMatch();
    }

    Role onHeartbeatDeadline(long nowNs) {
        heartbeatDue = true;
        return nowNs - majorityHeardNs(nowNs) >= config.electionTimeoutNs() ? Role.FOLLOWER : Role.LEADER;
    }

    void onBatchEnd(long nowNs, Outbox outbox) {
        ensureEntryOfThisTerm(nowNs);
        log.appendPending(outbox);
        advanceCommit(outbox);
        replicator.onBatchEnd(heartbeatDue, outbox);
        heartbeatDue = false;
    }

    /** §5.3, §5.4.2: a majority has it, and it is of this term; all before it is committed along with it. */
    private void advanceCommit(Outbox outbox) {
        if (log.commitIndex() == log.lastIndex()) {
            return;
        }
        for (int id = 0; id < processCount; id++) {
            scratch[id] = id == selfId ? log.durableIndex() : followers[id].matchIndex();
        }
        long reached = Quorum.reachedByMajority(scratch, processCount);
        if (reached <= log.commitIndex()) {
            return;
        }
        if (log.termAt(reached) != state.term()) {
            counters.increment(RaftCounter.COMMIT_HELD_BACK);
            return;
        }
        log.commitUpTo(reached, outbox);
    }

    /** Since when no majority can be without contact to this leader. */
    private long majorityHeardNs(long nowNs) {
        for (int id = 0; id < processCount; id++) {
            scratch[id] = id == selfId ? nowNs : followers[id].lastHeardNs();
        }
        return Quorum.reachedByMajority(scratch, processCount);
    }

    void checkInvariants() {
        for (int id = 0; id < processCount; id++) {
            if (id != selfId) {
                long match = followers[id].matchIndex();
                Invariant.check(match < followers[id].nextIndex(), "R7 match < next", match, followers[id].nextIndex());
                Invariant.check(match <= log.lastIndex(), "R7 match <= last", match, log.lastIndex());
            }
        }
    }
}
