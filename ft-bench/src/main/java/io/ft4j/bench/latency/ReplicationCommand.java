package io.ft4j.bench.latency;

import io.ft4j.bench.latency.spec.IdleKind;
import io.ft4j.bench.latency.spec.LogKind;
import io.ft4j.bench.latency.spec.Mode;
import io.ft4j.bench.latency.spec.RunSpec;
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

/** {@code ft4j bench replication}: a state machine replicated within one JVM, under load. */
@Command(
        name = "replication",
        description = {
            "Measures commands that are replicated over several replicas in one JVM.",
            "",
            "Each run is a fresh JVM; the one that starts it only waits. One line per run, then the medians and the spread."
                    + " Latency counts from the offer of a command (open loop: from when it was due) until its reply"
                    + " was polled. At the end of a run every replica must have executed every command once and all"
                    + " digests must be equal, else the run fails."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all runs gave figures",
            "1:an unexpected error",
            "2:bad arguments",
            "3:a run failed: a command was lost or repeated, replicas differ, or there was no progress",
            "4:the disk has too little room for the logs"
        })
public final class ReplicationCommand implements Callable<Integer> {
    static final int BAD_ARGUMENTS = 2;
    static final int RUN_FAILED = 3;
    static final int NO_ROOM = 4;

    private static final int MAX_JVMS = 100;
    private static final String UNIT = "command";

    @Option(names = "--replicas", defaultValue = "3", description = "1 to 9, odd; default ${DEFAULT-VALUE}")
    private int replicas;

    @Option(
            names = "--durability",
            defaultValue = "memory",
            description = "what a reply promises: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
    private Durability durability;

    @Option(
            names = "--log",
            description =
                    "${COMPLETION-CANDIDATES}; default: by durability memory, chronicle (process), segment (disk)")
    private LogKind log;

    @Option(
            names = "--mode",
            defaultValue = "closed",
            description = "${COMPLETION-CANDIDATES}: one command outstanding, as many as --outstanding, or --rate of"
                    + " them a second; default ${DEFAULT-VALUE}")
    private Mode mode;

    @Option(
            names = "--outstanding",
            defaultValue = "1024",
            description = "commands under way at most, all sessions together; default ${DEFAULT-VALUE}")
    private int outstanding;

    @Option(names = "--payload", defaultValue = "64", description = "bytes of a command; default ${DEFAULT-VALUE}")
    private int payload;

    @Option(
            names = "--rate",
            defaultValue = "50000",
            description = "commands a second, in an open loop; default ${DEFAULT-VALUE}")
    private int rate;

    @Option(names = "--sessions", defaultValue = "1", description = "clients, in turn; default ${DEFAULT-VALUE}")
    private int sessions;

    @Option(
            names = "--threading",
            defaultValue = "shared",
            description = "${COMPLETION-CANDIDATES}; with invoker the client's thread runs the group;"
                    + " default ${DEFAULT-VALUE}")
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

    @Option(
            names = "--jvm-arg",
            description =
                    "one more flag for those JVMs, e.g. --jvm-arg=-Dagrona.disable.bounds.checks=true; repeatable")
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
        RunSpec spec;
        try {
            spec = spec();
        } catch (IllegalArgumentException refused) {
            command.commandLine().getErr().println(refused.getMessage());
            return BAD_ARGUMENTS;
        }
        String lack = BenchLogs.lackOfRoom(spec.dir(), spec.logBytes());
        if (lack != null) {
            command.commandLine().getErr().println(lack);
            return NO_ROOM;
        }
        try {
            List<RunResult> results = noFork ? runHere(spec) : runForked(spec);
            if (json != null) {
                Files.writeString(json, Report.json("replication", spec.toMap(), results));
            }
            return 0;
        } catch (RunFailedException failed) {
            command.commandLine().getErr().println("no figures: " + failed.getMessage());
            for (Throwable suppressed : failed.getSuppressed()) {
                suppressed.printStackTrace(command.commandLine().getErr());
            }
            return RUN_FAILED;
        }
    }

    private RunSpec spec() {
        if (jvms < 1 || jvms > MAX_JVMS) {
            throw new IllegalArgumentException("jvms=" + jvms + " is outside 1.." + MAX_JVMS);
        }
        return new RunSpec(
                replicas,
                durability,
                log != null ? log : LogKind.defaultOf(durability),
                mode,
                outstanding,
                payload,
                rate,
                sessions,
                threading,
                seconds,
                warmup,
                idle,
                dir.toAbsolutePath());
    }

    private List<RunResult> runHere(RunSpec spec) throws IOException {
        RunResult result = new ReplicationRun(spec).run();
        if (resultFile == null) {
            print(spec, List.of(result));
        } else {
            try (Writer out = Files.newBufferedWriter(resultFile)) {
                result.toProperties().store(out, null);
            }
        }
        return List.of(result);
    }

    private List<RunResult> runForked(RunSpec spec) throws IOException {
        PrintWriter out = command.commandLine().getOut();
        out.println(spec + "; " + spec.seconds() + " s after " + spec.warmup() + " s");
        out.flush();
        List<RunResult> results = new ArrayList<>();
        for (int i = 0; i < jvms; i++) {
            RunResult result = fork(spec);
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

    private void print(RunSpec spec, List<RunResult> results) {
        PrintWriter out = command.commandLine().getOut();
        out.println(spec);
        results.forEach(result -> out.println(Report.line(result, UNIT)));
        out.flush();
    }

    private RunResult fork(RunSpec spec) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("bench", "replication"));
        arguments.addAll(spec.arguments());
        return BenchmarkJvm.run(jvmArguments, arguments, spec.warmup() + spec.seconds());
    }
}
