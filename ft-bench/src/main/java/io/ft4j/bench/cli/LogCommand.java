package io.ft4j.bench.cli;

import io.ft4j.core.port.LogException;
import io.ft4j.log.inspect.LogDamage;
import io.ft4j.log.inspect.LogInspector;
import io.ft4j.log.inspect.LogRecord;
import io.ft4j.log.inspect.LogTail;
import io.ft4j.log.inspect.LogVerification;
import io.ft4j.log.inspect.LogVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ft4j log}: what stands in the folder of a log, whether it is sound, and what is appended. */
@Command(
        name = "log",
        description =
                "Prints, verifies or follows a log. Changes nothing; the process that has it open may be running.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing is damaged; a torn tail that was never acknowledged is no damage",
            "1:something is damaged; file, offset and reason are printed",
            "2:the command line is wrong",
            "3:the folder cannot be used; the reason is printed"
        })
final class LogCommand implements Runnable {
    static final int BAD_INPUT = 3;

    private static final int DEFAULT_BYTES = 16;
    private static final long POLL_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);

    @Spec
    private CommandSpec spec;

    /** Without a subcommand. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "dump, verify or tail?");
    }

    @Command(
            name = "dump",
            description = "Prints the records, one a line, and between them what is damaged.",
            sortOptions = false,
            mixinStandardHelpOptions = true)
    int dump(
            @Parameters(paramLabel = "DIR", description = "The folder.") Path folder,
            @Option(names = "--from", paramLabel = "POSITION", defaultValue = "1", description = "The first record.")
                    long from,
            @Option(
                            names = "--to",
                            paramLabel = "POSITION",
                            defaultValue = "" + Long.MAX_VALUE,
                            showDefaultValue = CommandLine.Help.Visibility.NEVER,
                            description = "The last record.")
                    long to,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "" + Long.MAX_VALUE,
                            showDefaultValue = CommandLine.Help.Visibility.NEVER,
                            description = "Print so many records at most.")
                    long limit,
            @Option(
                            names = "--bytes",
                            paramLabel = "N",
                            defaultValue = "" + DEFAULT_BYTES,
                            description = "How many bytes of a record are printed (default: ${DEFAULT-VALUE}).")
                    int bytes,
            @Option(names = "--json", description = "Print one JSON object a line.") boolean json) {
        CommandLine command = command("dump", folder);
        CheckpointCommand.require(command, from >= 1, "--from=" + from + " must be 1 or more");
        CheckpointCommand.require(command, to >= from, "--to=" + to + " is before --from=" + from);
        CheckpointCommand.require(command, limit >= 1, "--limit=" + limit + " must be 1 or more");
        CheckpointCommand.require(command, bytes >= 0, "--bytes=" + bytes + " must be 0 or more");
        Printer printer = new Printer(new LogPage(command.getOut(), json, bytes), to, limit);
        return guarded(command, () -> {
            LogInspector log = LogInspector.of(folder);
            printer.page.heading();
            log.walk(from, printer);
            return printer.exitCode();
        });
    }

    @Command(
            name = "verify",
            description = "Reads every block and names every place that is not as it was written.",
            mixinStandardHelpOptions = true)
    int verify(
            @Parameters(paramLabel = "DIR", description = "The folder.") Path folder,
            @Option(names = "--json", description = "Print one JSON object a line, the result last.") boolean json) {
        CommandLine command = command("verify", folder);
        return guarded(command, () -> {
            LogInspector log = LogInspector.of(folder);
            LogVerification found = log.verify();
            new LogPage(command.getOut(), json, 0).verification(log.info(), found);
            return found.isSound() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        });
    }

    @Command(
            name = "tail",
            description = "Prints the newest records.",
            sortOptions = false,
            mixinStandardHelpOptions = true)
    int tail(
            @Parameters(paramLabel = "DIR", description = "The folder.") Path folder,
            @Option(
                            names = "--records",
                            paramLabel = "N",
                            defaultValue = "10",
                            description = "How many (default: ${DEFAULT-VALUE}).")
                    int records,
            @Option(names = "--json", description = "Print one JSON object a line.") boolean json,
            @Option(names = "--follow", description = "Go on with what is appended, until interrupted.")
                    boolean follow) {
        CommandLine command = command("tail", folder);
        CheckpointCommand.require(command, records >= 0, "--records=" + records + " must be 0 or more");
        LogPage page = new LogPage(command.getOut(), json, DEFAULT_BYTES);
        Printer printer = new Printer(page, Long.MAX_VALUE, Long.MAX_VALUE);
        return guarded(command, () -> {
            if (!follow) {
                LogInspector log = LogInspector.of(folder);
                page.heading();
                log.newest(records, printer);
                return printer.exitCode();
            }
            try (LogTail tail = LogInspector.of(folder).tail(records)) {
                page.heading();
                return follow(command, tail, printer);
            }
        });
    }

    /** Until nobody reads what is printed. */
    private static int follow(CommandLine command, LogTail tail, Printer printer) {
        try {
            tail.poll(printer, Integer.MAX_VALUE);
            while (!command.getOut().checkError()) {
                LockSupport.parkNanos(POLL_INTERVAL_NS);
                tail.poll(printer, Integer.MAX_VALUE);
            }
            return printer.exitCode();
        } catch (LogException e) {
            command.getErr().println("damaged: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private CommandLine command(String name, Path folder) {
        CommandLine command = spec.subcommands().get(name);
        CheckpointCommand.require(command, Files.isDirectory(folder), "DIR=" + folder + " is not a folder");
        return command;
    }

    private interface Task {
        int run();
    }

    private static int guarded(CommandLine command, Task task) {
        try {
            return task.run();
        } catch (LogException e) {
            command.getErr().println("bad input: " + e.getMessage());
            return BAD_INPUT;
        } finally {
            command.getOut().flush();
        }
    }

    /** Prints records up to a position and a number. */
    private static final class Printer implements LogVisitor {
        private final LogPage page;
        private final long to;
        private final long limit;
        private long count;
        private boolean isDamaged;

        Printer(LogPage page, long to, long limit) {
            this.page = page;
            this.to = to;
            this.limit = limit;
        }

        @Override
        public boolean onRecord(LogRecord record) {
            if (record.position() > to) {
                return false;
            }
            page.record(record);
            return ++count < limit && record.position() < to;
        }

        @Override
        public void onDamage(LogDamage damage) {
            isDamaged |= damage.kind() != LogDamage.Kind.TORN_TAIL;
            page.damage(damage);
        }

        @Override
        public void onReleased(long firstPosition, long lastPosition) {
            page.released(firstPosition, lastPosition);
        }

        int exitCode() {
            return isDamaged ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
        }
    }
}
