package io.ft4j.bench.example.orderbook.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.bench.Progress;
import io.ft4j.core.runtime.aeron.FreePorts;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three JVMs with a replica each, over UDP; the one that leads is killed without warning, and comes back. */
@Timeout(900)
final class SeveralMachinesTest {
    private static final int EVENTS = 20_000;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(300);

    @TempDir
    Path folder;

    private final Process[] replicas = new Process[3];
    private final int[] lives = new int[3];
    private final List<Long> pids = new ArrayList<>();
    private final List<String> endpoints = new ArrayList<>();
    private final List<String> clients = new ArrayList<>();

    /** Holds the feed at a fifth until its leader is down, which then is lost in the middle, however slow anybody is. */
    private static final class Gate extends StringWriter {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);
        private int tenths;

        @Override
        public void write(String text, int offset, int length) {
            super.write(text, offset, length);
            if (text.startsWith("replicated run:") && ++tenths == 2) {
                reached.countDown();
                try {
                    if (!open.await(TIMEOUT_NS, TimeUnit.NANOSECONDS)) {
                        throw new IllegalStateException("never: the leader is down");
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    @AfterEach
    void killAll() {
        for (Process replica : replicas) {
            if (replica != null) {
                replica.destroyForcibly();
            }
        }
    }

    @Test
    void losesItsLeaderAndNothingElse() throws Exception {
        List<String> addresses = FreePorts.udp(4);
        endpoints.addAll(addresses.subList(0, 3));
        clients.add(addresses.get(3));
        for (int id = 0; id < 3; id++) {
            start(id, true);
        }
        for (int id = 0; id < 3; id++) {
            int replica = id;
            await(() -> !lastLine(replica).isEmpty(), "the first words of replica " + id);
        }
        Gate gate = new Gate();
        FeedRun feed = new FeedRun(
                new FeedRun.Settings(new OrderBookGroup(endpoints, clients), 0, null, EVENTS, 7, 64),
                new Progress(new PrintWriter(gate), false));
        CompletableFuture<FeedRun.Result> result = CompletableFuture.supplyAsync(feed::run);
        await(() -> gate.reached.getCount() == 0 || result.isDone(), "the first replies");
        assertFalse(result.isDone(), () -> describe() + end(result));
        int killed = feed.leaderId();
        replicas[killed].destroyForcibly();
        await(() -> !replicas[killed].isAlive(), "the end of the leader");
        long atKill = feed.replyCount();
        gate.open.countDown();
        await(() -> feed.replyCount() > atKill + EVENTS / 5 || result.isDone(), "replies of a successor");
        start(killed, false);
        await(result::isDone, "the end of the feed");
        FeedRun.Result outcome = result.get();

        assertEquals(EVENTS, outcome.replyCount());
        assertEquals(0, outcome.failureCount());
        assertTrue(outcome.equalReplies());
        String digest = ", digest " + Long.toHexString(outcome.digest());
        for (int id = 0; id < 3; id++) {
            int replica = id;
            await(() -> lastLine(replica).endsWith(digest), "digest of replica " + id + " = " + digest);
        }
        for (Process replica : replicas) {
            replica.destroy();
            await(() -> !replica.isAlive(), "the end of all replicas");
        }
        assertEquals(List.of(), leftInMemory());
    }

    private static String end(CompletableFuture<FeedRun.Result> result) {
        return result.handle((outcome, failure) -> "the feed ends: " + outcome + ", " + failure)
                .join();
    }

    /** Of any of the replicas, the killed one included: its next life has deleted it. */
    private List<Path> leftInMemory() throws IOException {
        Path memory = Path.of("/dev/shm");
        if (Files.notExists(memory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(memory)) {
            return entries.filter(entry -> pids.stream()
                            .anyMatch(pid -> entry.getFileName().toString().contains("-" + pid + "-")))
                    .toList();
        }
    }

    private void start(int id, boolean firstBoot) throws IOException {
        lives[id]++;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getProperty("ft4j.jvm.flags", "").trim().split("\\s+")));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.add("io.ft4j.bench.cli.Main");
        command.addAll(List.of(
                "replica",
                "--id=" + id,
                "--endpoints=" + String.join(",", endpoints),
                "--clients=" + String.join(",", clients),
                "--dir=" + folder.resolve("replica-" + id)));
        if (firstBoot) {
            command.add("--first-boot");
        }
        replicas[id] = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output(id))
                .start();
        pids.add(replicas[id].pid());
    }

    private File output(int id) {
        return folder.resolve("output-" + id + "-" + lives[id]).toFile();
    }

    private String lastLine(int id) {
        try {
            List<String> lines = Files.readAllLines(output(id).toPath());
            return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void await(BooleanSupplier reached, String what) {
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!reached.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadlineNs, () -> "never: " + what + "; " + describe());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private String describe() {
        StringBuilder text = new StringBuilder();
        for (int id = 0; id < 3; id++) {
            text.append("replica ").append(id).append(replicas[id].isAlive() ? " runs: " : " is down: ");
            text.append(lastLine(id)).append('\n');
        }
        return text.toString();
    }
}
