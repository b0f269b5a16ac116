package io.ft4j.bench.cli;

import io.ft4j.core.port.LogException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ft4j recovery-line}: the latest checkpoints of some processes that agree with each other. */
@Command(
        name = "recovery-line",
        description = {
            "Computes the latest consistent line of independent checkpoints, as if all processes had failed, from the"
                    + " dependencies that stand in their checkpoints: who goes back because of which message, what is in"
                    + " transit across the line, which checkpoints are useless or obsolete. Every block is verified;"
                    + " damaged checkpoints are left out. Changes nothing.",
            "",
            "A checkpoint knows, of the messages of each sender, the newest only, and gives it a name: m1, m2, …",
            ""
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every process has a checkpoint in the line",
            "1:a process has to begin anew",
            "2:the command line is wrong",
            "3:the folders cannot be used; the reason is printed"
        })
final class RecoveryLineCommand implements Callable<Integer> {
    static final int BAD_INPUT = 3;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", arity = "1..*", description = "The folders of the checkpoints, one a process.")
    private List<Path> folders;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Draw processes, checkpoints, messages and the line as a space-time diagram: .html or .svg.")
    private Path trace;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result to this file as well.")
    private Path json;

    @Override
    public Integer call() throws IOException {
        validate();
        try {
            StoredLine stored = StoredLine.of(folders);
            LinePage.print(spec.commandLine().getOut(), stored);
            if (json != null) {
                LinePage.json(stored).writeTo(json);
            }
            if (trace != null) {
                LineDiagram diagram = LineDiagram.of(stored);
                Files.writeString(trace, isSvg(trace) ? diagram.toSvg() : diagram.toHtml());
            }
            return stored.beginAnew().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (LogException e) {
            spec.commandLine().getErr().println("bad input: " + e.getMessage());
            return BAD_INPUT;
        }
    }

    private void validate() {
        CommandLine command = spec.commandLine();
        for (Path folder : folders) {
            CheckpointCommand.require(command, Files.isDirectory(folder), "DIR=" + folder + " is not a folder");
        }
        CheckpointCommand.require(
                command,
                trace == null || isSvg(trace) || name(trace).endsWith(".html"),
                "--trace=" + trace + " must end with .html or .svg");
        CheckpointCommand.requireWritable(command, "--trace", trace);
        CheckpointCommand.requireWritable(command, "--json", json);
    }

    private static boolean isSvg(Path file) {
        return name(file).endsWith(".svg");
    }

    private static String name(Path file) {
        return file.toString().toLowerCase(Locale.ROOT);
    }
}
