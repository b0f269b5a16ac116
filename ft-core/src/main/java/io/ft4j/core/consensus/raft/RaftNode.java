package io.ft4j.core.consensus.raft;

import io.ft4j.core.consensus.raft.codec.AppendEntriesDecoder;
import io.ft4j.core.consensus.raft.codec.AppendReplyDecoder;
import io.ft4j.core.consensus.raft.codec.BooleanType;
import io.ft4j.core.consensus.raft.codec.MessageHeaderDecoder;
import io.ft4j.core.consensus.raft.codec.PreVoteReplyDecoder;
import io.ft4j.core.consensus.raft.codec.PreVoteRequestDecoder;
import io.ft4j.core.consensus.raft.codec.VoteReplyDecoder;
import io.ft4j.core.consensus.raft.codec.VoteRequestDecoder;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogReader;
import io.ft4j.core.protocol.Consensus;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Records;
import org.agrona.DirectBuffer;

/**
 * One process of a Raft group (Ongaro, Ousterhout 2014). It reads messages, compares terms, and lets the role of the
 * moment act; it alone changes the role.
 *
 * <p>One thread. Allocates nothing after {@link #onStart}, the list of terms aside, which doubles when it is full.
 * Owns role, leader and deadlines; the other facts have the owners that the package names.
 */
public final class RaftNode implements Consensus {
    /** Beside its message a frame takes an envelope and alignment. */
    private static final int FRAME_OVERHEAD_BYTES = Frames.HEADER_LENGTH + Long.BYTES;

    /** Bound of what a step writes beside frames with entries and heartbeats: records, votes, one reply. */
    private static final int SMALL_EFFECTS_BYTES = 1024;

    private final RaftConfig config;
    private final int selfId;
    private final long peers;
    private final int maxStepBytes;
    private final Prng prng;
    private final RaftCounters counters = new RaftCounters();
    private final PersistentState state = new PersistentState();
    private final ReplicatedLog log;
    private final MessageReader reader;
    private final RaftMessages messages;
    private final Voter voter;
    private final Follower follower;
    private final Candidate candidate;
    private final Leader leader;

    private Role role = Role.FOLLOWER;
    private int leaderId = NO_LEADER;
    private long leaderHeardNs;
    private long electionWaitNs;
    private long electionDeadlineNs = Long.MAX_VALUE;
    private long repeatDeadlineNs = Long.MAX_VALUE;

    /**
     * @param selfId       this process, 0 to {@code processCount − 1}.
     * @param processCount size of the group, itself included.
     * @param tail         the newest entries; written by this protocol only.
     * @param log          reads entries that the tail holds no more.
     * @param prng         for the election time-outs; of this protocol only.
     */
    public RaftNode(RaftConfig config, int selfId, int processCount, HotTail tail, LogReader log, Prng prng) {
        long members = ProcessSet.firstN(processCount);
        if (!ProcessSet.contains(members, selfId)) {
            throw new IllegalArgumentException("selfId=" + selfId + " is outside 0.." + (processCount - 1));
        }
        checkTail(config, tail);
        this.config = config;
        this.selfId = selfId;
        this.prng = prng;
        this.log = new ReplicatedLog(tail, log, counters);
        peers = ProcessSet.remove(members, selfId);
        reader = new MessageReader(config, counters);
        messages = new RaftMessages(state, this.log, counters);
        voter = new Voter(state, this.log, counters);
        follower = new Follower(this.log, messages, counters);
        candidate = new Candidate(state, this.log, messages, selfId, processCount);
        FollowerProgress[] followers = new FollowerProgress[processCount];
        for (int id = 0; id < processCount; id++) {
            followers[id] = new FollowerProgress(config.maxInflightFrames());
        }
        Replicator replicator = new Replicator(config, this.log, tail, messages, followers, selfId, counters);
        leader = new Leader(config, state, this.log, replicator, followers, selfId, counters);
        maxStepBytes = Math.toIntExact(
                SMALL_EFFECTS_BYTES + Replicator.maxStepBytes(config, processCount, FRAME_OVERHEAD_BYTES));
    }

    private static void checkTail(RaftConfig config, HotTail tail) {
        int maxEntriesPerFrame = config.maxEntriesBytes() / Records.ENTRY_HEADER_LENGTH;
        if (tail.capacityBytes() < config.maxFrameBytes() || tail.maxEntries() < maxEntriesPerFrame) {
            throw new IllegalArgumentException("a tail of capacityBytes=" + tail.capacityBytes() + " and maxEntries="
                    + tail.maxEntries() + " cannot take a frame of maxFrameBytes=" + config.maxFrameBytes()
                    + " with up to " + maxEntriesPerFrame + " entries");
        }
    }

