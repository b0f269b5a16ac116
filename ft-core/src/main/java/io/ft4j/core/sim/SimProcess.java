package io.ft4j.core.sim;

import io.ft4j.core.consensus.raft.RaftNode;
import io.ft4j.core.consensus.raft.Role;
import io.ft4j.core.runtime.Replica;
import io.ft4j.core.sim.check.ProcessFacts;
import io.ft4j.core.sim.world.Machine;
import io.ft4j.core.sim.world.SimLog;

/** A machine that runs a replica, and what checks know of it. */
final class SimProcess extends Machine implements ProcessFacts {
    static final long GROUP_ID = 1;

    /** Null while it is down. */
    Replica replica;
    /** Has read its log, and waits for it to be durable before it takes part. */
    Replica opening;

    long lastStartNs = Long.MIN_VALUE / 2;

    private RaftNode raft;
    private Role tracedRole;
    private long previousTerm;
    private boolean previousLeading;
    private long previousCommitIndex;
    private int previousVote;
    private boolean hasTruncated;

    SimProcess(int id, SimLog log) {
        super(id, log);
    }

    void run(Replica newReplica) {
        opening = null;
        replica = newReplica;
        raft = (RaftNode) newReplica.consensus();
    }

    @Override
    protected void down() {
        replica = null;
        opening = null;
        raft = null;
        tracedRole = null;
        previousTerm = 0;
        previousLeading = false;
        previousCommitIndex = 0;
        previousVote = 0;
        hasTruncated = false;
    }

    @Override
    public boolean isDown() {
        return replica == null && opening == null;
    }

    RaftNode raft() {
        return raft;
    }

    void truncated() {
        hasTruncated = true;
    }

    /** Whether the role or the term is another one than when this was asked last. */
    boolean hasChangedRole() {
        boolean changed = tracedRole != raft.role() || raft.term() != previousTerm;
        tracedRole = raft.role();
        return changed;
    }

    /** Whether the last step entered a term or voted. */
    boolean hasVoted() {
        return raft.term() != previousTerm || raft.votedFor() != previousVote;
    }

    void stepDone() {
        previousTerm = raft.term();
        previousLeading = isLeading();
        previousCommitIndex = raft.commitIndex();
        previousVote = raft.votedFor();
        hasTruncated = false;
    }

    @Override
    public boolean isRunning() {
        return replica != null;
    }

    @Override
    public long term() {
        return raft.term();
    }

    @Override
    public boolean isLeading() {
        return raft.role() == Role.LEADER;
    }

    @Override
    public long commitIndex() {
        return raft.commitIndex();
    }

    @Override
    public long matchIndex(int followerId) {
        return raft.matchIndex(followerId);
    }

    @Override
    public long appliedIndex() {
        return replica.appliedIndex();
    }

    @Override
    public long appliedChain() {
        return log().chain(appliedIndex());
    }

    @Override
    public boolean wasLeading() {
        return previousLeading;
    }

    @Override
    public long previousTerm() {
        return previousTerm;
    }

    @Override
    public long previousCommitIndex() {
        return previousCommitIndex;
    }

    @Override
    public boolean hasTruncated() {
        return hasTruncated;
    }
}
