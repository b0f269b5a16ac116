package io.ft4j.bench.jmh;

import io.ft4j.bench.latency.BenchmarkJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ft4j jmh}: the microbenchmarks, in forks with the flags that all measuring JVMs have. */
@Command(
        name = "jmh",
        description = {
            "Runs the microbenchmarks of the parts, each in a fresh JVM.",
            "",
            "Everything behind -- is given to JMH: ft4j jmh Raft -- -f 3 -prof gc"
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all benchmarks ran", "1:a benchmark failed, or none has such a name", "2:bad arguments"})
public final class JmhCommand implements Callable<Integer> {
    private static final int WARMUP_ITERATIONS = 3;
    private static final int ITERATIONS = 5;
    private static final TimeValue ITERATION_TIME = TimeValue.seconds(1);

    private static final String END_OF_OPTIONS = "--";

    @Parameters(
            paramLabel = "regex [-- JMH options]",
            description = "names of benchmarks, all without it; -- -l lists them, -- -f 3 forks each three times")
    private List<String> words = new ArrayList<>();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws RunnerException {
        List<String> jmhArguments = jmhArguments();
        CommandLineOptions given = parse(jmhArguments);
        OptionsBuilder options = new OptionsBuilder();
        options.parent(given);
        options.jvmArgs(BenchmarkJvm.flags().toArray(String[]::new));
        options.shouldFailOnError(true);
        options.forks(given.getForkCount().orElse(1));
        options.warmupIterations(given.getWarmupIterations().orElse(WARMUP_ITERATIONS));
        options.warmupTime(given.getWarmupTime().orElse(ITERATION_TIME));
        options.measurementIterations(given.getMeasurementIterations().orElse(ITERATIONS));
        options.measurementTime(given.getMeasurementTime().orElse(ITERATION_TIME));
        words.subList(0, words.size() - jmhArguments.size()).forEach(options::include);
        return run(new Runner(options.build()), given.shouldList());
    }

    private int run(Runner runner, boolean listOnly) throws RunnerException {
        if (listOnly) {
            runner.list();
            return 0;
        }
        try {
            runner.run();
            return 0;
        } catch (NoBenchmarksException none) {
            command.commandLine().getErr().println("no benchmark has such a name; -- -l lists them");
            return 1;
        }
    }

    private List<String> jmhArguments() {
        List<String> all = command.commandLine().getParseResult().originalArgs();
        int end = all.indexOf(END_OF_OPTIONS);
        return end < 0 ? List.of() : all.subList(end + 1, all.size());
    }

    private CommandLineOptions parse(List<String> jmhArguments) {
        try {
            return new CommandLineOptions(jmhArguments.toArray(String[]::new));
        } catch (CommandLineOptionException refused) {
            throw new ParameterException(command.commandLine(), refused.getMessage(), refused);
        }
    }
}
