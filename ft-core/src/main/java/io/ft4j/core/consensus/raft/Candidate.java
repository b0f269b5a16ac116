package io.ft4j.core.consensus.raft;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.model.Quorum;
import io.ft4j.core.protocol.Outbox;

/**
 * Wants to lead (§5.2), and first asks whether it would be elected (thesis §9.6): without that, a process that was cut off
 * comes back with a high term and deposes a leader that does its work. Requests are repeated to those who do not answer.
 */
final class Candidate {
    private final PersistentState state;
    private final ReplicatedLog log;
    private final RaftMessages messages;
    private final int selfId;
    private final int processCount;
    private final long peers;

    private long granted;
    private long answered;

    Candidate(PersistentState state, ReplicatedLog log, RaftMessages messages, int selfId, int processCount) {
        this.state = state;
        this.log = log;
        this.messages = messages;
        this.selfId = selfId;
        this.processCount = processCount;
        peers = ProcessSet.remove(ProcessSet.firstN(processCount), selfId);
    }

    /** Nobody's term changes, nothing is recorded. */
    Role beginPreVote(Outbox outbox) {
        granted = ProcessSet.of(selfId);
        answered = granted;
        if (isElected()) {
            return Role.CANDIDATE;
        }
        messages.sendPreVoteRequest(outbox, peers);
        return Role.PRE_CANDIDATE;
    }

    /** Starts a term and votes for itself; that vote counts when it is durable. */
    Role beginElection(Outbox outbox) {
        granted = ProcessSet.EMPTY;
        answered = ProcessSet.of(selfId);
        state.enterTerm(state.term() + 1, selfId, outbox);
        if (peers != ProcessSet.EMPTY) {
            messages.sendVoteRequest(outbox, peers);
        }
        return Role.CANDIDATE;
    }

    Role onPreVoteReply(int voterId, boolean isGranted) {
        count(voterId, isGranted);
        return isElected() ? Role.CANDIDATE : Role.PRE_CANDIDATE;
    }

    Role onVoteReply(int voterId, boolean isGranted) {
        count(voterId, isGranted);
        return isElected() ? Role.LEADER : Role.CANDIDATE;
    }

    /** As candidate: perhaps the own vote is durable now. */
    Role onDurable() {
        if (log.durablePosition() >= state.recordPosition()) {
            granted = ProcessSet.add(granted, selfId);
        }
        return isElected() ? Role.LEADER : Role.CANDIDATE;
    }

    /**
     * "Servers retry RPCs if they do not receive a response in a timely manner" (§5.1).
     *
     * @return whether anybody has not answered yet.
     */
    boolean repeatRequests(Role role, Outbox outbox) {
        long silent = peers & ~answered;
        if (silent == ProcessSet.EMPTY) {
            return false;
        }
        if (role == Role.PRE_CANDIDATE) {
            messages.sendPreVoteRequest(outbox, silent);
        } else {
            messages.sendVoteRequest(outbox, silent);
        }
        return true;
    }

    private void count(int voterId, boolean isGranted) {
        answered = ProcessSet.add(answered, voterId);
        if (isGranted) {
            granted = ProcessSet.add(granted, voterId);
        }
    }

    private boolean isElected() {
        return Quorum.isMajority(granted, processCount);
    }
}
