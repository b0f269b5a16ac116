package io.ft4j.commit;

/** What a participant says when it is asked to prepare a transaction. */
public enum Vote {
    /** Its part is prepared: from now on it can commit it, and abort it, whatever happens. */
    COMMIT,
    /** Its part changed nothing: it needs not be told the decision, and is not. */
    READ_ONLY,
    /** Its part is aborted already, so all of the transaction has to be. Also: it does not know the transaction. */
    ABORT,
    /** It does not know yet; {@link CommitNode#vote} will say. */
    LATER
}
