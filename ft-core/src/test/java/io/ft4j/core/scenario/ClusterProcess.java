package io.ft4j.core.scenario;

import io.ft4j.core.protocol.Consensus;
import io.ft4j.core.runtime.TestNode;
import io.ft4j.core.sim.check.ProcessFacts;

/** One process of a cluster over all its lives: its disk, and while it runs its node. */
public final class ClusterProcess implements ProcessFacts {
    private final int id;
    private final TestLog log;
    private final Subject subject;

    private TestNode node;
    private long nowNs;
    private String tracedRole = "";
    private long previousTerm;
    private boolean previousLeading;
    private long previousCommitIndex;
    private boolean hasTruncated;

    ClusterProcess(int id, TestLog log, Subject subject) {
        this.id = id;
        this.log = log;
        this.subject = subject;
    }

    @Override
    public int id() {
        return id;
    }

    /** Also while it does not run. */
    @Override
    public TestLog log() {
        return log;
    }

    @Override
    public boolean isRunning() {
        return node != null;
    }

    public TestNode node() {
        return node;
    }

    /** Refused where the protocols are none. */
    public Consensus consensus() {
        consensusSubject();
        return node.find(Consensus.class);
    }

    private boolean isConsensus() {
        return subject instanceof ConsensusSubject;
    }

    private ConsensusSubject consensusSubject() {
        return Cluster.consensus(subject);
    }

    /** Its own clock. */
    public long nowNs() {
        return nowNs;
    }

    public long nextDeadlineNs() {
        return node == null ? Long.MAX_VALUE : node.nextDeadlineNs();
    }

    /** 0 where nobody orders commands. */
    @Override
    public long term() {
        return isConsensus() ? consensus().term() : 0;
    }

    @Override
    public boolean isLeading() {
        return isConsensus() && consensusSubject().isLeading(consensus());
    }

    /** 0 where nobody orders commands. */
    @Override
    public long commitIndex() {
        return isConsensus() ? consensusSubject().commitIndex(consensus()) : 0;
    }

    @Override
    public long matchIndex(int followerId) {
        return isConsensus() ? consensusSubject().matchIndex(consensus(), followerId) : 0;
    }

    @Override
    public long appliedIndex() {
        return node.sink().appliedIndex();
    }

    @Override
    public long appliedChain() {
        return node.sink().chain();
    }

    public String role() {
        return consensusSubject().role(consensus());
    }

    /** Before the last step. */
    @Override
    public boolean wasLeading() {
        return previousLeading;
    }

    /** Before the last step; 0 before the first one. */
    @Override
    public long previousTerm() {
        return previousTerm;
    }

    /** The last one that was asked for here; empty before. */
    String changeRole(String role) {
        String previous = tracedRole;
        tracedRole = role;
        return previous;
    }

    @Override
    public long previousCommitIndex() {
        return previousCommitIndex;
    }

    /** Whether the last step cut the log. */
    @Override
    public boolean hasTruncated() {
        return hasTruncated;
    }

    void nowNs(long newNowNs) {
        nowNs = newNowNs;
    }

    void node(TestNode newNode) {
        node = newNode;
        tracedRole = "";
        previousTerm = 0;
        previousLeading = false;
        previousCommitIndex = 0;
        hasTruncated = false;
    }

    void truncated() {
        hasTruncated = true;
    }

    void stepDone() {
        previousTerm = term();
        previousLeading = isLeading();
        previousCommitIndex = commitIndex();
        hasTruncated = false;
    }
}
