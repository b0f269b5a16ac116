package io.ft4j.bench.latency;

import io.ft4j.bench.latency.spec.CommitSpec;
import io.ft4j.bench.latency.spec.CoordinatorKind;
import io.ft4j.bench.latency.spec.IdleKind;
import io.ft4j.bench.latency.spec.LogKind;
import io.ft4j.bench.latency.spec.Mode;
import io.ft4j.core.port.Durability;
import io.ft4j.core.runtime.Threading;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ft4j bench commit}: transactions over participants within one JVM, under load. */
@Command(
        name = "commit",
        description = {
            "Measures transactions that are committed by two-phase commit over several participants in one JVM, each with a"
                    + " log of its own, as has the coordinator, or with one for all.",
            "",
            "Each run is a fresh JVM; the one that starts it only waits. One line per run, then the medians and the spread."
                    + " Latency counts from the begin of a transaction until its outcome was polled. At the end of a run"
                    + " every participant must have committed every transaction once, else the run fails."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all runs gave figures",
            "1:an unexpected error",
            "2:bad arguments",
            "3:a run failed: a transaction aborted or was repeated, or there was no progress",
            "4:the disk has too little room for the logs"
        })
public final class CommitCommand implements Callable<Integer> {
    private static final int MAX_JVMS = 100;
    private static final String UNIT = "transaction";

    @Option(
            names = "--coordinator",
            defaultValue = "local",
            description =
                    "who decides: ${COMPLETION-CANDIDATES}; local is one node with one log, group the state machine"
                            + " of three replicas with a log each, of the same durability, on one more thread;"
                            + " default ${DEFAULT-VALUE}")
    private CoordinatorKind coordinator;

    @Option(names = "--participants", defaultValue = "2", description = "1 to 63; default ${DEFAULT-VALUE}")
    private int participants;

    @Option(
            names = "--shared-log",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "false",
            description = "one log for the coordinator and the participants, in place of one for each")
    private boolean sharedLog;

    @Option(
            names = "--durability",
            defaultValue = "memory",
            description = "what an outcome promises: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
    private Durability durability;

    @Option(
            names = "--log",
            description = "${COMPLETION-CANDIDATES}; default: by durability memory, segment (process, disk)")
    private LogKind log;

    @Option(
            names = "--mode",
            defaultValue = "closed",
            description = "closed or pipelined: one transaction outstanding, or as many as --outstanding;"
                    + " default ${DEFAULT-VALUE}")
    private Mode mode;

    @Option(
            names = "--outstanding",
            defaultValue = "256",
            description = "transactions under way at most; default ${DEFAULT-VALUE}")
    private int outstanding;

    @Option(
            names = "--threading",
            defaultValue = "shared",
            description =
                    "shared or invoker; with invoker the client's thread runs the manager; default ${DEFAULT-VALUE}")
    private Threading threading;

    @Option(names = "--seconds", defaultValue = "30", description = "that are measured; default ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--warmup", defaultValue = "10", description = "seconds before; default ${DEFAULT-VALUE}")
    private int warmup;

    @Option(
            names = "--idle",
            defaultValue = "spin",
            description = "what threads do that wait: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
    private IdleKind idle;

    @Option(names = "--jvms", defaultValue = "1", description = "runs, each in a fresh JVM; default ${DEFAULT-VALUE}")
    private int jvms;

    @Option(names = "--jvm-arg", description = "one more flag for those JVMs; repeatable")
    private List<String> jvmArguments = new ArrayList<>();

    @Option(
            names = "--dir",
            defaultValue = "${sys:java.io.tmpdir}",
            description = "where logs are written, and deleted again; default ${DEFAULT-VALUE}")
    private Path dir;

    @Option(names = "--json", description = "also write everything to this file")
    private Path json;

    @Option(names = "--no-fork", description = "one run in this JVM, with the flags that it has; for profilers")
    private boolean noFork;

    /** How a forked JVM hands its figures back. */
    @Option(names = "--result", hidden = true)
    private Path resultFile;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        CommitSpec spec;
        try {
            spec = spec();
        } catch (IllegalArgumentException refused) {
            command.commandLine().getErr().println(refused.getMessage());
            return ReplicationCommand.BAD_ARGUMENTS;
        }
        String lack = BenchLogs.lackOfRoom(spec.dir(), spec.logBytes());
        if (lack != null) {
            command.commandLine().getErr().println(lack);
            return ReplicationCommand.NO_ROOM;
        }
        try {
            List<RunResult> results = noFork ? List.of(runHere(spec)) : runForked(spec);
            if (json != null) {
                Files.writeString(json, Report.json("commit", spec.toMap(), results));
            }
            return 0;
        } catch (RunFailedException failed) {
            command.commandLine().getErr().println("no figures: " + failed.getMessage());
            if (failed.getCause() != null) {
                failed.getCause().printStackTrace(command.commandLine().getErr());
            }
            return ReplicationCommand.RUN_FAILED;
        }
    }

    private CommitSpec spec() {
        if (jvms < 1 || jvms > MAX_JVMS) {
            throw new IllegalArgumentException("jvms=" + jvms + " is outside 1.." + MAX_JVMS);
        }
        return new CommitSpec(
                coordinator,
                participants,
                sharedLog,
                durability,
                log != null ? log : durability == Durability.MEMORY ? LogKind.MEMORY : LogKind.SEGMENT,
                mode,
                outstanding,
                threading,
                seconds,
                warmup,
                idle,
                dir.toAbsolutePath());
    }

    private RunResult runHere(CommitSpec spec) throws IOException {
        RunResult result = new CommitRun(spec).run();
        if (resultFile == null) {
            PrintWriter out = command.commandLine().getOut();
            out.println(spec);
            out.println(Report.line(result, UNIT));
            out.flush();
        } else {
            try (Writer out = Files.newBufferedWriter(resultFile)) {
                result.toProperties().store(out, null);
            }
        }
        return result;
    }

    private List<RunResult> runForked(CommitSpec spec) throws IOException {
        PrintWriter out = command.commandLine().getOut();
        out.println(spec + "; " + spec.seconds() + " s after " + spec.warmup() + " s");
        out.flush();
        List<String> arguments = new ArrayList<>(List.of("bench", "commit"));
        arguments.addAll(spec.arguments());
        List<RunResult> results = new ArrayList<>();
        for (int i = 0; i < jvms; i++) {
            RunResult result = BenchmarkJvm.run(jvmArguments, arguments, spec.warmup() + spec.seconds());
            results.add(result);
            out.println(Report.line(result, UNIT));
            out.flush();
        }
        if (jvms > 1) {
            out.println("median  " + Report.line(RunResult.median(results), UNIT));
            out.println("spread  " + Report.spreadLine(results, UNIT));
            out.flush();
        }
        return results;
    }
}
