package io.ft4j.core.model;

/**
 * What a failure detector guarantees (Chandra, Toueg 1996): how surely it suspects the processes that crashed
 * (completeness), how surely it spares the others (accuracy). From the strongest class to none; a detector of one class
 * gives what the later classes ask for.
 */
public enum DetectorClass {
    /** P: a suspicion is a proof. */
    PERFECT("P", Completeness.STRONG, Accuracy.STRONG, Synchrony.SYNCHRONOUS, Halting.FAIL_STOP),
    /** ◇P: wrong for a while, then as P; nobody knows from when on. */
    EVENTUALLY_PERFECT(
            "◇P", Completeness.STRONG, Accuracy.EVENTUAL_STRONG, Synchrony.PARTIALLY_SYNCHRONOUS, Halting.FAIL_NOISY),
    /**
     * Ω: eventually all correct processes trust the same correct one, the leader, for ever. Read as a detector that
     * suspects all but the leader, it has the completeness and accuracy given here, those of ◇S (Chandra, Hadzilacos,
     * Toueg 1996). Whether anybody but the leader has halted, it does not tell.
     */
    OMEGA("Ω", Completeness.STRONG, Accuracy.EVENTUAL_WEAK, Synchrony.PARTIALLY_SYNCHRONOUS, Halting.FAIL_SILENT),
    /** No detector. */
    NONE("none", Completeness.NONE, Accuracy.NONE, Synchrony.ASYNCHRONOUS, Halting.FAIL_SILENT);

    /** Who suspects a process that crashed. */
    public enum Completeness {
        /** Eventually every correct process, for ever. */
        STRONG,
        NONE
    }

    /** Who is spared from suspicion. */
    public enum Accuracy {
        /** No process is suspected before it crashes. */
        STRONG,
        /** From some time on no correct process is suspected. */
        EVENTUAL_STRONG,
        /** From some time on one correct process is suspected by no correct process. */
        EVENTUAL_WEAK,
        NONE
    }

    private final String symbol;
    private final Completeness completeness;
    private final Accuracy accuracy;
    private final Synchrony synchrony;
    private final Halting halting;

    DetectorClass(String symbol, Completeness completeness, Accuracy accuracy, Synchrony synchrony, Halting halting) {
        this.symbol = symbol;
        this.completeness = completeness;
        this.accuracy = accuracy;
        this.synchrony = synchrony;
        this.halting = halting;
    }

    /** As in the literature: P, ◇P, Ω. */
    public String symbol() {
        return symbol;
    }

    public Completeness completeness() {
        return completeness;
    }

    public Accuracy accuracy() {
        return accuracy;
    }

    /** The weakest synchrony under which a detector of this class can be built from messages. */
    public Synchrony neededSynchrony() {
        return synchrony;
    }

    /** What the others learn of a process that halted. */
    public Halting halting() {
        return halting;
    }

    /** Whether a detector of this class is as good as one of {@code other}: P ⇒ ◇P ⇒ Ω ⇒ none. */
    public boolean implies(DetectorClass other) {
        return ordinal() <= other.ordinal();
    }
}
