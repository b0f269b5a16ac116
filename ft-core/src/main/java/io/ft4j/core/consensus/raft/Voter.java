package io.ft4j.core.consensus.raft;

import io.ft4j.core.consensus.raft.codec.PreVoteRequestDecoder;
import io.ft4j.core.consensus.raft.codec.VoteRequestDecoder;
import io.ft4j.core.protocol.Outbox;

/** Decides who gets this process's vote (§5.2, §5.4.1). */
final class Voter {
    private final PersistentState state;
    private final ReplicatedLog log;
    private final RaftCounters counters;

    Voter(PersistentState state, ReplicatedLog log, RaftCounters counters) {
        this.state = state;
        this.log = log;
        this.counters = counters;
    }

    /**
     * One vote a term, and only for a log that has everything that may be committed.
     *
     * @param request of the current term.
     */
    boolean vote(int candidateId, VoteRequestDecoder request, Outbox outbox) {
        if (state.votedFor() == candidateId) {
            counters.increment(RaftCounter.VOTE_REPEATED);
            return true;
        }
        if (state.votedFor() != PersistentState.NOBODY) {
            counters.increment(RaftCounter.VOTE_REFUSED_VOTED_ALREADY);
            return false;
        }
        if (!log.isNoNewerThan(request.lastTerm(), request.lastIndex())) {
            counters.increment(RaftCounter.VOTE_REFUSED_LOG_BEHIND);
            return false;
        }
        counters.increment(RaftCounter.VOTE_GRANTED);
        state.vote(candidateId, outbox);
        return true;
    }

    /**
     * Whether it would vote for the asker in the term after the asker's. Promises nothing and changes nothing.
     *
     * @param isLed whether a leader was heard of late.
     */
    boolean wouldVote(PreVoteRequestDecoder request, boolean isLed) {
        RaftCounter verdict = verdict(request, isLed);
        counters.increment(verdict);
        return verdict == RaftCounter.PRE_VOTE_GRANTED;
    }

    private RaftCounter verdict(PreVoteRequestDecoder request, boolean isLed) {
        if (request.term() < state.term()) {
            return RaftCounter.PRE_VOTE_REFUSED_OLD_TERM;
        }
        if (isLed) {
            return RaftCounter.PRE_VOTE_REFUSED_WHILE_LED;
        }
        return log.isNoNewerThan(request.lastTerm(), request.lastIndex())
                ? RaftCounter.PRE_VOTE_GRANTED
                : RaftCounter.PRE_VOTE_REFUSED_LOG_BEHIND;
    }
}
