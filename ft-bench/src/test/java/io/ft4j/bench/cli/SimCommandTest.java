package io.ft4j.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.bench.example.orderbook.OrderFlow;
import io.ft4j.core.port.Effects;
import io.ft4j.core.port.StateMachine;
import io.ft4j.core.sim.Simulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** The command as its users call it: what it prints, writes and returns. */
final class SimCommandTest {
    private static final String PLAN = "processes 3\nat 1s for 500ms CRASH {1}\nat 2s for 300ms PARTITION {0}\n";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void runsOneSeedAndSaysHowItWent() throws IOException {
        Path json = folder.resolve("result.json");
        assertEquals(ExitCode.OK, run("--seed=4", "--duration=5s", "--events=3", "--json=" + json), err::toString);

        String page = out.toString();
        assertAll(
                page,
                "SIMULATION of Raft, seed 4",
                "5.000 s under faults, then convergence",
                " clients, each with up to ",
                "Faults       ",
                " s of virtual time, ",
                "Trace        SHA-256 ",
                "RESULT       every promise was kept");
        assertEquals(
                3,
                page.lines().filter(line -> line.matches(" +\\d+\\.\\d{6}  .*")).count(),
                page);
        String sha256 = Simulator.keyValue()
                .withDurationNs(5 * Simulator.SECOND_NS)
                .run(4)
                .sha256();
        assertTrue(page.contains(sha256), page);
        assertAll(Files.readString(json), "\"sha256\": \"" + sha256 + "\"", "\"seed\": 4", "\"violations\": 0");
    }

    @Test
    void drawsAnySeed() throws IOException {
        Path html = folder.resolve("out.html");
        Path svg = folder.resolve("out.svg");
        assertEquals(
                ExitCode.OK, run("--seed=4", "--protocol=raft", "--duration=3s", "--trace=" + html), err::toString);
        assertEquals(
                ExitCode.OK,
                run("--seed=4", "--duration=3s", "--trace=" + svg, "--from=1s", "--to=1.5s"),
                err::toString);

        assertAll(Files.readString(html), "<!DOCTYPE html>", "seed 4, ", "every promise was kept");
        assertAll(Files.readString(svg), "<svg ", "1.000000 s to 1.500000 s of a run of ");
    }

    @Test
    void aPlanThatIsShownCanBeRun() throws IOException {
        assertEquals(ExitCode.OK, run("--seed=3", "--show-plan"), err::toString);
        String shown = out.toString();
        assertTrue(shown.startsWith("processes "), shown);
        Path plan = folder.resolve("drawn.plan");
        Files.writeString(plan, shown);

        assertEquals(ExitCode.OK, run("--seed=3", "--show-plan", "--plan=" + plan), err::toString);
        assertEquals(shown, out.toString());
        assertEquals(ExitCode.OK, run("--seed=3", "--plan=" + plan), err::toString);
        assertTrue(out.toString().contains(Simulator.keyValue().run(3).sha256()), out::toString);
    }

