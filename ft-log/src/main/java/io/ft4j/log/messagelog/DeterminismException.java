package io.ft4j.log.messagelog;

/** A process did something else on replay than before: it is not piecewise deterministic, and nobody knows its state. */
public final class DeterminismException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public DeterminismException(String message) {
        super(message);
    }
}
