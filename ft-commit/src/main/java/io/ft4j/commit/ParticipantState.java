package io.ft4j.commit;

/** Of a transaction at a participant; what is over stands in {@code KnownOutcomes}. */
public enum ParticipantState {
    /** At work: it has not been asked for its vote. */
    INIT,
    /** INIT as well, in the textbook's terms: the application was asked for its vote and has not answered. */
    VOTING,
    /** Voted for it: it does as the coordinator decides, and never decides alone. */
    READY,
    /** Commits, but the application has not managed to yet. */
    COMMITTING,
    /** Will abort, and say so to a peer; the record of that is on its way to the disk, and the application not told yet. */
    ABORT_PROMISED,
    /** Aborts, but the application has not managed to yet. */
    ABORTING,
    /** Has committed; the record of that is on its way to the disk, and it is not acknowledged yet. */
    COMMITTED,
    /** As only participant: decided to commit; the record of that is on its way to the disk. */
    ONE_PHASE_DECIDED,
    /** As only participant: has committed, until the coordinator has heard of it. */
    ONE_PHASE_COMMITTED;

    /** Whether it has promised nothing yet. */
    boolean isFree() {
        return this == INIT || this == VOTING;
    }

    /** Whether its last record is written. */
    boolean isOver() {
        return this == COMMITTED || this == ABORT_PROMISED;
    }

    boolean isOnePhase() {
        return this == ONE_PHASE_DECIDED || this == ONE_PHASE_COMMITTED;
    }

    /** Whether the decision to commit is known here and was made elsewhere. */
    boolean isCommit() {
        return this == COMMITTING || this == COMMITTED;
    }
}
