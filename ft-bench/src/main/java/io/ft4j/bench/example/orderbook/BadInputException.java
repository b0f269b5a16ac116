package io.ft4j.bench.example.orderbook;

/** The input cannot be used: unreadable, without a single event, or malformed where no malformed line is accepted. */
public final class BadInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadInputException(String message) {
        super(message);
    }

    public BadInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
