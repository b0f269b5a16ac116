package io.ft4j.core.consensus.raft;

import io.ft4j.core.consensus.raft.codec.MessageHeaderEncoder;
import io.ft4j.core.consensus.raft.codec.TermAndVoteEncoder;
import io.ft4j.core.model.Prng;
import io.ft4j.core.port.LogReader;
import io.ft4j.core.protocol.Consensus;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.scenario.ConsensusSubject;
import io.ft4j.core.scenario.TestLog;
import java.util.Locale;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Raft, for the harnesses. */
final class RaftSubject implements ConsensusSubject {
    private final RaftConfig config;
    private final int tailEntries;
    private final RaftText text = new RaftText(TestLog::entryText);

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
    public long matchIndex(Consensus consensus, int followerId) {
        return ((RaftNode) consensus).matchIndex(followerId);
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
        return text.recordedTerm(buffer, offset);
    }

    @Override
    public int recordedVote(int recordType, DirectBuffer buffer, int offset, int length) {
        return text.recordedVote(buffer, offset);
    }

    @Override
    public String messageType(DirectBuffer buffer, int offset, int length) {
        return text.messageType(buffer, offset);
    }

    @Override
    public String message(DirectBuffer buffer, int offset, int length) {
        return text.message(buffer, offset, length);
    }
}
