package io.ft4j.core.consensus.raft;

import io.ft4j.core.consensus.raft.codec.AppendEntriesDecoder;
import io.ft4j.core.consensus.raft.codec.AppendReplyDecoder;
import io.ft4j.core.consensus.raft.codec.BooleanType;
import io.ft4j.core.consensus.raft.codec.MessageHeaderDecoder;
import io.ft4j.core.consensus.raft.codec.PreVoteReplyDecoder;
import io.ft4j.core.consensus.raft.codec.PreVoteRequestDecoder;
import io.ft4j.core.consensus.raft.codec.VoteReplyDecoder;
import io.ft4j.core.consensus.raft.codec.VoteRequestDecoder;
import io.ft4j.core.protocol.Records;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A message under way, readable by tests. */
final class TestMessage {
    private static final int BODY = MessageHeaderDecoder.ENCODED_LENGTH;

    final int from;
    final int to;
    /** As sent: a message of an older life of its sender is dropped on arrival. */
    final long incarnation;

    final UnsafeBuffer bytes;

    TestMessage(int from, int to, long incarnation, DirectBuffer buffer, int offset, int length) {
        this.from = from;
        this.to = to;
        this.incarnation = incarnation;
        byte[] copy = new byte[length];
        buffer.getBytes(offset, copy);
        bytes = new UnsafeBuffer(copy);
    }

    int templateId() {
        return new MessageHeaderDecoder().wrap(bytes, 0).templateId();
    }

    boolean is(int templateId) {
        return templateId() == templateId;
    }

    boolean isRequestForVote() {
        return is(PreVoteRequestDecoder.TEMPLATE_ID) || is(VoteRequestDecoder.TEMPLATE_ID);
    }

    boolean isHeartbeat() {
        return is(AppendEntriesDecoder.TEMPLATE_ID) && entryCount() == 0;
    }

    boolean hasEntries() {
        return is(AppendEntriesDecoder.TEMPLATE_ID) && entryCount() > 0;
    }

    AppendEntriesDecoder appendEntries() {
        return new AppendEntriesDecoder().wrapAndApplyHeader(bytes, 0, new MessageHeaderDecoder());
    }

    AppendReplyDecoder appendReply() {
        return new AppendReplyDecoder().wrapAndApplyHeader(bytes, 0, new MessageHeaderDecoder());
    }

    VoteRequestDecoder voteRequest() {
        return new VoteRequestDecoder().wrapAndApplyHeader(bytes, 0, new MessageHeaderDecoder());
    }

    VoteReplyDecoder voteReply() {
        return new VoteReplyDecoder().wrapAndApplyHeader(bytes, 0, new MessageHeaderDecoder());
    }

    PreVoteRequestDecoder preVoteRequest() {
        return new PreVoteRequestDecoder().wrapAndApplyHeader(bytes, 0, new MessageHeaderDecoder());
    }

    PreVoteReplyDecoder preVoteReply() {
        return new PreVoteReplyDecoder().wrapAndApplyHeader(bytes, 0, new MessageHeaderDecoder());
    }

    int entryCount() {
        int begin = RaftMessages.APPEND_ENTRIES_LENGTH;
        return Records.countConsecutive(
                bytes, begin, bytes.capacity() - begin, appendEntries().prevIndex() + 1, Records.ENTRY_HEADER_LENGTH);
    }

    /** One line, as in {@code 0->1 AppendEntries(t=2 prev=4/1 commit=3 entries=1)}. */
    @Override
    public String toString() {
        return from + "->" + to + " " + describe();
    }

    private String describe() {
        switch (templateId()) {
            case AppendEntriesDecoder.TEMPLATE_ID:
                AppendEntriesDecoder append = appendEntries();
                return "AppendEntries(t=" + append.term() + " prev=" + append.prevIndex() + "/" + append.prevTerm()
                        + " commit=" + append.commitIndex() + " entries=" + entryCount() + ")";
            case AppendReplyDecoder.TEMPLATE_ID:
                AppendReplyDecoder reply = appendReply();
                String text = "AppendReply(t=" + reply.term() + " match=" + reply.matchIndex() + " verified="
                        + reply.verifiedIndex();
                return reply.rejectedPrevIndex() < 0
                        ? text + ")"
                        : text + " rejected=" + reply.rejectedPrevIndex() + " conflict=" + reply.conflictIndex() + "/"
                                + reply.conflictTerm() + ")";
            case VoteRequestDecoder.TEMPLATE_ID:
                VoteRequestDecoder vote = voteRequest();
                return "VoteRequest(t=" + vote.term() + " last=" + vote.lastIndex() + "/" + vote.lastTerm() + ")";
            case VoteReplyDecoder.TEMPLATE_ID:
                return "VoteReply(t=" + voteReply().term() + " "
                        + (voteReply().granted() == BooleanType.YES ? "granted" : "refused") + ")";
            case PreVoteRequestDecoder.TEMPLATE_ID:
                PreVoteRequestDecoder ask = preVoteRequest();
                return "PreVoteRequest(t=" + ask.term() + " last=" + ask.lastIndex() + "/" + ask.lastTerm() + ")";
            case PreVoteReplyDecoder.TEMPLATE_ID:
                return "PreVoteReply(t=" + preVoteReply().term() + " asked="
                        + preVoteReply().askedTerm() + " "
                        + (preVoteReply().granted() == BooleanType.YES ? "granted" : "refused") + ")";
            default:
                return "template " + MessageHeaderDecoder.SCHEMA_ID + "/" + BODY;
        }
    }
}
