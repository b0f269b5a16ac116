package io.ft4j.bench.latency;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ft4j bench}: measurements of the whole. */
@Command(
        name = "bench",
        description = "Measures the whole: commands a second, latency, allocation, cores.",
        mixinStandardHelpOptions = true,
        subcommands = {ReplicationCommand.class, CommitCommand.class})
public final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Without a subcommand: prints what there is. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
