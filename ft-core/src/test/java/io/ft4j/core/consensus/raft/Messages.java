package io.ft4j.core.consensus.raft;

import io.ft4j.core.consensus.raft.codec.AppendEntriesEncoder;
import io.ft4j.core.consensus.raft.codec.AppendReplyEncoder;
import io.ft4j.core.consensus.raft.codec.BooleanType;
import io.ft4j.core.consensus.raft.codec.MessageHeaderEncoder;
import io.ft4j.core.consensus.raft.codec.PreVoteReplyEncoder;
import io.ft4j.core.consensus.raft.codec.PreVoteRequestEncoder;
import io.ft4j.core.consensus.raft.codec.VoteReplyEncoder;
import io.ft4j.core.consensus.raft.codec.VoteRequestEncoder;
import io.ft4j.core.protocol.Records;
import org.agrona.concurrent.UnsafeBuffer;

/** Messages as a test writes them by hand; all of the first life of their sender. */
final class Messages {
    private Messages() {}

    /** Entries from {@code prevIndex + 1} on with these terms; the command of index i is {@code "ci"}. */
    static TestMessage append(
            int from, int to, long term, long prevIndex, long prevTerm, long commitIndex, long... entryTerms) {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[1 << 16]);
        new AppendEntriesEncoder()
                .wrapAndApplyHeader(bytes, 0, new MessageHeaderEncoder())
                .term(term)
                .prevIndex(prevIndex)
                .prevTerm(prevTerm)
                .commitIndex(commitIndex);
        int end = RaftMessages.APPEND_ENTRIES_LENGTH;
        for (int i = 0; i < entryTerms.length; i++) {
            long index = prevIndex + 1 + i;
            byte[] entry = TestReplica.entry(index, entryTerms[i], "c" + index);
            bytes.putBytes(end, entry);
            end += Records.stride(entry.length);
        }
        return new TestMessage(from, to, 1, bytes, 0, end);
    }

    static TestMessage appendReply(int from, int to, long term, long matchIndex, long verifiedIndex) {
        return appendReply(from, to, term, matchIndex, verifiedIndex, -1, -1, -1);
    }

    static TestMessage appendReply(
            int from,
            int to,
            long term,
            long matchIndex,
            long verifiedIndex,
            long rejectedPrevIndex,
            long conflictTerm,
            long conflictIndex) {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[RaftMessages.APPEND_REPLY_LENGTH]);
        new AppendReplyEncoder()
                .wrapAndApplyHeader(bytes, 0, new MessageHeaderEncoder())
                .term(term)
                .matchIndex(matchIndex)
                .verifiedIndex(verifiedIndex)
                .rejectedPrevIndex(rejectedPrevIndex)
                .conflictTerm(conflictTerm)
                .conflictIndex(conflictIndex);
        return new TestMessage(from, to, 1, bytes, 0, bytes.capacity());
    }

    static TestMessage voteRequest(int from, int to, long term, long lastIndex, long lastTerm) {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[RaftMessages.VOTE_REQUEST_LENGTH]);
        new VoteRequestEncoder()
                .wrapAndApplyHeader(bytes, 0, new MessageHeaderEncoder())
                .term(term)
                .lastIndex(lastIndex)
                .lastTerm(lastTerm);
        return new TestMessage(from, to, 1, bytes, 0, bytes.capacity());
    }

    static TestMessage voteReply(int from, int to, long term, boolean granted) {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[RaftMessages.VOTE_REPLY_LENGTH]);
        new VoteReplyEncoder()
                .wrapAndApplyHeader(bytes, 0, new MessageHeaderEncoder())
                .term(term)
                .granted(granted ? BooleanType.YES : BooleanType.NO);
        return new TestMessage(from, to, 1, bytes, 0, bytes.capacity());
    }

    static TestMessage preVoteRequest(int from, int to, long term, long lastIndex, long lastTerm) {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[RaftMessages.PRE_VOTE_REQUEST_LENGTH]);
        new PreVoteRequestEncoder()
                .wrapAndApplyHeader(bytes, 0, new MessageHeaderEncoder())
                .term(term)
                .lastIndex(lastIndex)
                .lastTerm(lastTerm);
        return new TestMessage(from, to, 1, bytes, 0, bytes.capacity());
    }

    static TestMessage preVoteReply(int from, int to, long term, long askedTerm, boolean granted) {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[RaftMessages.PRE_VOTE_REPLY_LENGTH]);
        new PreVoteReplyEncoder()
                .wrapAndApplyHeader(bytes, 0, new MessageHeaderEncoder())
                .term(term)
                .askedTerm(askedTerm)
                .granted(granted ? BooleanType.YES : BooleanType.NO);
        return new TestMessage(from, to, 1, bytes, 0, bytes.capacity());
    }
}
