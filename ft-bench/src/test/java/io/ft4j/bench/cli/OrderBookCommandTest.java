package io.ft4j.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** The command as its users call it: what it prints, writes and returns. */
final class OrderBookCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"chronicle", "segment", "memory"})
    void losesTheLeaderAndNothingElse(String log) throws IOException {
        Path json = folder.resolve("result.json");
        assertEquals(ExitCode.OK, run("--events=20000", "--log=" + log, "--json=" + json), err::toString);

        String page = out.toString();
        for (String label : List.of(
                "Events       20,000 in, 0 malformed",
                "Commands     20,000 applied",
                "Rejected",
                "Trades",
                "Best bid",
                "Best ask",
                "Replicated",
                "Latency      p50",
                "killed after",
                "without a leader",
                "restarted after",
                "retries",
                "commands suppressed by each replica",
                "replies suppressed by the client",
                "plain run",
                "replica 0",
                "replica 1",
                "replica 2",
                "RESULT       equal")) {
            assertTrue(page.contains(label), () -> label + " is missing in\n" + page);
        }
        String written = Files.readString(json);
        assertTrue(written.contains("\"equal\": true"), written);
        assertTrue(written.contains("\"duplicateCommandsSuppressed\": "), written);
        assertTrue(written.contains("\"duplicateRepliesSuppressed\": "), written);
        assertTrue(written.contains("\"log\": \"" + log + "\""), written);
        assertFalse(written.contains("\"killedReplica\": -1"), written);
    }

    @Test
    void readsRecordedFlowPlainAndZipped() throws IOException {
        String flow = "34200.1,1,1,100,5000000,1\n34200.2,1,2,100,5000200,-1\n34200.3,4,1,40,5000000,1\n"
                + "34200.4,5,0,7,5000100,1\n34200.5,3,99,1,5000000,1\nbad line\n34201.0,7,0,0,-1,-1\n";
        Path plain = folder.resolve("flow.csv");
        Path zipped = folder.resolve("flow.csv.gz");
        Files.writeString(plain, flow);
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            gzip.write(flow.getBytes(StandardCharsets.US_ASCII));
        }
        for (Path input : List.of(plain, zipped)) {
            assertEquals(ExitCode.OK, run("--input=" + input, "--log=memory"), err::toString);
            String page = out.toString();
            assertTrue(page.contains("Events       7 in, 1 malformed and skipped"), page);
            assertTrue(page.contains("Rejected     1 unknown order"), page);
            assertTrue(page.contains("Trades       1 reported, volume 40"), page);
            assertTrue(page.contains("apart      1 hidden, volume 7"), page);
            assertTrue(page.contains("Best bid     500.00, quantity 60"), page);
            assertTrue(page.contains("Best ask     500.02, quantity 100"), page);
            assertTrue(err.toString().contains(input + ":6: fields=1 must be 6"), err::toString);
        }
    }

    @Test
    void aMalformedLineStopsAStrictRun() throws IOException {
        Path input = folder.resolve("flow.csv");
        Files.writeString(input, "34200.1,1,1,100,5000000,1\n34200.1,1,2,-100,5000000,1\n");

        assertEquals(OrderBookCommand.BAD_INPUT, run("--input=" + input, "--strict", "--log=memory"));
        assertTrue(err.toString().contains(input + ":2: size=\"-100\" must be 1 to 2147483647"), err::toString);
        assertEquals("", out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "time,type,order id,size,price,direction\n", "\u0000\u0000\u0000"})
    void anInputWithoutEventsIsRefused(String content) throws IOException {
        Path input = folder.resolve("flow.csv");
        Files.writeString(input, content);

        assertEquals(OrderBookCommand.BAD_INPUT, run("--input=" + input));
        assertTrue(err.toString().contains("no event in it"), err::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--input=/nowhere.csv             | --input=/nowhere.csv is not a file",
                "--input=/                        | --input=/ is not a file",
                "--events=0                       | --events=0 must be at least 1",
                "--events=x                       | 'x' is not a long",
                "--kill-at=1.5                    | --kill-at=1.5 must be 0 to 1",
                "--kill-at=NaN                    | --kill-at=NaN must be 0 to 1",
                "--restart-after=0.2              | --restart-after=0.2 must be --kill-at=0.5 to 1",
                "--outstanding=0                  | --outstanding=0 must be 1 to",
                "--outstanding=100000000          | --outstanding=100000000 must be 1 to",
                "--rate=-1                        | --rate=-1 must not be negative",
                "--durability=disk                | --durability=disk cannot be had from --log=chronicle",
                "--durability=fast                | expected one of [MEMORY, PROCESS, DISK]",
                "--log=paper                      | expected one of [CHRONICLE, SEGMENT, MEMORY]",
                "--dir=/etc                       | --dir=/etc is not an empty folder",
                "--json=/nowhere/result.json      | --json=/nowhere/result.json cannot be written",
                "--unknown                        | Unknown option: '--unknown'",
            })
    void aWrongArgumentIsNamed(String argument, String complaint) {
        assertEquals(ExitCode.USAGE, run(argument));
        assertTrue(err.toString().contains(complaint), err::toString);
        assertTrue(err.toString().contains("Try 'ft4j orderbook --help'."), err::toString);
        assertEquals("", out.toString());
    }

    @Test
    void theFolderNamedByTheUserStaysAndIsNotUsedTwice() throws IOException {
        Path logs = folder.resolve("logs");

        assertEquals(ExitCode.OK, run("--events=500", "--no-kill", "--dir=" + logs), err::toString);
        try (Stream<Path> entries = Files.list(logs)) {
            assertEquals(3, entries.count());
        }
        assertEquals(ExitCode.USAGE, run("--events=500", "--no-kill", "--dir=" + logs));
        assertTrue(err.toString().contains("is not an empty folder"), err::toString);
    }

    @Test
    void nobodyNeedBeKilled() {
        assertEquals(ExitCode.OK, run("--events=2000", "--no-kill", "--log=memory"), err::toString);
        assertTrue(out.toString().contains("nobody was killed"), out::toString);
    }

    @Test
    void theLeaderMayDieFirstOrLast() {
        assertEquals(ExitCode.OK, run("--events=2000", "--kill-at=0", "--log=memory"), err::toString);
        assertTrue(out.toString().contains("killed after 0 commands"), out::toString);
        assertEquals(ExitCode.OK, run("--events=2000", "--kill-at=1", "--log=memory"), err::toString);
        assertTrue(out.toString().contains("restarted after 2,000 commands"), out::toString);
    }

    @Test
    void helpListsTheExitCodes() {
        assertEquals(ExitCode.OK, run("--help"));
        for (int code = ExitCode.OK; code <= OrderBookCommand.BAD_INPUT; code++) {
            assertTrue(out.toString().contains("\n  " + code + "   "), out::toString);
        }
    }

    @Test
    void withoutACommandTheCommandsAreListed() {
        assertEquals(ExitCode.OK, commandLine().execute());
        assertTrue(out.toString().contains("orderbook"), out::toString);
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] all =
                Stream.concat(Stream.of("orderbook"), Stream.of(arguments)).toArray(String[]::new);
        return commandLine().execute(all);
    }

    private CommandLine commandLine() {
        return Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    }
}
