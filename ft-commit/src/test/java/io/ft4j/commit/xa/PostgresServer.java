package io.ft4j.commit.xa;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of the test, which can be killed and started again on its data. It writes before it answers and
 * forces nothing: what dies here are processes.
 */
final class PostgresServer implements AutoCloseable {
    private final Path folder;
    private EmbeddedPostgres server;

    private PostgresServer(Path folder, EmbeddedPostgres server) {
        this.folder = folder;
        this.server = server;
    }

    static PostgresServer start(Path folder) throws IOException {
        return new PostgresServer(folder, launch(folder, 0));
    }

    private static EmbeddedPostgres launch(Path folder, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("max_prepared_transactions", "64")
                .setServerConfig("max_connections", "40")
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    int port() {
        return server.getPort();
    }

    Bank bank() {
        return Databases.postgres(port());
    }

    /** The postmaster first, which would start anew what it finds killed; returns when all are gone. */
    void kill() {
        ProcessHandle postmaster = ProcessHandle.of(pid()).orElseThrow();
        List<ProcessHandle> all =
                Stream.concat(Stream.of(postmaster), postmaster.descendants()).collect(Collectors.toList());
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
    }

    private long pid() {
        try {
            return Long.parseLong(
                    Files.readAllLines(folder.resolve("postmaster.pid")).get(0));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** After {@link #kill}. */
    void restart() throws IOException {
        int port = port();
        server.close();
        server = launch(folder, port);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
