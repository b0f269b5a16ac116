package io.ft4j.log.line;

/** A checkpoint by its process and its number. Immutable. */
public record Checkpoint(int processId, long number) {
    @Override
    public String toString() {
        return "checkpoint " + number + " of process " + processId;
    }
}
