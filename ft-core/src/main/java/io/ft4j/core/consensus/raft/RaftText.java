package io.ft4j.core.consensus.raft;

import io.ft4j.core.consensus.raft.codec.AppendEntriesDecoder;
import io.ft4j.core.consensus.raft.codec.AppendReplyDecoder;
import io.ft4j.core.consensus.raft.codec.MessageHeaderDecoder;
import io.ft4j.core.consensus.raft.codec.PreVoteReplyDecoder;
import io.ft4j.core.consensus.raft.codec.PreVoteRequestDecoder;
import io.ft4j.core.consensus.raft.codec.TermAndVoteDecoder;
import io.ft4j.core.consensus.raft.codec.VoteReplyDecoder;
import io.ft4j.core.consensus.raft.codec.VoteRequestDecoder;
import io.ft4j.core.protocol.Records;
import java.util.function.BiFunction;
import org.agrona.DirectBuffer;

/** Messages and records of Raft in words, for traces and tools. One thread; allocates. For sound messages only. */
public final class RaftText {
    /** Type of the record that holds term and vote. */
    public static final int TERM_AND_VOTE = PersistentState.TERM_AND_VOTE;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final TermAndVoteDecoder termAndVote = new TermAndVoteDecoder();
    private final BiFunction<DirectBuffer, Integer, String> entries;

    /** @param entries says an entry of this buffer and offset in words, behind index and term. */
    public RaftText(BiFunction<DirectBuffer, Integer, String> entries) {
        this.entries = entries;
    }

    /** Of a record of type {@link #TERM_AND_VOTE}. */
    public long recordedTerm(DirectBuffer buffer, int offset) {
        return termAndVote.wrapAndApplyHeader(buffer, offset, header).term();
    }

    /** Of a record of type {@link #TERM_AND_VOTE}; −1 for nobody. */
    public int recordedVote(DirectBuffer buffer, int offset) {
        return termAndVote.wrapAndApplyHeader(buffer, offset, header).votedFor();
    }

    /** The name of a message. */
    public String messageType(DirectBuffer buffer, int offset) {
        header.wrap(buffer, offset);
        switch (header.templateId()) {
            case AppendEntriesDecoder.TEMPLATE_ID:
                return "AppendEntries";
            case AppendReplyDecoder.TEMPLATE_ID:
                return "AppendReply";
            case VoteRequestDecoder.TEMPLATE_ID:
                return "VoteRequest";
            case VoteReplyDecoder.TEMPLATE_ID:
                return "VoteReply";
            case PreVoteRequestDecoder.TEMPLATE_ID:
                return "PreVoteRequest";
            case PreVoteReplyDecoder.TEMPLATE_ID:
                return "PreVoteReply";
            default:
                throw new IllegalArgumentException("templateId=" + header.templateId() + " is no message of Raft");
        }
    }

    /** A message with its fields. */
    public String message(DirectBuffer buffer, int offset, int length) {
        return messageType(buffer, offset) + fields(buffer, offset, length);
    }

    private String fields(DirectBuffer buffer, int offset, int length) {
        switch (header.templateId()) {
            case AppendEntriesDecoder.TEMPLATE_ID:
                return appendEntries(buffer, offset, length);
            case AppendReplyDecoder.TEMPLATE_ID:
                return appendReply(new AppendReplyDecoder().wrapAndApplyHeader(buffer, offset, header));
            case VoteRequestDecoder.TEMPLATE_ID:
                VoteRequestDecoder vote = new VoteRequestDecoder().wrapAndApplyHeader(buffer, offset, header);
                return " term=" + vote.term() + " last=" + vote.lastIndex() + "@" + vote.lastTerm();
            case VoteReplyDecoder.TEMPLATE_ID:
                VoteReplyDecoder voted = new VoteReplyDecoder().wrapAndApplyHeader(buffer, offset, header);
                return " term=" + voted.term() + " granted=" + voted.granted();
            case PreVoteRequestDecoder.TEMPLATE_ID:
                PreVoteRequestDecoder ask = new PreVoteRequestDecoder().wrapAndApplyHeader(buffer, offset, header);
                return " term=" + ask.term() + " last=" + ask.lastIndex() + "@" + ask.lastTerm();
            default:
                PreVoteReplyDecoder answer = new PreVoteReplyDecoder().wrapAndApplyHeader(buffer, offset, header);
                return " term=" + answer.term() + " asked=" + answer.askedTerm() + " granted=" + answer.granted();
        }
    }

    private String appendEntries(DirectBuffer buffer, int offset, int length) {
        AppendEntriesDecoder append = new AppendEntriesDecoder().wrapAndApplyHeader(buffer, offset, header);
        StringBuilder text = new StringBuilder(" term=" + append.term() + " prev=" + append.prevIndex() + "@"
                + append.prevTerm() + " commit=" + append.commitIndex());
        int at = offset + RaftMessages.APPEND_ENTRIES_LENGTH;
        if (at < offset + length) {
            text.append(" entries");
        }
        for (; at < offset + length; at += Records.stride(Records.length(buffer, at))) {
            text.append(' ').append(Records.index(buffer, at)).append('@').append(Records.term(buffer, at));
            text.append(' ').append(entries.apply(buffer, at));
        }
        return text.toString();
    }

    private static String appendReply(AppendReplyDecoder reply) {
        String text = " term=" + reply.term() + " match=" + reply.matchIndex() + " verified=" + reply.verifiedIndex();
        if (reply.rejectedPrevIndex() == RaftMessages.NONE) {
            return text;
        }
        return text + " rejected=" + reply.rejectedPrevIndex()
                + (reply.conflictTerm() == RaftMessages.NONE
                        ? " next=" + reply.conflictIndex()
                        : " conflict=" + reply.conflictIndex() + "@" + reply.conflictTerm());
    }
}