    @Test
    void theGroupHasTheSizeOfThePlan() throws IOException {
        Path plan = folder.resolve("small.plan");
        Files.writeString(plan, PLAN);

        assertEquals(ExitCode.OK, run("--seed=4", "--duration=4s", "--plan=" + plan), err::toString);
        assertAll(out.toString(), "3 processes", "Faults       2 of 2 kinds");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "processes 3;at 1s for 1s FLOOD {1}        | :2: 'FLOOD' is no kind of fault",
                "processes 3;;at 1s CRASH {1}              | :3: 'at 1s CRASH {1}' is not 'at TIME for TIME KIND",
                "processes 3;at 1s for 1s CRASH {3}        | :2: process 3 is outside 0..2",
                "processes 3;at 1s for 1s LOSS {1} 200%    | :2: value=2000000 is outside 0..1000000",
                "at 1s for 1s CRASH {1}                    | :1: 'processes N' must come first",
                "# nothing                                 | : 'processes N' is missing",
                "processes 4                               | : processes 4 must be 1, 3, 5 or 7",
            })
    void aMalformedPlanIsRefusedWithLineAndReason(String text, String complaint) throws IOException {
        Path plan = folder.resolve("bad.plan");
        Files.writeString(plan, text.replace(';', '\n'));

        assertEquals(SimCommand.BAD_INPUT, run("--seed=1", "--plan=" + plan));
        assertTrue(err.toString().startsWith("bad input: " + plan + complaint), err::toString);
        assertEquals("", out.toString());
    }

    @Test
    void aPlanForAnotherGroupThanAskedForIsRefused() throws IOException {
        Path plan = folder.resolve("small.plan");
        Files.writeString(plan, PLAN);

        assertEquals(SimCommand.BAD_INPUT, run("--seed=1", "--replicas=5", "--plan=" + plan));
        assertTrue(err.toString().contains("processes 3 must be --replicas=5"), err::toString);
    }

    @Test
    void runsManySeedsAndSaysWhatWasMetByNone() throws IOException {
        Path json = folder.resolve("result.json");
        assertEquals(
                ExitCode.OK,
                run("--seeds=4", "--first=1", "--threads=2", "--duration=2s", "--replicas=3", "--json=" + json),
                err::toString);

        assertAll(
                out.toString(),
                "SIMULATION of Raft, 4 seeds from 1",
                "Volume       ",
                " cluster-hours in ",
                " × real time per core",
                "Never met    ",
                "MAJORITY_OVERWRITTEN",
                "Violations   0",
                "RESULT       every promise was kept");
        assertTrue(err.toString().contains("seeds: 100 %  4 of 4"), err::toString);
        assertAll(Files.readString(json), "\"seeds\": 4", "\"violations\": 0", "\"LEADERS\": ");
    }

    @Test
    void aFailureIsReportedAndShrunk() throws IOException {
        Path json = folder.resolve("result.json");
        assertEquals(
                ExitCode.SOFTWARE,
                runCareless("--seed=4", "--duration=5s", "--replicas=3", "--events=2", "--json=" + json));
        assertAll(
                out.toString(),
                "FAILED     state divergence",
                "seed       4, at ",
                "replay     run(4L) of the same Simulator",
                " faults to 0 in ",
                "The last 2 events of the shrunk run, up to the failure");
        assertAll(Files.readString(json), "\"violations\": 1", "\"property\": \"state divergence\"");
        assertAll(err.toString(), "shrinking, runs: ", "0 faults are left");
    }

    @Test
    void ofManySeedsTheFirstThatFailsIsReportedAndDrawn() throws IOException {
        Path trace = folder.resolve("failure.html");
        assertEquals(ExitCode.SOFTWARE, runCareless("--seeds=9", "--threads=2", "--duration=5s", "--trace=" + trace));
        assertAll(out.toString(), "Violations   1", "FAILED     state divergence", "seed       1, at ");
        assertAll(Files.readString(trace), "seed 1, ", "Replay: run(1L, plan)");
    }

    @Test
    void runsUntilTheTimeIsOver() {
        assertEquals(ExitCode.OK, run("--for=1s", "--duration=1s", "--replicas=1"), err::toString);
        assertTrue(out.toString().contains("RESULT       every promise was kept"), out::toString);
        assertTrue(out.toString().matches("(?s)SIMULATION of Raft, [1-9][\\d,]* seeds from 1.*"), out::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--protocol=paxos              | expected one of [RAFT] (case-insensitive) but was 'paxos'",
                "--seed=x                      | 'x' is not a long",
                "--seed=1 --seeds=2            | --seed is for one run, --seeds and --for are for many",
                "--seeds=1 --for=1s            | --seeds and --for exclude each other",
                "--seed=1 --threads=2          | --first and --threads are for many seeds",
                "--seeds=0                     | --seeds=0 must be at least 1",
                "--seeds=1 --show-plan         | --plan, --show-plan, --from and --to are for --seed",
                "--seed=1 --from=1s            | --from and --to are for --trace",
                "--for=2                       | '2' is not a time, like 1.5s, 20ms or 2h",
                "--for=9999999h                | '9999999h' is longer than a year",
                "--for=1ms                     | --for must be at least 1s",
                "--seeds=1 --threads=0         | --threads=0 must be 1 to 1024",
                "--replicas=4                  | --replicas=4 must be 1, 3, 5 or 7",
                "--replicas=9                  | --replicas=9 must be 1, 3, 5 or 7",
                "--duration=0s                 | --duration must be more than nothing",
                "--clients=0                   | --clients=0 must be 1 to 64",
                "--rate=0                      | --rate=0 must be 1 to 1000000",
                "--events=-1                   | --events=-1 must not be negative",
                "--seed=1 --plan=/nowhere      | --plan=/nowhere cannot be read",
                "--seed=1 --plan=/             | --plan=/ is not a file",
                "--seed=1 --trace=a.png        | --trace=a.png must end with .html or .svg",
                "--seed=1 --trace=/no/a.svg    | --trace=/no/a.svg cannot be written",
                "--json=/nowhere/result.json   | --json=/nowhere/result.json cannot be written",
            })
    void aWrongArgumentIsNamed(String arguments, String complaint) {
        assertEquals(ExitCode.USAGE, run(arguments.split(" ")));
        assertTrue(err.toString().contains(complaint), err::toString);
        assertTrue(err.toString().contains("Try 'ft4j sim --help'."), err::toString);
        assertEquals("", out.toString());
    }

    @Test
    void helpListsTheExitCodes() {
        assertEquals(ExitCode.OK, run("--help"));
        for (int code = ExitCode.OK; code <= SimCommand.BAD_INPUT; code++) {
            assertTrue(out.toString().contains("\n  " + code + "   "), out::toString);
        }
    }

    private static void assertAll(String text, String... parts) {
        for (String part : List.of(parts)) {
            assertTrue(text.contains(part), () -> part + " is missing in\n" + text);
        }
    }

    private int run(String... arguments) {
        String[] all = Stream.concat(Stream.of("sim"), Stream.of(arguments)).toArray(String[]::new);
        return execute(Main.commandLine(), all);
    }

    /** The same command with a state machine that does not do the same everywhere. */
    private int runCareless(String... arguments) {
        AtomicLong made = new AtomicLong();
        Simulator careless = Simulator.of(() -> new Numbered(made.incrementAndGet()), OrderFlow::new);
        CommandLine command = new CommandLine(new SimCommand(careless)).setCaseInsensitiveEnumValuesAllowed(true);
        return execute(command, arguments);
    }

    /** No two are the same, so every run fails, and always at its first comparison. */
    private record Numbered(long digest) implements StateMachine {
        @Override
        public void apply(long index, long timestampNs, DirectBuffer command, int offset, int length, Effects effects) {
            effects.publish(effects.claimReply(0));
        }
    }

    private int execute(CommandLine command, String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    }
}
