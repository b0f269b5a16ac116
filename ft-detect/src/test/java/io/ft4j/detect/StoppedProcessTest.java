package io.ft4j.detect;

import static io.ft4j.detect.DetectorHands.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real process is stopped with SIGSTOP for longer than its time-out, and goes on with SIGCONT: it suspects nobody, since it
 * heard nobody because it did not run. The test is its peer, and waits for what its own detector tells.
 */
@Timeout(180)
final class StoppedProcessTest {
    private static final int IDLE_NS = 1_000_000;
    private static final int SEVERAL = 5;

    /** When the test suspects the stopped process, that one has missed its own time-out by far. */
    private static final long CHILD_TIMEOUT_NS = 3_000 * MS;

    private static final long TEST_TIMEOUT_NS = 4_500 * MS;

    @TempDir
    Path temporary;

    private Path errors;
    private Process child;
    private PipedDetector detector;

    @BeforeEach
    void startChild() throws Exception {
        assumeTrue(canSignal(), "there is no kill to stop a process with");
        errors = temporary.resolve("errors");
        child = new ProcessBuilder(command()).redirectError(errors.toFile()).start();
        detector =
                new PipedDetector(config(TEST_TIMEOUT_NS), 0, false, child.getInputStream(), child.getOutputStream());
        // It takes a while to start, and is not late before.
        while (child.getInputStream().available() == 0) {
            idle();
        }
        detector.start();
        runUntil(() -> detector.heardCount() >= SEVERAL);
    }

    @AfterEach
    void endChild() throws InterruptedException {
        if (child != null) {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void suspectsNobodyWhenItWakesToFramesThatWaited() throws Exception {
        signal("STOP");
        runUntil(detector::suspectsPeer);
        int sentCount = detector.sentCount();
        runUntil(() -> detector.sentCount() >= sentCount + SEVERAL);
        continueAndCheck();
    }

    @Test
    void suspectsNobodyWhenItWakesToSilence() throws Exception {
        detector.beSilent(true);
        signal("STOP");
        runUntil(detector::suspectsPeer);
        continueAndCheck();
    }

    private void continueAndCheck() throws Exception {
        signal("CONT");
        runUntil(() -> !detector.suspectsPeer());
        detector.beSilent(false);
        int heardCount = detector.heardCount();
        runUntil(() -> detector.heardCount() >= heardCount + SEVERAL);
        detector.askForReport();
        runUntil(() -> detector.report() != null);
        PipedDetector.Report report = detector.report();
        assertEquals(0, report.hastySuspicions(), report.toString());
        assertTrue(report.ownPauses() >= 1, report.toString());
    }

    private void runUntil(BooleanSupplier event) throws IOException, InterruptedException {
        while (!event.getAsBoolean()) {
            detector.cycle();
            idle();
        }
    }

    private void idle() throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("what the test waits for does not happen");
        }
        assertTrue(child.isAlive(), "the child ended: " + (child.isAlive() ? "" : Files.readString(errors)));
        LockSupport.parkNanos(IDLE_NS);
    }

    private void signal(String name) throws Exception {
        assertEquals(0, kill(name, child.pid()), "kill -" + name);
    }

    /** Signal 0 does nothing but find out. */
    private static boolean canSignal() throws InterruptedException {
        try {
            return kill("0", ProcessHandle.current().pid()) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Many systems have it in the shell only. */
    private static int kill(String signal, long processId) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", "kill -" + signal + " " + processId)
                .start()
                .waitFor();
    }

    private static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        String flags = System.getProperty("ft4j.jvm.flags", "").trim();
        command.addAll(flags.isEmpty() ? List.of() : List.of(flags.split("\\s+")));
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Child.class.getName());
        return command;
    }

    private static HeartbeatConfig config(long timeoutNs) {
        return HeartbeatConfig.builder()
                .heartbeatIntervalNs(50 * MS)
                .initialTimeoutNs(timeoutNs)
                .pauseToleranceNs(1_000 * MS)
                .build();
    }

    /** The process that is stopped. */
    static final class Child {
        /** Ends when nobody reads its heartbeats any more. */
        public static void main(String[] arguments) throws IOException {
            PipedDetector detector = new PipedDetector(
                    config(CHILD_TIMEOUT_NS),
                    1,
                    true,
                    new FileInputStream(FileDescriptor.in),
                    new FileOutputStream(FileDescriptor.out));
            detector.start();
            while (true) {
                detector.cycle();
                LockSupport.parkNanos(IDLE_NS);
            }
        }
    }
}
