package io.ft4j.bench.cli;

import io.ft4j.bench.jmh.JmhCommand;
import io.ft4j.bench.latency.BenchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry point of the executable jar: every example and harness is a subcommand, listed in {@link Command#subcommands}. */
@Command(
        name = "ft4j",
        description = "Runs the examples and measurements of ft4j.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.ManifestVersion.class,
        subcommands = {
            OrderBookCommand.class,
            ReplicaCommand.class,
            FeedCommand.class,
            SimCommand.class,
            CheckHistoryCommand.class,
            InDoubtCommand.class,
            LogCommand.class,
            CheckpointCommand.class,
            RecoveryLineCommand.class,
            DeskCommand.class,
            BenchCommand.class,
            JmhCommand.class
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    /**
     * Runs one command and exits with its status.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line as the executable jar has it. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::onWrongUsage);
    }

    /** One line that says what is wrong, one where to read on: the whole usage would bury the first. */
    private static int onWrongUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr().println("ft4j: " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, command.getErr());
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return CommandLine.ExitCode.USAGE;
    }

    /** Without a subcommand: prints what there is. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    static final class ManifestVersion implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"ft4j " + (version == null ? "(development)" : version)};
        }
    }
}
