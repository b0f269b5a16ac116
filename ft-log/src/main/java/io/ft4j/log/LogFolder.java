package io.ft4j.log;

import io.ft4j.core.port.LogException;
import java.io.IOException;
import java.nio.file.Path;

/** The folder of one log: its lock, identity, incarnation and acknowledgement mark. */
public final class LogFolder implements AutoCloseable {
    private final Path path;
    private final long idHigh;
    private final long idLow;

    LogFolder(Path path, long idHigh, long idLow) {
        this.path = path;
        this.idHigh = idHigh;
        this.idLow = idLow;
    }

    /**
     * Locks the folder, creates it where needed, and checks that it is one of this backend.
     *
     * @throws LogException with file, offset and reason.
     */
    public static LogFolder open(Path path, String backend) throws IOException {
        return new LogFolder(path, 0, 0);
    }

    public Path path() {
        return path;
    }

    /** First half of the random id that the log got when it was created. */
    public long idHigh() {
        return idHigh;
    }

    public long idLow() {
        return idLow;
    }

    /** Idempotent. */
    @Override
    public void close() {}
}
