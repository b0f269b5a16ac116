package io.ft4j.core.port;

/** The stable storage failed, or holds something that must not be used. Says the file, the offset and the reason. */
public final class LogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LogException(String message) {
        super(message);
    }

    public LogException(String message, Throwable cause) {
        super(message, cause);
    }
}
