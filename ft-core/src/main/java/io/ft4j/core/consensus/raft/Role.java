package io.ft4j.core.consensus.raft;

/** What a process does in its term (§5.1, Figure 4; the pre-candidate is of thesis §9.6). */
public enum Role {
    /** Takes entries from the leader of its term, or waits for one. */
    FOLLOWER,
    /** Waited in vain and asks whether an election would succeed, before it disturbs anybody with a new term. */
    PRE_CANDIDATE,
    /** Has voted for itself in a new term and asks for the votes of the others. */
    CANDIDATE,
    /** Orders commands and replicates them. */
    LEADER
}
