package io.ft4j.commit.xa;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of the test, which can be killed and started again on its data. It writes before it answers and
 * forces nothing: what dies here are processes. Whoever waits for it is told so in the end: for its start, for its end, and,
 * by the time-outs of {@link Databases#postgres} and of its locks, for its answers.
 */
final class PostgresServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /**
     * Below those that the system gives away by itself: while the server is down, or has yet to make its data, nobody else
     * comes by its port, and would be taken for it.
     */
    private static final int FIRST_PORT = 16_000;

    private static final int PORTS = 4_000;

    private final Path folder;
    private EmbeddedPostgres server;

    private PostgresServer(Path folder, EmbeddedPostgres server) {
        this.folder = folder;
        this.server = server;
    }

    /** @throws IllegalStateException when this machine can have none. */
    static PostgresServer start(Path folder) throws IOException {
        return new PostgresServer(folder, launch(folder, freePort()));
    }

    private static int freePort() {
        int first = (int) (ProcessHandle.current().pid() % PORTS);
        for (int i = 0; i < PORTS; i++) {
            int port = FIRST_PORT + (first + i) % PORTS;
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException inUse) {
                // the next one
            }
        }
        throw new IllegalStateException("no port of " + PORTS + " is free from " + FIRST_PORT + " on");
    }

    private static EmbeddedPostgres launch(Path folder, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("max_prepared_transactions", "64")
                .setServerConfig("max_connections", "40")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("lock_timeout", Databases.LOCK_TIMEOUT_MS + "ms")
                .setConnectConfig("socketTimeout", "10")
                .setPGStartupWait(PATIENCE)
                .start();
    }

    int port() {
        return server.getPort();
    }

    Bank bank() {
        return Databases.postgres(port());
    }

    /**
     * Returns when all its processes are gone. The postmaster is stopped before, so that it begins none that is not seen here,
     * which would keep the next server from the data.
     */
    void kill() {
        ProcessHandle postmaster = ProcessHandle.of(pid()).orElseThrow();
        stop(postmaster.pid());
        List<ProcessHandle> all =
                Stream.concat(Stream.of(postmaster), postmaster.descendants()).collect(Collectors.toList());
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(PostgresServer::awaitEnd);
    }

    private static void stop(long pid) {
        try {
            int exit = new ProcessBuilder("kill", "-STOP", Long.toString(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("process " + pid + " of PostgreSQL can not be stopped");
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("while stopping process " + pid + " of PostgreSQL", e);
        }
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | InterruptedException | ExecutionException e) {
            throw new IllegalStateException(
                    "process " + process.pid() + " of PostgreSQL was killed, and its end awaited in vain", e);
        }
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
