package io.ft4j.commit;

/**
 * The application's part in transactions on one node: it prepares, commits and aborts what belongs to a transaction. It learns
 * by its own means, before it is asked to prepare, what that is.
 *
 * <p>Called by the protocol's thread, never for two transactions at once; must not block. What takes longer is begun here and
 * answered later: a vote by {@link CommitNode#vote}, and commit and abort by saying false, which brings the call again, at once
 * after {@link CommitNode#resume}. {@link #commit} and {@link #abort} may come more than once for a transaction, in later lives
 * too, and must have the same effect then. What they throw is reported, and they are called again later: a decision is not
 * taken back.
 */
public interface TransactionParticipant {
    /**
     * Whether this part can be committed. With {@link Vote#COMMIT} everything needed to do so, and to abort, must survive a
     * crash as it is. A transaction that is not known here, for instance because a crash has lost it, is answered with
     * {@link Vote#ABORT}. What this throws, and null, counts as ABORT, and {@link #abort} follows.
     */
    Vote prepare(int coordinatorId, long transactionId);

    /** @return false: it is not done yet; to be called again. */
    boolean commit(int coordinatorId, long transactionId);

    /**
     * Also where it was never prepared: then there may be work of it, or nothing.
     *
     * @return false: it is not done yet; to be called again.
     */
    boolean abort(int coordinatorId, long transactionId);

    /**
     * At the start of a life: it voted COMMIT in an earlier one and has not heard the decision. What belongs to the
     * transaction must be guarded again, until commit or abort.
     */
    void inDoubt(int coordinatorId, long transactionId);

    /**
     * At the start of a life, once, after {@link #inDoubt} and {@link #commit} have come for everything that earlier lives
     * promised to commit: what else stands prepared belongs to no transaction.
     */
    default void started() {}
}
