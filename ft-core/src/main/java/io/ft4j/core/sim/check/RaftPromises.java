package io.ft4j.core.sim.check;

import io.ft4j.core.consensus.raft.codec.AppendEntriesDecoder;
import io.ft4j.core.consensus.raft.codec.AppendReplyDecoder;
import io.ft4j.core.consensus.raft.codec.BooleanType;
import io.ft4j.core.consensus.raft.codec.MessageHeaderDecoder;
import io.ft4j.core.consensus.raft.codec.VoteReplyDecoder;
import io.ft4j.core.consensus.raft.codec.VoteRequestDecoder;
import org.agrona.DirectBuffer;

/**
 * What a process says is so: terms and votes are durable before they are told, entries are durable before they are
 * acknowledged, and entries of a term come from its one leader.
 */
public final class RaftPromises implements Check {
    private final ElectionSafety elections;
    private final DurableTerms terms;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final AppendEntriesDecoder appendEntries = new AppendEntriesDecoder();
    private final AppendReplyDecoder appendReply = new AppendReplyDecoder();
    private final VoteRequestDecoder voteRequest = new VoteRequestDecoder();
    private final VoteReplyDecoder voteReply = new VoteReplyDecoder();

    public RaftPromises(ElectionSafety elections, DurableTerms terms) {
        this.elections = elections;
        this.terms = terms;
    }

    @Override
    public void onSent(ProcessFacts source, int destinationId, DirectBuffer buffer, int offset, int messageLength) {
        header.wrap(buffer, offset);
        switch (header.templateId()) {
            case AppendEntriesDecoder.TEMPLATE_ID:
                appendEntries.wrapAndApplyHeader(buffer, offset, header);
                terms.requireSaid(source.id(), appendEntries.term());
                elections.claim(source.id(), appendEntries.term());
                break;
            case AppendReplyDecoder.TEMPLATE_ID:
                appendReply.wrapAndApplyHeader(buffer, offset, header);
                terms.requireSaid(source.id(), appendReply.term());
                requireDurable(source, appendReply.matchIndex());
                break;
            case VoteRequestDecoder.TEMPLATE_ID:
                voteRequest.wrapAndApplyHeader(buffer, offset, header);
                terms.requireVoted(source.id(), voteRequest.term(), source.id());
                break;
            case VoteReplyDecoder.TEMPLATE_ID:
                voteReply.wrapAndApplyHeader(buffer, offset, header);
                if (voteReply.granted() == BooleanType.YES) {
                    terms.requireVoted(source.id(), voteReply.term(), destinationId);
                } else {
                    terms.requireSaid(source.id(), voteReply.term());
                }
                break;
            default:
                break;
        }
    }

    private static void requireDurable(ProcessFacts source, long matchIndex) {
        if (matchIndex > source.log().durableLastIndex()) {
            throw new Broken("acknowledgements: " + source.id() + " acknowledges entry " + matchIndex
                    + ", but durable are only " + source.log().durableLastIndex());
        }
    }
}
