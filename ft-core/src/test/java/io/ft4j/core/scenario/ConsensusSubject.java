package io.ft4j.core.scenario;

import io.ft4j.core.model.Prng;
import io.ft4j.core.port.LogReader;
import io.ft4j.core.protocol.Consensus;
import io.ft4j.core.protocol.HotTail;
import io.ft4j.core.protocol.Protocol;
import java.util.List;
import org.agrona.DirectBuffer;

/** A protocol that orders commands: it leads, commits and keeps a log. */
public interface ConsensusSubject extends Subject {
    Consensus create(int processId, int processCount, HotTail tail, LogReader log, Prng prng);

    @Override
    default Protocol[] createProtocols(int processId, int processCount, HotTail tail, TestLog log, Prng prng) {
        return new Protocol[] {create(processId, processCount, tail, log, prng)};
    }

    @Override
    default List<String> defaultFields() {
        return StateText.CONSENSUS_FIELDS;
    }

    @Override
    default String field(ClusterProcess process, String name) {
        return StateText.consensusField(this, process, name);
    }

    /** As {@code leader}, lower case. */
    String role(Consensus consensus);

    boolean isLeading(Consensus consensus);

    long commitIndex(Consensus consensus);

    /** As leader: up to where a follower is believed to have the same entries; else 0. */
    long matchIndex(Consensus consensus, int followerId);

    /** In the current term; −1: nobody. */
    int votedFor(Consensus consensus);

    /** The term of a state record. */
    long recordedTerm(int recordType, DirectBuffer buffer, int offset, int length);

    /** The vote of a state record; −1: nobody. */
    int recordedVote(int recordType, DirectBuffer buffer, int offset, int length);

    /** Writes a state record body into the buffer at 0; returns its length. The type is {@link #stateRecordType()}. */
    int putState(org.agrona.MutableDirectBuffer buffer, long term, int votedFor);

    int stateRecordType();
}
