package io.ft4j.log.coordinated;

/** What a process does in an attempt. */
enum AttemptState {
    /** In none. */
    FREE,
    /** Its tentative checkpoint is being written. */
    TAKING,
    /** Its own part is done; others below it have not answered. */
    COLLECTING,
    /** The initiator has decided, and that is not durable. */
    DECIDING,
    /** It has agreed and waits for the decision: from now on it can neither end nor finish the attempt by itself. */
    ACKNOWLEDGED;

    /** Whether it may still end the attempt alone. */
    boolean isOpen() {
        return this == TAKING || this == COLLECTING;
    }
}
