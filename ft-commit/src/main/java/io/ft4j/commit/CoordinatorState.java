package io.ft4j.commit;

/** Of a transaction at its coordinator. ABORT is not among them: an aborted transaction is forgotten (presumed abort). */
public enum CoordinatorState {
    /** Begun: the participants work. */
    INIT,
    /** Asked for their votes. */
    WAIT,
    /** The only participant was asked to decide by itself. */
    ONE_PHASE,
    /** All have voted for it; the record of that is on its way to the disk, and nobody may know yet. */
    DECIDED,
    /** Decided durably; until all have acknowledged. */
    COMMIT
}
