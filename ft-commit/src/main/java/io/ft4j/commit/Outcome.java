package io.ft4j.commit;

import io.ft4j.commit.wire.CommitCounter;

/** How a transaction ended, for the one who asked for it. */
public enum Outcome {
    /** Decided, and durably so: every participant commits, now or when it is back. */
    COMMITTED(CommitCounter.COMMITTED),
    /** A participant voted against it: those that {@link OutcomeListener} names. */
    ABORTED_BY_VOTE(CommitCounter.ABORTED_BY_VOTE),
    /** Participants did not vote in time: those that {@link OutcomeListener} names. */
    ABORTED_BY_TIMEOUT(CommitCounter.ABORTED_BY_TIMEOUT),
    /**
     * Participants have not carried out so much of what was decided that there is no room for more of theirs: those that {@link
     * OutcomeListener} names. Nobody was asked to vote.
     */
    ABORTED_BY_BACKLOG(CommitCounter.ABORTED_BY_BACKLOG),
    /** The one who began it took it back. */
    ROLLED_BACK(CommitCounter.ROLLED_BACK),
    /** The only participant decides by itself, and has not been heard of since it was asked to. */
    INDETERMINATE(CommitCounter.INDETERMINATE);

    private final CommitCounter counter;

    Outcome(CommitCounter counter) {
        this.counter = counter;
    }

    /** Under which it is counted. */
    public CommitCounter counter() {
        return counter;
    }

    public boolean isAborted() {
        return this != COMMITTED && this != INDETERMINATE;
    }
}
