package io.ft4j.bench.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ReplicationCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new ReplicationCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "closed, memory, 1, invoker",
        "pipelined, memory, 1, shared",
        "pipelined, memory, 100, invoker",
        "pipelined, disk, 1, shared",
        "open, memory, 3, split"
    })
    void aSoundRunGivesOneLineAndLeavesNoFiles(String mode, String durability, int sessions, String threading)
            throws IOException {
        Path json = folder.resolve("result.json");
        Path logs = folder.resolve("logs");
        int status = run(
                "--no-fork",
                "--seconds=1",
                "--warmup=0",
                "--idle=backoff",
                "--rate=1000",
                "--outstanding=256",
                "--mode=" + mode,
                "--durability=" + durability,
                "--sessions=" + sessions,
                "--threading=" + threading,
                "--dir=" + logs,
                "--json=" + json);
        assertEquals(0, status, err.toString());
        assertEquals(
                1,
                out.toString()
                        .lines()
                        .filter(line -> line.contains("commands/s"))
                        .count());
        assertTrue(Files.readString(json).contains("\"commandsPerSecond\""));
        try (Stream<Path> left = Files.list(logs)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void runsInFreshJvmsAndGivesTheirMedianAndSpread() {
        int status = run("--jvms=2", "--seconds=1", "--warmup=0", "--threading=invoker", "--dir=" + folder);
        assertEquals(0, status, err.toString());
        assertEquals(
                4,
                out.toString()
                        .lines()
                        .filter(line -> line.contains("commands/s"))
                        .count(),
                out.toString());
        assertTrue(out.toString().contains("median") && out.toString().contains("spread"), out.toString());
    }

    @Test
    void badArgumentsHaveAStatusOfTheirOwn() {
        assertEquals(ReplicationCommand.BAD_ARGUMENTS, run("--payload=7"));
        assertTrue(err.toString().contains("payload=7 is outside 8.."), err.toString());
        assertEquals(ReplicationCommand.BAD_ARGUMENTS, run("--replicas=2"));
        assertEquals(ReplicationCommand.BAD_ARGUMENTS, run("--jvms=0"));
        assertEquals(ReplicationCommand.BAD_ARGUMENTS, run("--mode=sideways"));
    }

    @Test
    void aDiskWithTooLittleRoomIsRefusedBeforeTheRun() {
        int status =
                run("--durability=disk", "--mode=pipelined", "--payload=32768", "--seconds=3600", "--dir=" + folder);
        assertEquals(ReplicationCommand.NO_ROOM, status);
        assertTrue(err.toString().contains("GiB"), err.toString());
    }
}
