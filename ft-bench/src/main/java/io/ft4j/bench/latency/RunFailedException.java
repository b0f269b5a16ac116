package io.ft4j.bench.latency;

/** A run without figures: a promise was broken, or it did not come to its end. */
final class RunFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RunFailedException(String message) {
        super(message);
    }
}
