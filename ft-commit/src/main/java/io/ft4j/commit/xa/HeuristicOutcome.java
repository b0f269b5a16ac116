package io.ft4j.commit.xa;

import javax.transaction.xa.XAException;

/** What a resource did with a prepared branch by itself, without waiting for the decision. */
public enum HeuristicOutcome {
    /** {@link XAException#XA_HEURCOM}. */
    COMMITTED,
    /** {@link XAException#XA_HEURRB}, and a rollback that answers a commit. */
    ROLLED_BACK,
    /** {@link XAException#XA_HEURMIX}: one piece of it so, another so. */
    MIXED,
    /**
     * {@link XAException#XA_HEURHAZ}: it may have done any of that. Also where a commit met {@link
     * XAException#XAER_RMERR} and the branch is gone.
     */
    HAZARD;

    /** Whether all was done as decided. */
    public boolean agreesWith(boolean commit) {
        return this == (commit ? COMMITTED : ROLLED_BACK);
    }
}