    @Override
    public int schemaId() {
        return MessageHeaderDecoder.SCHEMA_ID;
    }

    @Override
    public int maxStepBytes() {
        return maxStepBytes;
    }

    public Role role() {
        return role;
    }

    @Override
    public String roleName() {
        return role.name();
    }

    @Override
    public long term() {
        return state.term();
    }

    @Override
    public int leaderId() {
        return leaderId;
    }

    /** In the current term; −1: nobody. */
    public int votedFor() {
        return state.votedFor();
    }

    public long lastIndex() {
        return log.lastIndex();
    }

    public long commitIndex() {
        return log.commitIndex();
    }

    /** As leader: up to where this follower is known to have the same entries, durably; else 0. */
    public long matchIndex(int followerId) {
        return role == Role.LEADER ? leader.matchIndex(followerId) : 0;
    }

    public long durableIndex() {
        return log.durableIndex();
    }

    /** Of index 0 to {@link #lastIndex()}. */
    public long termAt(long index) {
        return log.termAt(index);
    }

    @Override
    public RaftCounters counters() {
        return counters;
    }

    // Start

    @Override
    public void onRecord(long position, long index, int recordType, DirectBuffer buffer, int offset, int length) {
        if (recordType == PersistentState.TERM_AND_VOTE) {
            state.replay(buffer, offset, length);
        } else if (recordType == DurableLog.TRUNCATION) {
            log.replayTruncation(index);
        } else if (config.isEntry(recordType, Records.HEADER_LENGTH + length)) {
            log.replayEntry(index, Records.term(buffer, offset - Records.HEADER_LENGTH));
        } else {
            throw new IllegalStateException("record at position " + position + ": recordType=" + recordType
                    + " with a body of " + length + " bytes is none of a group with maxCommandBytes="
                    + config.maxCommandBytes());
        }
    }

    @Override
    public void onStart(long nowNs, Outbox outbox) {
        log.start();
        Invariant.check(log.lastTerm() <= state.term(), "R2 no entry is of a later term", log.lastTerm(), state.term());
        become(Role.FOLLOWER, nowNs, RaftCounter.STARTED, outbox);
        waitForLeader(nowNs);
    }

    // Doors

    @Override
    public long propose(
            long nowNs, long sessionId, long sequence, DirectBuffer command, int offset, int length, Outbox outbox) {
        if (role != Role.LEADER) {
            return NOT_LEADER;
        }
        if (Integer.compareUnsigned(length, config.maxCommandBytes()) > 0) {
            return TOO_LONG;
        }
        if (log.lastIndex() - log.commitIndex() < config.maxUncommittedEntries()) {
            long index = log.appendCommand(state.term(), nowNs, sessionId, sequence, command, offset, length);
            if (index != ReplicatedLog.NO_ROOM) {
                return index;
            }
        }
        counters.increment(RaftCounter.PROPOSAL_BACK_PRESSURED);
        return BACK_PRESSURED;
    }

    // Messages

    @Override
    public void onMessage(long nowNs, int sourceId, DirectBuffer buffer, int offset, int length, Outbox outbox) {
        if (!ProcessSet.contains(peers, sourceId)) {
            counters.increment(RaftCounter.SENDER_UNKNOWN);
            return;
        }
        switch (reader.read(buffer, offset, length)) {
            case AppendEntriesDecoder.TEMPLATE_ID:
                onAppendEntries(nowNs, sourceId, outbox);
                break;
            case AppendReplyDecoder.TEMPLATE_ID:
                onAppendReply(nowNs, sourceId, outbox);
                break;
            case VoteRequestDecoder.TEMPLATE_ID:
                onVoteRequest(nowNs, sourceId, outbox);
                break;
            case VoteReplyDecoder.TEMPLATE_ID:
                onVoteReply(nowNs, sourceId, outbox);
                break;
            case PreVoteRequestDecoder.TEMPLATE_ID:
                onPreVoteRequest(nowNs, sourceId, outbox);
                break;
            case PreVoteReplyDecoder.TEMPLATE_ID:
                onPreVoteReply(nowNs, sourceId, outbox);
                break;
            default:
                // Refused and counted.
                break;
        }
    }

