package io.ft4j.core.consensus.raft;

import io.ft4j.core.consensus.raft.codec.AppendEntriesDecoder;
import io.ft4j.core.consensus.raft.codec.AppendReplyDecoder;
import io.ft4j.core.consensus.raft.codec.MessageHeaderDecoder;
import io.ft4j.core.consensus.raft.codec.PreVoteReplyDecoder;
import io.ft4j.core.consensus.raft.codec.PreVoteRequestDecoder;
import io.ft4j.core.consensus.raft.codec.VoteReplyDecoder;
import io.ft4j.core.consensus.raft.codec.VoteRequestDecoder;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.protocol.Records;
import org.agrona.DirectBuffer;

/**
 * Decodes messages and refuses those that no process of the group could have meant. Nothing of a message is believed
 * before it has passed here; entries least of all, since they become log.
 */
final class MessageReader {
    /** Instead of a template id: the message was refused, and the reason counted. */
    static final int REFUSED = -1;

    /** No group gets there; a term above it is damage. */
    private static final long MAX_TERM = Long.MAX_VALUE >>> 1;

    final AppendEntriesDecoder appendEntries = new AppendEntriesDecoder();
    /** The entries of {@link #appendEntries}. */
    final EntrySlice entries = new EntrySlice();

    final AppendReplyDecoder appendReply = new AppendReplyDecoder();
    final VoteRequestDecoder voteRequest = new VoteRequestDecoder();
    final VoteReplyDecoder voteReply = new VoteReplyDecoder();
    final PreVoteRequestDecoder preVoteRequest = new PreVoteRequestDecoder();
    final PreVoteReplyDecoder preVoteReply = new PreVoteReplyDecoder();

    private final RaftConfig config;
    private final RaftCounters counters;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();

    MessageReader(RaftConfig config, RaftCounters counters) {
        this.config = config;
        this.counters = counters;
    }

    /** @return the template id; its decoder is set. Or {@link #REFUSED}. */
    int read(DirectBuffer buffer, int offset, int length) {
        if (!isReadable(buffer, offset, length)) {
            counters.increment(RaftCounter.MESSAGE_UNREADABLE);
            return REFUSED;
        }
        if (!isPlausible(buffer, offset)) {
            counters.increment(RaftCounter.MESSAGE_IMPLAUSIBLE);
            return REFUSED;
        }
        if (header.templateId() == AppendEntriesDecoder.TEMPLATE_ID && !readEntries(buffer, offset + length)) {
            counters.increment(RaftCounter.ENTRIES_MALFORMED);
            return REFUSED;
        }
        return header.templateId();
    }

    /** Later versions may append fields to a message, none may leave one out. */
    private boolean isReadable(DirectBuffer buffer, int offset, int length) {
        if (length < MessageHeaderDecoder.ENCODED_LENGTH) {
            return false;
        }
        header.wrap(buffer, offset);
        int blockLength = header.blockLength();
        return header.schemaId() == MessageHeaderDecoder.SCHEMA_ID
                && blockLength <= length - MessageHeaderDecoder.ENCODED_LENGTH
                && blockLength >= minBlockLength(header.templateId());
    }

    private static int minBlockLength(int templateId) {
        switch (templateId) {
            case AppendEntriesDecoder.TEMPLATE_ID:
                return AppendEntriesDecoder.BLOCK_LENGTH;
            case AppendReplyDecoder.TEMPLATE_ID:
                return AppendReplyDecoder.BLOCK_LENGTH;
            case VoteRequestDecoder.TEMPLATE_ID:
                return VoteRequestDecoder.BLOCK_LENGTH;
            case VoteReplyDecoder.TEMPLATE_ID:
                return VoteReplyDecoder.BLOCK_LENGTH;
            case PreVoteRequestDecoder.TEMPLATE_ID:
                return PreVoteRequestDecoder.BLOCK_LENGTH;
            case PreVoteReplyDecoder.TEMPLATE_ID:
                return PreVoteReplyDecoder.BLOCK_LENGTH;
            default:
                return Integer.MAX_VALUE;
        }
    }

    private boolean isPlausible(DirectBuffer buffer, int offset) {
        switch (header.templateId()) {
            case AppendEntriesDecoder.TEMPLATE_ID:
                appendEntries.wrapAndApplyHeader(buffer, offset, header);
                return appendEntries.commitIndex() >= 0
                        && appendEntries.term() > 0
                        && isLogPoint(appendEntries.prevIndex(), appendEntries.prevTerm(), appendEntries.term());
            case AppendReplyDecoder.TEMPLATE_ID:
                appendReply.wrapAndApplyHeader(buffer, offset, header);
                return appendReply.matchIndex() >= 0
                        && appendReply.matchIndex() <= appendReply.verifiedIndex()
                        && isTerm(appendReply.term());
            case VoteRequestDecoder.TEMPLATE_ID:
                voteRequest.wrapAndApplyHeader(buffer, offset, header);
                return voteRequest.term() > 0
                        && isLogPoint(voteRequest.lastIndex(), voteRequest.lastTerm(), voteRequest.term());
            case VoteReplyDecoder.TEMPLATE_ID:
                voteReply.wrapAndApplyHeader(buffer, offset, header);
                return isTerm(voteReply.term());
            case PreVoteRequestDecoder.TEMPLATE_ID:
                preVoteRequest.wrapAndApplyHeader(buffer, offset, header);
                return isLogPoint(preVoteRequest.lastIndex(), preVoteRequest.lastTerm(), preVoteRequest.term());
            default:
                preVoteReply.wrapAndApplyHeader(buffer, offset, header);
                return isTerm(preVoteReply.term());
        }
    }

    /** Whole entries of consecutive indexes, of terms that do not decrease and are not above the leader's. */
    private boolean readEntries(DirectBuffer buffer, int end) {
        int begin = appendEntries.limit();
        long firstIndex = appendEntries.prevIndex() + 1;
        int count = Records.countConsecutive(buffer, begin, end - begin, firstIndex, Records.ENTRY_HEADER_LENGTH);
        if (count < 0 || end - begin > config.maxEntriesBytes()) {
            return false;
        }
        long term = Math.max(1, appendEntries.prevTerm());
        for (int at = begin; at < end; at += Records.stride(Records.length(buffer, at))) {
            long entryTerm = Records.term(buffer, at);
            if (entryTerm < term || !config.isEntry(Records.type(buffer, at), Records.length(buffer, at))) {
                return false;
            }
            term = entryTerm;
        }
        entries.set(buffer, begin, end - begin, firstIndex, firstIndex + count - 1);
        return term <= appendEntries.term();
    }

    private static boolean isTerm(long term) {
        return term >= 0 && term <= MAX_TERM;
    }

    /** Whether a log of a process in this term can have an entry of this term at this index; index 0 has term 0. */
    private static boolean isLogPoint(long index, long indexTerm, long term) {
        return isTerm(term) && index >= 0 && indexTerm >= 0 && indexTerm <= term && (index == 0) == (indexTerm == 0);
    }
}
