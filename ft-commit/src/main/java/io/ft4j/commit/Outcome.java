package io.ft4j.commit;

/** How a transaction ended, for the one who asked for it. */
public enum Outcome {
    /** Decided, and durably so: every participant commits, now or when it is back. */
    COMMITTED,
    /** A participant voted against it: those that {@link OutcomeListener} names. */
    ABORTED_BY_VOTE,
    /** Participants did not vote in time: those that {@link OutcomeListener} names. */
    ABORTED_BY_TIMEOUT,
    /** The one who began it took it back. */
    ROLLED_BACK,
    /** The only participant decides by itself, and has not been heard of since it was asked to. */
    INDETERMINATE;

    public boolean isAborted() {
        return this != COMMITTED && this != INDETERMINATE;
    }
}
