package io.ft4j.commit.xa;

/**
 * A branch that this life knows. Its fields are guarded by its monitor, which nobody holds while he blocks; while it is
 * {@code WORKING}, {@code PREPARING} or {@code RESOLVING}, one thread alone uses the session.
 */
final class Branch {
    enum State {
        /** The service is at work. */
        WORKING,
        /** The work is done, and nobody has asked for the vote. */
        ENDED,
        PREPARING,
        PREPARED,
        /** Is being committed or rolled back in its own session. */
        RESOLVING,
        /** Of an earlier life, or its session is of no more use. What becomes of it is found by recovery. */
        DETACHED,
        /** Is committed, and the protocol has not taken note. */
        DONE
    }

    enum Decision {
        NONE,
        COMMIT,
        ROLLBACK
    }

    final BranchKey key;
    /** Of this life; null: of an earlier one. */
    final BranchId id;

    State state;
    Decision decision = Decision.NONE;
    XaSession session;
    /** The protocol waits for the end of what it has asked for. */
    boolean isAwaited;
    /** A commit met an error after which it may have been rolled back. */
    boolean mayBeLost;

    boolean isReported;
    /** Recovery has resolved it, and the resource has yet to drop it from its list. */
    boolean isResolved;

    private Branch(BranchKey key, BranchId id, State state) {
        this.key = key;
        this.id = id;
        this.state = state;
    }

    static Branch begun(BranchId id) {
        return new Branch(id.key(), id, State.WORKING);
    }

    static Branch ofEarlierLife(BranchKey key) {
        return new Branch(key, null, State.DETACHED);
    }

    /** Whether this is the branch that a resource lists; the transaction is the same. */
    boolean is(BranchId listed, long life) {
        return id == null ? listed.identity().life() < life : id.equals(listed);
    }

    synchronized boolean isDue() {
        return state == State.DETACHED && decision != Decision.NONE;
    }

    synchronized boolean isCommit() {
        return decision == Decision.COMMIT;
    }

    synchronized void decide(Decision newDecision) {
        if (decision != Decision.NONE && decision != newDecision) {
            throw new IllegalStateException(
                    "transaction " + key + " is to " + newDecision + " after it was to " + decision);
        }
        decision = newDecision;
    }
}
