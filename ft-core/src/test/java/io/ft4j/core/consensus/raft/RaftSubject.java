package io.ft4j.core.consensus.raft;

import io.ft4j.core.consensus.raft.codec.AppendEntriesDecoder;
import io.ft4j.core.consensus.raft.codec.AppendReplyDecoder;
import io.ft4j.core.consensus.raft.codec.MessageHeaderDecoder;
import io.ft4j.core.consensus.raft.codec.MessageHeaderEncoder;
import io.ft4j.core.consensus.raft.codec.PreVoteReplyDecoder;
import io.ft4j.core.consensus.raft.codec.PreVoteRequestDecoder;
import io.ft4j.core.consensus.raft.codec.TermAndVoteDecoder;
import io.ft4j.core.consensus.raft.codec.TermAndVoteEncoder;
import io.ft4j.core.consensus.raft.codec.VoteReplyDecoder;
import io.ft4j.core.consensus.raft.codec.VoteRequestDecoder;
import io.ft4j.core.model.Prng;
import io.ft4j.core.port.LogReader;
import io.ft4j.core.protocol.Consensus;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Records;
import io.ft4j.core.scenario.Subject;
import io.ft4j.core.scenario.TestLog;
import java.util.Locale;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Raft, for the harnesses. */
final class RaftSubject implements Subject {
    private final RaftConfig config;
    private final int tailEntries;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final TermAndVoteDecoder termAndVote = new TermAndVoteDecoder();

    /** @param tailEntries power of two; how many of the newest entries a process keeps in memory. */
    RaftSubject(RaftConfig config, int tailEntries) {
        this.config = config;
        this.tailEntries = tailEntries;
    }

    RaftConfig config() {
        return config;
    }

    @Override
    public Consensus create(int processId, int processCount, HotTail tail, LogReader log, Prng prng) {
        return new RaftNode(config, processId, processCount, tail, log, prng);
    }

    @Override
    public HotTail createTail() {
        return new HotTail(tailEntries * 64, tailEntries);
    }

    @Override
    public String role(Consensus consensus) {
        return ((RaftNode) consensus).role().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public boolean isLeading(Consensus consensus) {
        return ((RaftNode) consensus).role() == Role.LEADER;
    }

    @Override
    public long commitIndex(Consensus consensus) {
        return ((RaftNode) consensus).commitIndex();
    }

    @Override
    public int votedFor(Consensus consensus) {
        return ((RaftNode) consensus).votedFor();
    }

    @Override
    public int stateRecordType() {
        return PersistentState.TERM_AND_VOTE;
    }

    @Override
    public int putState(MutableDirectBuffer buffer, long term, int votedFor) {
        new TermAndVoteEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .term(term)
                .votedFor(votedFor);
        return PersistentState.RECORD_LENGTH;
    }

    @Override
    public long recordedTerm(int recordType, DirectBuffer buffer, int offset, int length) {
        return termAndVote.wrapAndApplyHeader(buffer, offset, header).term();
    }

    @Override
    public int recordedVote(int recordType, DirectBuffer buffer, int offset, int length) {
        return termAndVote.wrapAndApplyHeader(buffer, offset, header).votedFor();
    }

    @Override
    public String messageType(DirectBuffer buffer, int offset, int length) {
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

    @Override
    public String message(DirectBuffer buffer, int offset, int length) {
        return messageType(buffer, offset, length) + fields(buffer, offset, length);
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
            text.append(' ').append(TestLog.entryText(buffer, at));
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
