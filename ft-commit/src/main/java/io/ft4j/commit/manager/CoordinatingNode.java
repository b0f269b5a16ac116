package io.ft4j.commit.manager;

/** The node that coordinates. What returns false was not taken, and is to be tried again. */
interface CoordinatingNode extends HostedNode {
    /** Begins a transaction and asks its participants for their votes. */
    boolean commit(long nowNs, long id, long participantSet);

    /** Aborts a transaction that was never asked to commit. */
    boolean abandon(long nowNs, long id, long participantSet);

    /** Aborts a transaction that was asked to commit, if that is not decided. */
    boolean rollback(long id);

    /** When this node has stopped: whether this transaction of this life, which has no outcome, can never have been decided. */
    boolean isUndecided(long id);
}
