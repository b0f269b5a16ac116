package io.ft4j.log.coordinated;

/** A property does not hold; its name comes first. */
final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(String message) {
        super(message);
    }
}
