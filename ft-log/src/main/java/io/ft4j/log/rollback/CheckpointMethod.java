package io.ft4j.log.rollback;

/** How the processes of a group take checkpoints that agree with each other. Equal in all of them. */
public enum CheckpointMethod {
    /** All together, in two phases (Koo, Toueg 1987); sends wait meanwhile. */
    ALL(false),
    /**
     * As {@link #ALL}, but only those that the initiator depends on. Others go on undisturbed; their outputs wait until they begin a
     * checkpoint themselves, or one who depends on them does.
     */
    DEPENDENCIES(false),
    /**
     * All, without stopping anybody (Chandy, Lamport 1985): the messages in transit become part of the checkpoint of their receiver.
     * One process begins them; after a crash all go back.
     */
    SNAPSHOT(true),
    /**
     * Each on its own, without asking or stopping anybody; after a crash the latest ones are found that agree. That may be far back
     * (the domino effect). Outputs wait until a checkpoint is settled: no failure of all would undo it.
     */
    INDEPENDENT(false);

    private final boolean recordsTransit;

    CheckpointMethod(boolean recordsTransit) {
        this.recordsTransit = recordsTransit;
    }

    /** Whether receivers record what is in transit; else senders keep it. */
    boolean recordsTransit() {
        return recordsTransit;
    }
}