    private void onAppendEntries(long nowNs, int sourceId, Outbox outbox) {
        long term = reader.appendEntries.term();
        if (term < state.term()) {
            // Whoever leads an old term must learn of the new one: this process takes nothing from it and, while others
            // still follow it, wins no election either, so without this answer it would be left out for good.
            counters.increment(RaftCounter.APPEND_OF_OLD_TERM);
            messages.sendAppendReply(outbox, sourceId, 0, 0, Follower.Rejection.NOTHING);
            return;
        }
        enterTermIfHigher(term, nowNs, outbox);
        Invariant.check(role != Role.LEADER, "R1 one leader in a term", sourceId, selfId);
        Invariant.check(leaderId == NO_LEADER || leaderId == sourceId, "R1 one leader in a term", sourceId, leaderId);
        moveTo(Role.FOLLOWER, nowNs, RaftCounter.LEADER_FOUND, outbox);
        leaderId = sourceId;
        leaderHeardNs = nowNs;
        electionDeadlineNs = nowNs + electionWaitNs;
        follower.onAppendEntries(reader.appendEntries, reader.entries, outbox);
    }

    private void onAppendReply(long nowNs, int sourceId, Outbox outbox) {
        long term = reader.appendReply.term();
        if (enterTermIfHigher(term, nowNs, outbox)) {
            return;
        }
        if (term < state.term()) {
            counters.increment(RaftCounter.APPEND_REPLY_OF_OLD_TERM);
        } else if (role != Role.LEADER) {
            counters.increment(RaftCounter.APPEND_REPLY_WITHOUT_LEADING);
        } else {
            leader.onAppendReply(nowNs, sourceId, reader.appendReply);
        }
    }

    private void onVoteRequest(long nowNs, int sourceId, Outbox outbox) {
        long term = reader.voteRequest.term();
        if (term < state.term()) {
            counters.increment(RaftCounter.VOTE_REQUEST_OF_OLD_TERM);
            messages.sendVoteReply(outbox, sourceId, false);
            return;
        }
        if (isLed(nowNs)) {
            counters.increment(RaftCounter.VOTE_REQUEST_WHILE_LED);
            return;
        }
        enterTermIfHigher(term, nowNs, outbox);
        boolean granted = voter.vote(sourceId, reader.voteRequest, outbox);
        if (granted) {
            waitForLeader(nowNs);
        }
        messages.sendVoteReply(outbox, sourceId, granted);
    }

    private void onVoteReply(long nowNs, int sourceId, Outbox outbox) {
        long term = reader.voteReply.term();
        if (enterTermIfHigher(term, nowNs, outbox)) {
            return;
        }
        if (term < state.term() || role != Role.CANDIDATE) {
            counters.increment(RaftCounter.VOTE_REPLY_STALE);
            return;
        }
        Role next = candidate.onVoteReply(sourceId, reader.voteReply.granted() == BooleanType.YES);
        moveTo(next, nowNs, RaftCounter.ELECTION_WON, outbox);
    }

    private void onPreVoteRequest(long nowNs, int sourceId, Outbox outbox) {
        boolean granted = voter.wouldVote(reader.preVoteRequest, isLed(nowNs));
        messages.sendPreVoteReply(outbox, sourceId, reader.preVoteRequest.term(), granted);
    }

    private void onPreVoteReply(long nowNs, int sourceId, Outbox outbox) {
        if (enterTermIfHigher(reader.preVoteReply.term(), nowNs, outbox)) {
            return;
        }
        if (reader.preVoteReply.askedTerm() != state.term() || role != Role.PRE_CANDIDATE) {
            counters.increment(RaftCounter.PRE_VOTE_REPLY_STALE);
            return;
        }
        Role next = candidate.onPreVoteReply(sourceId, reader.preVoteReply.granted() == BooleanType.YES);
        moveTo(next, nowNs, RaftCounter.PRE_VOTE_WON, outbox);
    }

    // Indications

    @Override
    public void onDurable(long nowNs, long position, Outbox outbox) {
        log.onDurable(position);
        if (role == Role.FOLLOWER) {
            follower.onDurable();
        } else if (role == Role.CANDIDATE) {
            moveTo(candidate.onDurable(), nowNs, RaftCounter.ELECTION_WON, outbox);
        }
    }

    /** A leader that comes back is none any more: nobody need wait for it. */
    @Override
    public void onIncarnation(long nowNs, int processId, long incarnation, Outbox outbox) {
        if (!ProcessSet.contains(peers, processId)) {
            counters.increment(RaftCounter.SENDER_UNKNOWN);
        } else if (role == Role.LEADER) {
            leader.onIncarnation(processId);
        } else if (processId == leaderId) {
            counters.increment(RaftCounter.LEADER_RESTARTED);
            leaderId = NO_LEADER;
        }
    }

