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

class CommitCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new CommitCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "local, closed, memory, 2, invoker",
        "local, pipelined, memory, 3, shared",
        "local, pipelined, process, 2, invoker",
        "local, pipelined, disk, 1, shared",
        "group, closed, memory, 2, invoker",
        "group, pipelined, disk, 2, shared"
    })
    void aSoundRunGivesOneLineAndLeavesNoFiles(
            String coordinator, String mode, String durability, int participants, String threading) throws IOException {
        Path json = folder.resolve("result.json");
        Path logs = folder.resolve("logs");
        int status = run(
                "--no-fork",
                "--seconds=1",
                "--warmup=0",
                "--idle=backoff",
                "--outstanding=64",
                "--coordinator=" + coordinator,
                "--mode=" + mode,
                "--durability=" + durability,
                "--participants=" + participants,
                "--threading=" + threading,
                "--dir=" + logs,
                "--json=" + json);
        assertEquals(0, status, err.toString());
        assertEquals(
                1,
                out.toString()
                        .lines()
                        .filter(line -> line.contains("transactions/s"))
                        .count());
        assertTrue(out.toString().contains("coordinator " + coordinator), out.toString());
        assertEquals(durability.equals("disk"), out.toString().contains("raw write + force"));
        assertTrue(Files.readString(json).contains("\"benchmark\": \"commit\""));
        try (Stream<Path> left = Files.list(logs)) {
            assertEquals(0, left.count());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--participants=64, participants=64 is outside 1..63",
        "--outstanding=0, outstanding=0 is outside",
        "--mode=open, mode=open",
        "--threading=split, threading=split",
        "--log=segment, log=segment does not do durability=memory",
        "--jvms=0, jvms=0 is outside 1..100"
    })
    void refusesArgumentsThatCannotWork(String argument, String message) {
        assertEquals(ReplicationCommand.BAD_ARGUMENTS, run(argument));
        assertTrue(err.toString().contains(message), err.toString());
    }

    @Test
    void saysWhatIsMeasured() {
        assertEquals(0, run("--help"));
        assertTrue(out.toString().contains("two-phase commit"), out.toString());
    }
}
