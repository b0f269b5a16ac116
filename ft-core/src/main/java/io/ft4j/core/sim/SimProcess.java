package io.ft4j.core.sim;

import io.ft4j.core.consensus.raft.RaftNode;
import io.ft4j.core.consensus.raft.Role;
import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.fault.FaultyClock;
import io.ft4j.core.fault.Fuse;
import io.ft4j.core.runtime.Replica;
import io.ft4j.core.sim.check.LogFacts;
import io.ft4j.core.sim.check.ProcessFacts;
import io.ft4j.core.sim.world.SimLog;

/** One process over all its lives: its disk and clock, and while it runs its replica. */
final class SimProcess implements ProcessFacts {
    static final long GROUP_ID = 1;

    final int id;
    final SimLog log;
    final FaultyClock clock;
    final Fuse fuse = new Fuse();

    /** Null while it is down. */
    Replica replica;
    /** Has read its log, and waits for it to be durable before it takes part. */
    Replica opening;
    /** Refused for good: its disk has lost what it had acknowledged. */
    boolean damaged;
    /** What it tries to come back with first, {@link FaultKind#EMPTY_DISK} or {@link FaultKind#OLD_DISK}, or null. */
    FaultKind wrongDisk;

    /** Stands still until then. */
    long pausedUntilNs;
    /** Is busy with its last step until then. */
    long busyUntilNs;
    /** Its next deadline in virtual time, or when it has more to do. */
    long wakeNs = Long.MAX_VALUE;
    /** When its newest force ends; forces end in the order in which they begin. */
    long lastForceNs;
    /** Until it comes back after a crash that the next step or force may bring. */
    long restartDelayNs;
    /** Each of its steps takes so long. */
    long slowNs;
    /** Each of its forces takes so much longer, on average. */
    long slowForceNs;

    /** Part of what is healed at the end. */
    boolean inCore;

    boolean forceFails;
    boolean forceLies;
    long lastStartNs = Long.MIN_VALUE / 2;

    private RaftNode raft;
    private Role tracedRole;
    private long previousTerm;
    private boolean previousLeading;
    private long previousCommitIndex;
    private int previousVote;
    private boolean hasTruncated;

    SimProcess(int id, SimLog log, FaultyClock clock) {
        this.id = id;
        this.log = log;
        this.clock = clock;
    }

    void run(Replica newReplica) {
        opening = null;
        replica = newReplica;
        raft = (RaftNode) newReplica.consensus();
    }

    void down() {
        replica = null;
        opening = null;
        raft = null;
        tracedRole = null;
        previousTerm = 0;
        previousLeading = false;
        previousCommitIndex = 0;
        previousVote = 0;
        hasTruncated = false;
        fuse.putOut();
    }

    boolean isDown() {
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
    public int id() {
        return id;
    }

    @Override
    public boolean isRunning() {
        return replica != null;
    }

    @Override
    public LogFacts log() {
        return log;
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
        return log.chain(appliedIndex());
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
