package io.ft4j.bench.example.desk;

import io.ft4j.bench.latency.BenchmarkJvm;
import io.ft4j.core.model.Prng;
import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts the three processes of the desk, kills them with SIGKILL while orders flow, starts them again, and looks in the end
 * whether each order was answered exactly once and all states are those of an undisturbed run.
 */
public final class DeskRun {
    private static final long POLL_NS = 2_000_000;
    /** Without an answer, a start and a recovery included. */
    private static final long STALL_NS = TimeUnit.SECONDS.toNanos(300);

    private static final long END_S = 120;
    /** Below those that the system gives to whoever asks for any: nobody takes one while its process is down. */
    private static final int FIRST_PORT = 12_000;

    private static final int PORTS = 4_000;
    private static final int HEAP_MIB = 256;

    private final Path folder;
    private final Path input;
    private final long orders;
    private final int kills;
    private final Prng prng;
    private final String[] addresses = new String[Desk.PROCESS_COUNT];
    private final Process[] processes = new Process[Desk.PROCESS_COUNT];
    private int killed;
    /** Orders between two kills, more or less. */
    private long stretch;

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
     * @throws IllegalStateException when a process has ended by itself, with its last words, or when nothing goes on.
     */
    public DeskReport run() throws IOException, InterruptedException {
        UndisturbedDesk undisturbed = new UndisturbedDesk();
        long count = undisturbed.run(input, orders);
        long startNs = System.nanoTime();
        stretch = Math.max(1, count / (kills + 1L));
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
                    process.destroyForcibly().waitFor(END_S, TimeUnit.SECONDS);
                }
            }
        }
    }

    private void chooseAddresses() {
        int port = (int) (ProcessHandle.current().pid() % PORTS);
        for (int id = 0; id < addresses.length; id++) {
            do {
                port = (port + 1) % PORTS;
            } while (!isFree(FIRST_PORT + port));
            addresses[id] = "127.0.0.1:" + (FIRST_PORT + port);
        }
    }

    private static boolean isFree(int port) {
        try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (SocketException inUse) {
            return false;
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
                input == null ? "-" : input.toString(),
                Long.toString(stretch)));
        line.addAll(List.of(addresses));
        processes[id] = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors(id)))
                .start();
        if (id == Desk.GATEWAY) {
            grant(killed + 2);
        }
    }

    /** How many orders may come in: no more than one stretch beyond the next kill, so that none is missed. */
    private void grant(int stretches) throws IOException {
        processes[Desk.GATEWAY].getOutputStream().write(new byte[stretches]);
        processes[Desk.GATEWAY].getOutputStream().flush();
    }

    private File errors(int id) {
        return folder.resolve("errors-" + id).toFile();
    }

    private void disturb(long count) throws IOException, InterruptedException {
        long nextKill = nextKill();
        long before = 0;
        long progressNs = System.nanoTime();
        for (long answered = answered(); answered < count; answered = answered()) {
            for (int id = 0; id < processes.length; id++) {
                if (!processes[id].isAlive()) {
                    throw new IllegalStateException("process " + id + " has ended by itself: " + lastWords(id));
                }
            }
            if (answered > before) {
                before = answered;
                progressNs = System.nanoTime();
            } else if (System.nanoTime() - progressNs > STALL_NS) {
                throw new IllegalStateException("no answer for " + TimeUnit.NANOSECONDS.toSeconds(STALL_NS)
                        + " s: answered=" + answered + " of orders=" + count + ", killed=" + killed);
            }
            if (killed < kills && answered >= nextKill) {
                kill(prng.nextInt(processes.length));
                nextKill = nextKill();
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private String lastWords(int id) throws IOException {
        return Files.readString(errors(id).toPath(), StandardCharsets.UTF_8);
    }

    /** A random moment within the next of equal stretches. */
    private long nextKill() {
        return killed * stretch + 1 + prng.nextLong(stretch);
    }

    private void kill(int id) throws IOException, InterruptedException {
        processes[id].destroyForcibly();
        awaitEnd(id, "was killed");
        killed++;
        start(id);
        if (id != Desk.GATEWAY) {
            grant(1);
        }
    }

    private void awaitEnd(int id, String what) throws IOException, InterruptedException {
        if (!processes[id].waitFor(END_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    "process " + id + " " + what + ", and is still there after " + END_S + " s: " + lastWords(id));
        }
    }

    private long answered() throws IOException {
        Path file = folder.resolve(Answers.FILE);
        return Files.exists(file) ? Files.size(file) / Desk.ANSWER_LENGTH : 0;
    }

    /** Lets a process end, and returns what it says. */
    private String end(int id) throws IOException, InterruptedException {
        processes[id].getOutputStream().close();
        awaitEnd(id, "was told to end");
        String said = new String(processes[id].getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String[] lines = said.trim().split("\\s+");
        return lines[lines.length - 1];
    }
}
