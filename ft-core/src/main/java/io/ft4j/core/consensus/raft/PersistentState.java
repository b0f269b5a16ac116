package io.ft4j.core.consensus.raft;

import io.ft4j.core.consensus.raft.codec.MessageHeaderDecoder;
import io.ft4j.core.consensus.raft.codec.MessageHeaderEncoder;
import io.ft4j.core.consensus.raft.codec.TermAndVoteDecoder;
import io.ft4j.core.consensus.raft.codec.TermAndVoteEncoder;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Records;
import org.agrona.DirectBuffer;

/** Owns the current term and the vote in it (Figure 2, persistent state): no change without a record in the log. */
final class PersistentState {
    static final int NOBODY = -1;
    static final int TERM_AND_VOTE = Records.FIRST_PROTOCOL_TYPE;
    static final int RECORD_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + TermAndVoteEncoder.BLOCK_LENGTH;

    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final TermAndVoteEncoder encoder = new TermAndVoteEncoder();
    private final TermAndVoteDecoder decoder = new TermAndVoteDecoder();

    private long term;
    private int votedFor = NOBODY;
    private long recordPosition;

    long term() {
        return term;
    }

    /** {@link #NOBODY}: no vote in this term. */
    int votedFor() {
        return votedFor;
    }

    /** Of the newest record; what is said in this term may leave when this position is durable. */
    long recordPosition() {
        return recordPosition;
    }

    void enterTerm(long newTerm, int newVotedFor, Outbox outbox) {
        set(newTerm, newVotedFor);
        record(outbox);
    }

    void vote(int candidateId, Outbox outbox) {
        set(term, candidateId);
        record(outbox);
    }

    void replay(DirectBuffer buffer, int offset, int length) {
        if (length >= MessageHeaderDecoder.ENCODED_LENGTH) {
            headerDecoder.wrap(buffer, offset);
            int bodyLength = length - MessageHeaderDecoder.ENCODED_LENGTH;
            if (headerDecoder.templateId() == TermAndVoteDecoder.TEMPLATE_ID
                    && headerDecoder.schemaId() == TermAndVoteDecoder.SCHEMA_ID
                    && headerDecoder.blockLength() >= TermAndVoteDecoder.BLOCK_LENGTH
                    && headerDecoder.blockLength() <= bodyLength) {
                decoder.wrapAndApplyHeader(buffer, offset, headerDecoder);
                set(decoder.term(), decoder.votedFor());
                return;
            }
        }
        throw new IllegalStateException("state record of " + length + " bytes is no TermAndVote");
    }

    private void set(long newTerm, int newVotedFor) {
        Invariant.check(newTerm >= term, "R2 the term never decreases", newTerm, term);
        Invariant.check(
                newTerm > term || votedFor == NOBODY || votedFor == newVotedFor,
                "R2 one vote in a term",
                newVotedFor,
                votedFor);
        term = newTerm;
        votedFor = newVotedFor;
    }

    private void record(Outbox outbox) {
        int claim = outbox.claimState(TERM_AND_VOTE, RECORD_LENGTH);
        encoder.wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                .term(term)
                .votedFor(votedFor);
        recordPosition = outbox.publish(claim);
    }
}
