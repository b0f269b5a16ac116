package io.ft4j.bench.cli;

import io.ft4j.bench.Progress;
import io.ft4j.bench.example.orderbook.BadInputException;
import io.ft4j.bench.example.orderbook.LogKind;
import io.ft4j.bench.example.orderbook.run.OrderBookRun;
import io.ft4j.core.port.Durability;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ft4j orderbook}: the order book on three replicas, with a leader that is killed half-way. */
@Command(
        name = "orderbook",
        description = {
            "Replicates a limit order book over three replicas in this process, fed with real or generated order flow."
                    + " Half-way the leader is killed without warning; later it is restarted from its log. In the end"
                    + " the state of every replica is compared with that of a plain run over the same input.",
            ""
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every replica has the state of the plain run, and every reply was the same",
            "1:a state or a reply differs, or the run failed",
            "2:the command line is wrong",
            "3:the input cannot be used, or --strict and a line is malformed"
        })
final class OrderBookCommand implements Callable<Integer> {
    static final int BAD_INPUT = 3;

    private static final long DEFAULT_EVENTS = 1_000_000;
    private static final int MAX_OUTSTANDING = 4096;
    private static final double NOT_GIVEN = -1;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "Order flow in LOBSTER's message format, plain or gzip. Without it, flow is generated.")
    private Path input;

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "Events to run: by default all of --input, or 1,000,000 generated ones.")
    private Long events;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Seed of generated flow (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--strict", description = "Stop at the first malformed line instead of skipping it.")
    private boolean strict;

    @Option(
            names = "--log",
            paramLabel = "KIND",
            defaultValue = "chronicle",
            description = "Log of each replica: chronicle, segment or memory (default: ${DEFAULT-VALUE}).")
    private LogKind log;

    @Option(
            names = "--durability",
            paramLabel = "LEVEL",
            description = "What an acknowledged command survives: disk (a power cut; segment only),"
                    + " process (kill -9; the default of chronicle and segment) or memory (the only one of memory).")
    private Durability durability;

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            description = "Empty or new folder for the logs, which stay. By default a fresh temporary one, removed at"
                    + " the end.")
    private Path folder;

    @Option(names = "--keep", description = "Keep the temporary folder.")
    private boolean keep;

    @Option(
            names = "--kill-at",
            paramLabel = "FRACTION",
            defaultValue = "0.5",
            description = "Share of the events after which the leader is killed (default: ${DEFAULT-VALUE}).")
    private double killAt;

    @Option(
            names = "--restart-after",
            paramLabel = "FRACTION",
            description = "Share of the events after which it is restarted (default: midway from the kill to the end).")
    private double restartAfter = NOT_GIVEN;

    @Option(names = "--no-kill", description = "Kill nobody.")
    private boolean noKill;

    @Option(
            names = "--outstanding",
            paramLabel = "N",
            defaultValue = "256",
            description = "Commands without a reply, at most (default: ${DEFAULT-VALUE}).")
    private int outstanding;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "Commands offered per second, on schedule; 0: as fast as replies come (default).")
    private long ratePerSecond;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all results to this file as well.")
    private Path json;

    @Override
    public Integer call() throws IOException {
        validate();
        PrintWriter err = spec.commandLine().getErr();
        try (LogFolder logs = LogFolder.open(folder, keep)) {
            Progress progress = new Progress(err, System.console() != null);
            OrderBookRun.Report report = new OrderBookRun(settings(logs.path()), progress).run();
            report.print(spec.commandLine().getOut());
            if (keep) {
                progress.say("logs kept in " + logs.path());
            }
            if (json != null) {
                report.json().writeTo(json);
            }
            return report.isEqual() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (BadInputException e) {
            err.println("bad input: " + e.getMessage());
            return BAD_INPUT;
        }
    }

    private OrderBookRun.Settings settings(Path logs) {
        return new OrderBookRun.Settings(
                input,
                events != null ? events : input != null ? Long.MAX_VALUE : DEFAULT_EVENTS,
                seed,
                strict,
                log,
                durability != null ? durability : log.defaultDurability(),
                logs,
                noKill ? -1 : killAt,
                restartAfter != NOT_GIVEN ? restartAfter : (killAt + 1) / 2,
                outstanding,
                ratePerSecond);
    }

    private void validate() {
        require(input == null || Files.isRegularFile(input), "--input=" + input + " is not a file");
        require(input == null || Files.isReadable(input), "--input=" + input + " may not be read");
        require(events == null || events > 0, "--events=" + events + " must be at least 1");
        require(
                durability == null || log.promises().contains(durability),
                "--durability=" + lower(durability) + " cannot be had from --log=" + lower(log) + ", which offers "
                        + log.promises().toString().toLowerCase(Locale.ROOT));
        require(killAt >= 0 && killAt <= 1, "--kill-at=" + killAt + " must be 0 to 1");
        require(
                restartAfter == NOT_GIVEN || (restartAfter >= killAt && restartAfter <= 1),
                "--restart-after=" + restartAfter + " must be --kill-at=" + killAt + " to 1");
        require(
                outstanding >= 1 && outstanding <= MAX_OUTSTANDING,
                "--outstanding=" + outstanding + " must be 1 to " + MAX_OUTSTANDING);
        require(ratePerSecond >= 0, "--rate=" + ratePerSecond + " must not be negative");
        require(LogFolder.isUsable(folder), "--dir=" + folder + " is not an empty folder");
        require(folder == null || !keep, "--keep is for the temporary folder; that of --dir stays anyway");
        requireWritable();
    }

    /** Found out before the run rather than after it. */
    private void requireWritable() {
        if (json != null) {
            Path parent = json.toAbsolutePath().getParent();
            require(
                    parent != null && Files.isWritable(parent) && !Files.isDirectory(json),
                    "--json=" + json + " cannot be written");
        }
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private static String lower(Enum<?> constant) {
        return constant == null ? "" : constant.name().toLowerCase(Locale.ROOT);
    }
}
