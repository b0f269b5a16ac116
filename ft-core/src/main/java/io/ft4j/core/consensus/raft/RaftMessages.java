package io.ft4j.core.consensus.raft;

import io.ft4j.core.consensus.raft.codec.AppendEntriesEncoder;
import io.ft4j.core.consensus.raft.codec.AppendReplyEncoder;
import io.ft4j.core.consensus.raft.codec.BooleanType;
import io.ft4j.core.consensus.raft.codec.MessageHeaderEncoder;
import io.ft4j.core.consensus.raft.codec.PreVoteReplyEncoder;
import io.ft4j.core.consensus.raft.codec.PreVoteRequestEncoder;
import io.ft4j.core.consensus.raft.codec.VoteReplyEncoder;
import io.ft4j.core.consensus.raft.codec.VoteRequestEncoder;
import io.ft4j.core.protocol.Outbox;

/**
 * Writes the messages of {@code raft.xml}. It decides one thing: an answer leaves only when the record of the term in
 * which it speaks is durable (R2), at once where it is so already.
 */
final class RaftMessages {
    static final int APPEND_ENTRIES_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + AppendEntriesEncoder.BLOCK_LENGTH;
    static final int APPEND_REPLY_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + AppendReplyEncoder.BLOCK_LENGTH;
    static final int VOTE_REQUEST_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + VoteRequestEncoder.BLOCK_LENGTH;
    static final int VOTE_REPLY_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + VoteReplyEncoder.BLOCK_LENGTH;
    static final int PRE_VOTE_REQUEST_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + PreVoteRequestEncoder.BLOCK_LENGTH;
    static final int PRE_VOTE_REPLY_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + PreVoteReplyEncoder.BLOCK_LENGTH;

    /** In place of an index or a term. */
    static final long NONE = -1;

    private final PersistentState state;
    private final ReplicatedLog log;
    private final RaftCounters counters;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final AppendEntriesEncoder appendEntries = new AppendEntriesEncoder();
    private final AppendReplyEncoder appendReply = new AppendReplyEncoder();
    private final VoteRequestEncoder voteRequest = new VoteRequestEncoder();
    private final VoteReplyEncoder voteReply = new VoteReplyEncoder();
    private final PreVoteRequestEncoder preVoteRequest = new PreVoteRequestEncoder();
    private final PreVoteReplyEncoder preVoteReply = new PreVoteReplyEncoder();

    RaftMessages(PersistentState state, ReplicatedLog log, RaftCounters counters) {
        this.state = state;
        this.log = log;
        this.counters = counters;
    }

    /** The header of a frame; entries, where there are any, follow it. */
    void putAppendEntries(Outbox outbox, int claim, long prevIndex) {
        appendEntries
                .wrapAndApplyHeader(outbox.buffer(), claim, header)
                .term(state.term())
                .prevIndex(prevIndex)
                .prevTerm(log.termAt(prevIndex))
                .commitIndex(log.commitIndex());
    }

    void sendAppendReply(
            Outbox outbox, int leaderId, long matchIndex, long verifiedIndex, Follower.Rejection rejection) {
        int claim = claimReply(outbox, leaderId, APPEND_REPLY_LENGTH);
        appendReply
                .wrapAndApplyHeader(outbox.buffer(), claim, header)
                .term(state.term())
                .matchIndex(matchIndex)
                .verifiedIndex(verifiedIndex)
                .rejectedPrevIndex(rejection.prevIndex)
                .conflictTerm(rejection.conflictTerm)
                .conflictIndex(rejection.conflictIndex);
        outbox.publish(claim);
    }

    /** The candidate's own vote has to be durable first: another one after a restart would be a second vote. */
    void sendVoteRequest(Outbox outbox, long destinationSet) {
        int claim = outbox.claimAllAfterDurable(destinationSet, VOTE_REQUEST_LENGTH);
        voteRequest
                .wrapAndApplyHeader(outbox.buffer(), claim, header)
                .term(state.term())
                .lastIndex(log.lastIndex())
                .lastTerm(log.lastTerm());
        outbox.publish(claim);
    }

    void sendVoteReply(Outbox outbox, int candidateId, boolean granted) {
        int claim = claimReply(outbox, candidateId, VOTE_REPLY_LENGTH);
        voteReply
                .wrapAndApplyHeader(outbox.buffer(), claim, header)
                .term(state.term())
                .granted(granted ? BooleanType.YES : BooleanType.NO);
        outbox.publish(claim);
    }

    void sendPreVoteRequest(Outbox outbox, long destinationSet) {
        int claim = outbox.claimAll(destinationSet, PRE_VOTE_REQUEST_LENGTH);
        preVoteRequest
                .wrapAndApplyHeader(outbox.buffer(), claim, header)
                .term(state.term())
                .lastIndex(log.lastIndex())
                .lastTerm(log.lastTerm());
        outbox.publish(claim);
    }

    void sendPreVoteReply(Outbox outbox, int askerId, long askedTerm, boolean granted) {
        int claim = claimReply(outbox, askerId, PRE_VOTE_REPLY_LENGTH);
        preVoteReply
                .wrapAndApplyHeader(outbox.buffer(), claim, header)
                .term(state.term())
                .askedTerm(askedTerm)
                .granted(granted ? BooleanType.YES : BooleanType.NO);
        outbox.publish(claim);
    }

    private int claimReply(Outbox outbox, int destinationId, int length) {
        if (state.recordPosition() <= log.durablePosition()) {
            return outbox.claim(destinationId, length);
        }
        counters.increment(RaftCounter.REPLY_AFTER_TERM_RECORD);
        return outbox.claimAfterDurable(destinationId, length);
    }
}