    // Deadlines

    @Override
    public long nextDeadlineNs() {
        switch (role) {
            case FOLLOWER:
                return electionDeadlineNs;
            case LEADER:
                return repeatDeadlineNs;
            default:
                return Math.min(electionDeadlineNs, repeatDeadlineNs);
        }
    }

    @Override
    public void onDeadline(long nowNs, Outbox outbox) {
        if (role == Role.LEADER) {
            repeatDeadlineNs = nowNs + config.heartbeatIntervalNs();
            moveTo(leader.onHeartbeatDeadline(nowNs), nowNs, RaftCounter.QUORUM_LOST, outbox);
        } else if (nowNs >= electionDeadlineNs) {
            become(Role.PRE_CANDIDATE, nowNs, timeOutReason(), outbox);
        } else {
            repeatDeadlineNs = nowNs + config.heartbeatIntervalNs();
            if (candidate.repeatRequests(role, outbox)) {
                counters.increment(RaftCounter.VOTE_REQUEST_REPEATED);
            }
        }
    }

    private RaftCounter timeOutReason() {
        switch (role) {
            case PRE_CANDIDATE:
                return RaftCounter.PRE_VOTE_TIMED_OUT;
            case CANDIDATE:
                return RaftCounter.ELECTION_TIMED_OUT;
            default:
                return RaftCounter.LEADER_LOST;
        }
    }

    @Override
    public void onBatchEnd(long nowNs, Outbox outbox) {
        if (role == Role.LEADER) {
            leader.onBatchEnd(nowNs, outbox);
            return;
        }
        log.appendPending(outbox);
        if (leaderId != NO_LEADER) {
            follower.onBatchEnd(leaderId, outbox);
        }
    }

    // Roles

    /** §5.1: whoever sees a higher term enters it, as follower. */
    private boolean enterTermIfHigher(long term, long nowNs, Outbox outbox) {
        if (term <= state.term()) {
            return false;
        }
        state.enterTerm(term, PersistentState.NOBODY, outbox);
        become(Role.FOLLOWER, nowNs, RaftCounter.HIGHER_TERM, outbox);
        return true;
    }

    private void moveTo(Role next, long nowNs, RaftCounter reason, Outbox outbox) {
        if (next != role) {
            become(next, nowNs, reason, outbox);
        }
    }

    /** The only place where the role changes. A follower that stays one keeps its deadline: a new term is no leader. */
    private void become(Role next, long nowNs, RaftCounter reason, Outbox outbox) {
        counters.increment(reason);
        if (role != Role.FOLLOWER || next != Role.FOLLOWER) {
            waitForLeader(nowNs);
        }
        role = next;
        leaderId = next == Role.LEADER ? selfId : NO_LEADER;
        repeatDeadlineNs = nowNs + config.heartbeatIntervalNs();
        switch (next) {
            case FOLLOWER:
                follower.begin();
                break;
            case PRE_CANDIDATE:
                moveTo(candidate.beginPreVote(outbox), nowNs, RaftCounter.PRE_VOTE_WON, outbox);
                break;
            case CANDIDATE:
                candidate.beginElection(outbox);
                break;
            default:
                leader.begin(nowNs);
                break;
        }
    }

    /** §5.2: drawn anew each time, so that split votes are rare and do not repeat. */
    private void waitForLeader(long nowNs) {
        electionWaitNs = config.electionTimeoutNs() + prng.nextLong(config.electionTimeoutNs());
        electionDeadlineNs = nowNs + electionWaitNs;
    }

    /** Thesis §4.2.3: whoever hears a leader ignores those who do not. A leader that loses its majority stops by itself. */
    private boolean isLed(long nowNs) {
        return role == Role.LEADER || (leaderId != NO_LEADER && nowNs - leaderHeardNs < config.electionTimeoutNs());
    }

    @Override
    public void checkInvariants() {
        log.checkInvariants();
        Invariant.check(log.lastTerm() <= state.term(), "R2 no entry is of a later term", log.lastTerm(), state.term());
        long verified = follower.verifiedIndex();
        Invariant.check(
                role != Role.FOLLOWER || verified <= log.lastIndex(), "R6 verified <= last", verified, log.lastIndex());
        if (role == Role.LEADER) {
            leader.checkInvariants();
        }
    }
}
