package io.ft4j.bench.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.agrona.IoUtil;

/** A folder for logs: the user's, which stays, or a temporary one, removed at close and also when the run is interrupted. */
final class LogFolder implements AutoCloseable {
    private final Path path;
    private final Thread atExit;

    private LogFolder(Path path, boolean temporary) {
        this.path = path;
        atExit = temporary ? new Thread(this::delete, "ft4j-remove-temporary-logs") : null;
    }

    /** @param folder null: a temporary one */
    static LogFolder open(Path folder, boolean keep) throws IOException {
        if (folder != null) {
            return new LogFolder(Files.createDirectories(folder), false);
        }
        LogFolder logs = new LogFolder(Files.createTempDirectory("ft4j-orderbook-"), !keep);
        if (logs.atExit != null) {
            Runtime.getRuntime().addShutdownHook(logs.atExit);
        }
        return logs;
    }

    /** Whether a folder named by the user is empty, or can be made. */
    static boolean isUsable(Path folder) {
        if (folder == null || Files.notExists(folder)) {
            return true;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        if (atExit != null) {
            Runtime.getRuntime().removeShutdownHook(atExit);
            delete();
        }
    }

    private void delete() {
        IoUtil.delete(path.toFile(), true);
    }
}
