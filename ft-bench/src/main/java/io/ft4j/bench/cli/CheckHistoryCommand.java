package io.ft4j.bench.cli;

import io.ft4j.bench.JsonWriter;
import io.ft4j.core.sim.history.History;
import io.ft4j.core.sim.history.HistoryText;
import io.ft4j.core.sim.history.KeyValueModel;
import io.ft4j.core.sim.history.Linearizability;
import io.ft4j.core.sim.history.RegisterModel;
import io.ft4j.core.sim.history.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ft4j check-history}: whether a recorded history is linearizable. */
@Command(
        name = "check-history",
        description = {
            "Judges whether a recorded history of clients is linearizable: whether the service may have done one thing at"
                    + " a time, each between its invocation and its end. One event a line:",
            "",
            "  PROCESS invoke read KEY            PROCESS ok read KEY VALUE",
            "  PROCESS invoke write KEY VALUE     PROCESS ok write KEY VALUE [was VALUE]",
            "  PROCESS invoke cas KEY OLD NEW     PROCESS ok cas KEY OLD NEW [not-set] [was VALUE]",
            "",
            "'fail' in place of 'ok', without results: it certainly had no effect; 'info': nobody knows. A process has one"
                    + " operation at a time, and none after 'info'. Values are whole numbers, or nil where nothing was"
                    + " written; # begins a comment.",
            ""
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the history is linearizable",
            "1:it is not; a minimal counter-example is printed",
            "2:the command line is wrong",
            "3:the file cannot be used; line and reason are printed",
            "4:undecided: the steps were used up"
        })
final class CheckHistoryCommand implements Callable<Integer> {
    static final int BAD_INPUT = 3;
    static final int UNDECIDED = 4;

    private static final long MAX_FILE_BYTES = 32L << 20;

    /** What the service is said to be. */
    enum Model {
        REGISTER,
        KV
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The history.")
    private Path file;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            required = true,
            description = "register (one key) or kv (a register per key).")
    private Model model;

    @Option(
            names = "--max-steps",
            paramLabel = "N",
            defaultValue = "100000000",
            description = "Steps of the search per key, and as many again for the counter-example"
                    + " (default: ${DEFAULT-VALUE}).")
    private long maxSteps;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result to this file as well.")
    private Path json;

    @Override
    public Integer call() throws IOException {
        validate();
        History history;
        try {
            history = read();
        } catch (IllegalArgumentException e) {
            spec.commandLine().getErr().println("bad input: " + e.getMessage());
            return BAD_INPUT;
        }
        Verdict verdict = Linearizability.check(
                history, model == Model.REGISTER ? new RegisterModel() : new KeyValueModel(), maxSteps);
        print(history, verdict);
        if (json != null) {
            json(history, verdict).writeTo(json);
        }
        switch (verdict.kind()) {
            case LINEARIZABLE:
                return CommandLine.ExitCode.OK;
            case NOT_LINEARIZABLE:
                return CommandLine.ExitCode.SOFTWARE;
            default:
                return UNDECIDED;
        }
    }

    private History read() throws IOException {
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IllegalArgumentException(
                    file + ": " + Files.size(file) + " bytes are more than " + MAX_FILE_BYTES);
        }
        String text;
        try {
            text = Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + ": is not text in UTF-8", e);
        }
        return model == Model.REGISTER
                ? HistoryText.parseRegister(file.toString(), text)
                : HistoryText.parse(file.toString(), text);
    }

    private void print(History history, Verdict verdict) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "History      %,d operations, %,d events%n", history.size(), history.eventCount());
        out.printf(Locale.ROOT, "Search       %,d steps%n", verdict.steps());
        out.printf("RESULT       %s%n", verdict);
        out.flush();
    }

    private JsonWriter json(History history, Verdict verdict) {
        JsonWriter writer = new JsonWriter()
                .beginObject()
                .field("file", file.toString())
                .field("model", model.name().toLowerCase(Locale.ROOT))
                .field("operations", history.size())
                .field("events", history.eventCount())
                .field("verdict", verdict.kind().name().toLowerCase(Locale.ROOT))
                .field("steps", verdict.steps())
                .beginArray("conflict");
        verdict.conflict().forEach(operation -> writer.beginElement()
                .field("process", operation.process())
                .field("operation", operation.toString())
                .field("invokedAt", operation.invokedAt())
                .field("endedAt", operation.endedAt())
                .endObject());
        return writer.endArray()
                .field("counterExample", verdict.counterExample())
                .endObject();
    }

    private void validate() {
        require(Files.isRegularFile(file), "FILE=" + file + " is not a file");
        require(Files.isReadable(file), "FILE=" + file + " may not be read");
        require(maxSteps >= 1, "--max-steps=" + maxSteps + " must be at least 1");
        if (json != null) {
            Path parent = json.toAbsolutePath().getParent();
            require(
                    parent != null && Files.isWritable(parent) && !Files.isDirectory(json),
                    "--json=" + json + " cannot be written");
        }
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
