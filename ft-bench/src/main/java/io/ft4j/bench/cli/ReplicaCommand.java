package io.ft4j.bench.cli;

import io.ft4j.bench.example.orderbook.LogKind;
import io.ft4j.bench.example.orderbook.run.OrderBookGroup;
import io.ft4j.bench.example.orderbook.run.ReplicaRun;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.LogException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ft4j replica}: one replica of the order book; the others run in other JVMs, on this machine or others. */
@Command(
        name = "replica",
        description = {
            "Runs one replica of the order book in this process, over UDP with the others, until it is stopped. Prints"
                    + " its role, up to where it has applied orders, and the digest of its book whenever they change."
                    + " Orders are sent by 'ft4j feed'.",
            ""
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped by a signal",
            "1:the replica failed",
            "2:the command line is wrong",
            "3:the log must not be used"
        })
final class ReplicaCommand implements Callable<Integer> {
    static final int BAD_LOG = 3;

    private static final long EXIT_TIMEOUT_SECONDS = 10;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--id",
            paramLabel = "N",
            required = true,
            description = "Place of this replica in --endpoints, from 0 on.")
    private int id;

    @Option(
            names = "--endpoints",
            paramLabel = "HOST:PORT",
            split = ",",
            required = true,
            description = "Of all replicas, the same list everywhere; an odd number, three at least.")
    private List<String> endpoints;

    @Option(
            names = "--clients",
            paramLabel = "HOST:PORT",
            split = ",",
            required = true,
            description = "Of all processes that send orders, the same list everywhere.")
    private List<String> clients;

    @Option(names = "--dir", paramLabel = "FOLDER", required = true, description = "Folder of the log.")
    private Path folder;

    @Option(
            names = "--first-boot",
            description = "This replica has never run. Needed at its very first start, refused later: a replica with an"
                    + " empty log may have forgotten its vote.")
    private boolean firstBoot;

    @Option(
            names = "--log",
            paramLabel = "KIND",
            defaultValue = "segment",
            description = "chronicle or segment (default: ${DEFAULT-VALUE}).")
    private LogKind log;

    @Option(
            names = "--durability",
            paramLabel = "LEVEL",
            description = "What an acknowledged command survives: disk (a power cut; segment only) or process (kill -9;"
                    + " the default).")
    private Durability durability;

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopped;

    @Override
    public Integer call() {
        OrderBookGroup group = group();
        Durability level = durability != null ? durability : log.defaultDurability();
        PrintWriter out = spec.commandLine().getOut();
        Thread atExit = new Thread(this::stop, "ft4j-stop-replica");
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            ReplicaRun.Settings settings = new ReplicaRun.Settings(group, id, log, level, folder, firstBoot);
            new ReplicaRun(settings, line -> {
                        out.println(line);
                        out.flush();
                    })
                    .run(() -> stopped);
            return CommandLine.ExitCode.OK;
        } catch (LogException e) {
            spec.commandLine().getErr().println("the log is refused: " + e.getMessage());
            return BAD_LOG;
        } finally {
            ended.countDown();
            if (!stopped) {
                Runtime.getRuntime().removeShutdownHook(atExit);
            }
        }
    }

    /** Shared memory is unmapped by the thread that uses it, before the process ends. */
    private void stop() {
        stopped = true;
        try {
            ended.await(EXIT_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private OrderBookGroup group() {
        require(
                log != LogKind.MEMORY,
                "--log=memory: a replica that is alone in its process forgets its vote along with it");
        require(
                durability == null || log.promises().contains(durability),
                "--durability=" + durability + " cannot be had from --log="
                        + log.name().toLowerCase(Locale.ROOT));
        require(
                id >= 0 && id < endpoints.size(),
                "--id=" + id + " must be 0 to " + (endpoints.size() - 1) + ", a place in --endpoints");
        try {
            return new OrderBookGroup(endpoints, clients);
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
