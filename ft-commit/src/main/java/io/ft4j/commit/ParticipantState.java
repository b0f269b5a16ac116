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
    ONE_PHASE_COMMITTED,
    /** Has committed, since an operator has said so; the decision is still asked for. */
    HEURISTIC_COMMITTED,
    /** Has aborted, since an operator has said so; the decision is still asked for. */
    HEURISTIC_ABORTED,
    /** Has committed by hand what its coordinator aborts; until an operator has taken note. */
    MIXED_COMMITTED,
    /** Has aborted by hand what its coordinator commits; until an operator has taken note. */
    MIXED_ABORTED;

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

    /** Whether it is done by hand, and not known whether the coordinator has decided the same. */
    boolean isUnconfirmed() {
        return this == HEURISTIC_COMMITTED || this == HEURISTIC_ABORTED;
    }

    boolean isMixed() {
        return this == MIXED_COMMITTED || this == MIXED_ABORTED;
    }

    /** What peers are told: the decision of the coordinator where that is known, else that of the operator. */
    boolean saysCommit() {
        return isCommit() || this == HEURISTIC_COMMITTED || this == MIXED_ABORTED;
    }

    /** As {@link #saysCommit()}; it is on the disk. */
    boolean saysAbort() {
        return this == ABORT_PROMISED || this == HEURISTIC_ABORTED || this == MIXED_COMMITTED;
    }
}
