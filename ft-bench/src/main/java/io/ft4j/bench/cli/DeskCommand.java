package io.ft4j.bench.cli;

import io.ft4j.bench.example.desk.DeskReport;
import io.ft4j.bench.example.desk.DeskRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ft4j desk}: three processes with message logging, killed while orders flow. */
@Command(
        name = "desk",
        description =
                "Runs gateway, risk check and book in three JVMs that log their messages, kills them with SIGKILL while"
                        + " orders flow, and checks that each order is answered exactly once and all states are those of an"
                        + " undisturbed run.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all is as if nothing had happened",
            "1:it is not; what differs is printed",
            "2:the command line is wrong"
        })
final class DeskCommand implements Callable<Integer> {
    private static final double NS_PER_S = 1e9;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--orders",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "How many at most, default ${DEFAULT-VALUE}.")
    private int orders;

    @Option(names = "--input", paramLabel = "FILE", description = "A LOBSTER message file; default: made up orders.")
    private Path input;

    @Option(
            names = "--kills",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many, default ${DEFAULT-VALUE}.")
    private int kills;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Who is killed when, default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Of logs and checkpoints, new or empty; default: a temporary one.")
    private Path folder;

    @Override
    public Integer call() throws IOException, InterruptedException {
        require(orders >= 1, "--orders", orders, "at least 1");
        require(kills >= 0, "--kills", kills, "at least 0");
        Path place = folder == null ? Files.createTempDirectory("ft4j-desk-") : Files.createDirectories(folder);
        if (Files.list(place).findAny().isPresent()) {
            throw new ParameterException(spec.commandLine(), "--folder " + place + " is not empty");
        }
        spec.commandLine().getOut().println("desk: seed " + seed + ", folder " + place);
        DeskReport report = new DeskRun(place, input, orders, kills, seed).run();
        spec.commandLine().getOut().println(text(report));
        return report.problems().isEmpty() ? 0 : 1;
    }

    private void require(boolean holds, String option, long value, String limit) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), option + "=" + value + " must be " + limit);
        }
    }

    private static String text(DeskReport report) {
        double seconds = report.elapsedNs() / NS_PER_S;
        String run = String.format(
                Locale.ROOT,
                "%,d orders in %.1f s, %,d refused, %d kills: ",
                report.orders(),
                seconds,
                report.refused(),
                report.kills());
        return run
                + (report.problems().isEmpty()
                        ? "each answered exactly once, all states as without a crash"
                        : String.join("; ", report.problems()));
    }
}
