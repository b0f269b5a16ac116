package io.ft4j.bench.cli;

import io.ft4j.bench.Progress;
import io.ft4j.bench.example.orderbook.BadInputException;
import io.ft4j.bench.example.orderbook.run.FeedRun;
import io.ft4j.bench.example.orderbook.run.OrderBookGroup;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ft4j feed}: order flow for replicas that {@code ft4j replica} runs. */
@Command(
        name = "feed",
        description = {
            "Sends order flow to replicas of the order book in other processes ('ft4j replica'), waits for every reply, and"
                    + " compares them with those of a plain run. Prints the digest that every new replica must come to.",
            ""
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every command was answered once, as in the plain run",
            "1:a reply differs, or the run failed",
            "2:the command line is wrong",
            "3:the input cannot be used"
        })
final class FeedCommand implements Callable<Integer> {
    private static final long DEFAULT_EVENTS = 1_000_000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--endpoints",
            paramLabel = "HOST:PORT",
            split = ",",
            required = true,
            description = "Of all replicas, as the replicas were told.")
    private List<String> endpoints;

    @Option(
            names = "--clients",
            paramLabel = "HOST:PORT",
            split = ",",
            required = true,
            description = "Of all processes that send orders, as the replicas were told.")
    private List<String> clients;

    @Option(
            names = "--client",
            paramLabel = "N",
            defaultValue = "0",
            description = "Place of this process in --clients, from 0 on (default: ${DEFAULT-VALUE}).")
    private int client;

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

    @Option(
            names = "--outstanding",
            paramLabel = "N",
            defaultValue = "256",
            description = "Commands without a reply, at most (default: ${DEFAULT-VALUE}).")
    private int outstanding;

    @Override
    public Integer call() {
        FeedRun.Settings settings = settings();
        PrintWriter err = spec.commandLine().getErr();
        try {
            FeedRun.Result result = new FeedRun(settings, new Progress(err, System.console() != null)).run();
            print(spec.commandLine().getOut(), result);
            return result.isEqual() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (BadInputException e) {
            err.println("bad input: " + e.getMessage());
            return OrderBookCommand.BAD_INPUT;
        }
    }

    private static void print(PrintWriter out, FeedRun.Result result) {
        out.printf(
                Locale.ROOT,
                "Commands     %,d, replies %,d, not answered by the book %,d%n",
                result.commands(),
                result.replyCount(),
                result.failureCount());
        out.printf(
                Locale.ROOT,
                "Sent again   %,d; offers without a leader %,d%n",
                result.retries(),
                result.noLeaderCount());
        out.printf(
                Locale.ROOT,
                "Time         %.2f s; latency p50 %.1f µs, p99 %.1f µs, most %.1f ms%n",
                result.elapsedNs() / 1e9,
                result.latencyNs().getValueAtPercentile(50) / 1e3,
                result.latencyNs().getValueAtPercentile(99) / 1e3,
                result.latencyNs().getMaxValue() / 1e6);
        out.printf("Digest       %s, of the book in every replica%n", Long.toHexString(result.digest()));
        out.printf("RESULT       replies %s%n", result.isEqual() ? "equal" : "differ");
        out.flush();
    }

    private FeedRun.Settings settings() {
        require(input == null || Files.isReadable(input), "--input=" + input + " cannot be read");
        require(events == null || events > 0, "--events=" + events + " must be at least 1");
        require(
                outstanding >= 1 && outstanding <= OrderBookGroup.MAX_OUTSTANDING,
                "--outstanding=" + outstanding + " must be 1 to " + OrderBookGroup.MAX_OUTSTANDING);
        require(
                client >= 0 && client < clients.size(),
                "--client=" + client + " must be 0 to " + (clients.size() - 1) + ", a place in --clients");
        try {
            return new FeedRun.Settings(
                    new OrderBookGroup(endpoints, clients),
                    client,
                    input,
                    events != null ? events : input != null ? Long.MAX_VALUE : DEFAULT_EVENTS,
                    seed,
                    outstanding);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
