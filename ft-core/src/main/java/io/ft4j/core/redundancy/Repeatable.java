package io.ft4j.core.redundancy;

/** What an operation declares about being executed more than once. A lost answer looks like a lost request. */
public enum Repeatable {
    /** Nothing: a second execution may do harm, so there is one attempt. */
    NOT_DECLARED,
    /** Twice has the effect of once. */
    IDEMPOTENT,
    /** The receiver knows a repetition by its number and answers it from memory. */
    DEDUPLICATED;

    boolean isSafe() {
        return this != NOT_DECLARED;
    }
}
