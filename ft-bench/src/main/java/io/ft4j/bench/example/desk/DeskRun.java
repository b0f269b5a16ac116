package io.ft4j.bench.example.desk;

import io.ft4j.bench.latency.BenchmarkJvm;
import io.ft4j.core.model.Prng;
import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts the three processes of the desk, kills them with SIGKILL while orders flow, starts them again, and looks in the end
 * whether each order was answered exactly once and all states are those of an undisturbed run.
 */
public final class DeskRun {
    private static final long POLL_NS = 2_000_000;
    private static final int HEAP_MIB = 256;

    private final Path folder;
    private final Path input;
    private final long orders;
    private final int kills;
    private final Prng prng;
    private final String[] addresses = new String[Desk.PROCESS_COUNT];
    private final Process[] processes = new Process[Desk.PROCESS_COUNT];
    private int killed;

    /**
     * @param folder of the processes, empty.
     * @param input  a LOBSTER file, or null: made up orders.
     * @param orders how many at most.
     * @param kills  spread over the orders.
     * @param seed   of which process is killed and when.
     */
    public DeskRun(Path folder, Path input, long orders, int kills, long seed) {
        this.folder = folder;
        this.input = input;
        this.orders = orders;
        this.kills = kills;
        prng = new Prng(seed);
    }

    /**
     * Returns what it found.
     *
     * @throws IllegalStateException when a process has ended by itself, with its last words.
     */
    public DeskReport run() throws IOException, InterruptedException {
        UndisturbedDesk undisturbed = new UndisturbedDesk();
        long count = undisturbed.run(input, orders);
        long startNs = System.nanoTime();
        try {
            chooseAddresses();
            for (int id = 0; id < processes.length; id++) {
                start(id);
            }
            disturb(count);
            long elapsedNs = System.nanoTime() - startNs;
            List<String> problems = new ArrayList<>();
            String problem = Answers.problem(folder.resolve(Answers.FILE), count);
            if (problem != null) {
                problems.add(problem);
            }
            for (int id = 0; id < processes.length; id++) {
                String expected = Long.toHexString(undisturbed.digest(id));
                String digest = end(id);
                if (!digest.equals(expected)) {
                    problems.add("process " + id + " ends in state " + digest + ", undisturbed in " + expected);
                }
            }
            return new DeskReport(count, undisturbed.refused(), killed, elapsedNs, problems);
        } finally {
            for (Process process : processes) {
                if (process != null) {
                    process.destroyForcibly().waitFor();
                }
            }
        }
    }

    private void chooseAddresses() throws IOException {
        for (int id = 0; id < addresses.length; id++) {
            try (DatagramSocket socket =
                    new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
                addresses[id] = "127.0.0.1:" + socket.getLocalPort();
            }
        }
    }

    private void start(int id) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(BenchmarkJvm.sharedFlags());
        line.addAll(List.of("-Xmx" + HEAP_MIB + "m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        line.add(DeskProcess.class.getName());
        line.addAll(List.of(
                Integer.toString(id),
                folder.toString(),
                Long.toString(orders),
                input == null ? "-" : input.toString()));
        line.addAll(List.of(addresses));
        processes[id] = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors(id)))
                .start();
    }

    private File errors(int id) {
        return folder.resolve("errors-" + id).toFile();
    }

    private void disturb(long count) throws IOException, InterruptedException {
        long nextKill = nextKill(count);
        for (long answered = answered(); answered < count; answered = answered()) {
            for (int id = 0; id < processes.length; id++) {
                if (!processes[id].isAlive()) {
                    throw new IllegalStateException("process " + id + " has ended by itself: "
                            + Files.readString(errors(id).toPath(), StandardCharsets.UTF_8));
                }
            }
            if (killed < kills && answered >= nextKill) {
                kill(prng.nextInt(processes.length));
                nextKill = nextKill(count);
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    /** A random moment within the next of equal stretches. */
    private long nextKill(long count) {
        long stretch = Math.max(1, count / (kills + 1L));
        return killed * stretch + 1 + prng.nextLong(stretch);
    }

    private void kill(int id) throws IOException, InterruptedException {
        processes[id].destroyForcibly().waitFor();
        killed++;
        start(id);
    }

    private long answered() throws IOException {
        Path file = folder.resolve(Answers.FILE);
        return Files.exists(file) ? Files.size(file) / Desk.ANSWER_LENGTH : 0;
    }

    /** Lets a process end, and returns what it says. */
    private String end(int id) throws IOException, InterruptedException {
        processes[id].getOutputStream().close();
        String said = new String(processes[id].getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        processes[id].waitFor();
        String[] lines = said.trim().split("\\s+");
        return lines[lines.length - 1];
    }
}
