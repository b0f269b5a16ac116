package io.ft4j.bench.cli;

import io.ft4j.bench.jmh.JmhCommand;
import io.ft4j.bench.latency.BenchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Entry point of the executable jar: every example and harness is a subcommand. */
@Command(
        name = "ft4j",
        description = "Runs the examples and measurements of ft4j.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.ManifestVersion.class,
        subcommands = {BenchCommand.class, JmhCommand.class})
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    /**
     * Runs one command and exits with its status.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
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
