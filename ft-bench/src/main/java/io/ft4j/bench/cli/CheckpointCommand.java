package io.ft4j.bench.cli;

import io.ft4j.bench.JsonWriter;
import io.ft4j.core.port.LogException;
import io.ft4j.log.checkpoint.CheckpointDamage;
import io.ft4j.log.checkpoint.CheckpointInfo;
import io.ft4j.log.checkpoint.CheckpointScan;
import io.ft4j.log.line.DependencyVector;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ft4j checkpoint}: what stands in a folder of checkpoints, and whether it is sound. */
@Command(
        name = "checkpoint",
        description = "Lists or verifies the checkpoints of a process. Changes nothing; the process may be running.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing is wrong",
            "1:a checkpoint is damaged; file, offset, block and reason are printed",
            "2:the command line is wrong",
            "3:the folder cannot be used; the reason is printed"
        })
final class CheckpointCommand implements Runnable {
    static final int BAD_INPUT = 3;

    @Spec
    private CommandSpec spec;

    /** Without a subcommand. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "list or verify?");
    }

    @Command(name = "list", description = "Reads the headers.", mixinStandardHelpOptions = true)
    int list(
            @Parameters(paramLabel = "DIR", description = "The folder.") Path folder,
            @Option(names = "--json", paramLabel = "FILE", description = "Write the result to this file as well.")
                    Path file)
            throws IOException {
        return show("list", folder, file, false);
    }

    @Command(name = "verify", description = "Reads every block.", mixinStandardHelpOptions = true)
    int verify(
            @Parameters(paramLabel = "DIR", description = "The folder.") Path folder,
            @Option(names = "--json", paramLabel = "FILE", description = "Write the result to this file as well.")
                    Path file)
            throws IOException {
        return show("verify", folder, file, true);
    }

    private int show(String name, Path folder, Path file, boolean verifies) throws IOException {
        CommandLine command = spec.subcommands().get(name);
        require(command, Files.isDirectory(folder), "DIR=" + folder + " is not a folder");
        requireWritable(command, "--json", file);
        CheckpointScan scan;
        try {
            scan = CheckpointScan.of(folder, verifies);
        } catch (LogException e) {
            command.getErr().println("bad input: " + e.getMessage());
            return BAD_INPUT;
        }
        print(command.getOut(), scan, verifies);
        if (file != null) {
            toJson(scan, verifies).writeTo(file);
        }
        return damagedCount(scan) == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    static void require(CommandLine command, boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(command, message);
        }
    }

    static void requireWritable(CommandLine command, String option, Path file) {
        if (file != null) {
            Path parent = file.toAbsolutePath().getParent();
            boolean writable = parent != null && Files.isWritable(parent) && !Files.isDirectory(file);
            require(command, writable, option + "=" + file + " cannot be written");
        }
    }

    private static int damagedCount(CheckpointScan scan) {
        return scan.checkpoints().size() - scan.sound().size() + scan.damages().size();
    }

    private static void print(PrintWriter out, CheckpointScan scan, boolean verifies) {
        out.printf(Locale.ROOT, "CHECKPOINTS of process %d%n%n", scan.processId());
        out.printf(Locale.ROOT, "%15s %15s %15s  %s%n", "number", "position", "state bytes", "depends on");
        for (CheckpointInfo info : scan.checkpoints()) {
            if (info.damage() == null) {
                out.printf(
                        Locale.ROOT,
                        "%15d %15d %,15d  %s%n",
                        info.number(),
                        info.position(),
                        info.sizeBytes(),
                        dependencies(info));
            } else {
                out.printf(Locale.ROOT, "%15d %s%n", info.number(), info.damage());
            }
        }
        scan.damages().forEach(damage -> out.printf(Locale.ROOT, "%15s %s%n", "", damage));
        out.println();
        if (!scan.tentative().isEmpty()) {
            out.printf(Locale.ROOT, "Tentative    %d%n", scan.tentative().size());
        }
        if (!scan.undone().isEmpty()) {
            out.printf(Locale.ROOT, "Rolled back  %d%n", scan.undone().size());
        }
        if (!scan.unfinished().isEmpty()) {
            out.printf(Locale.ROOT, "Unfinished   %d%n", scan.unfinished().size());
        }
        out.printf(
                Locale.ROOT,
                "RESULT       %d checkpoints, %d damaged%s%n",
                scan.checkpoints().size(),
                damagedCount(scan),
                verifies ? "" : "; blocks were not read");
        out.flush();
    }

    /** Metadata are the caller's: not every checkpoint has dependencies. */
    private static String dependencies(CheckpointInfo info) {
        int length = info.metadata().capacity();
        if (length == 0) {
            return "";
        }
        try {
            return DependencyVector.decode(info.metadata(), 0, length).toString();
        } catch (IllegalArgumentException e) {
            return "(" + length + " bytes of metadata)";
        }
    }

    private static JsonWriter toJson(CheckpointScan scan, boolean verifies) {
        JsonWriter json = new JsonWriter()
                .beginObject()
                .field("folder", scan.folder().toString())
                .field("processId", scan.processId())
                .field("verified", verifies)
                .field("damaged", damagedCount(scan))
                .field("tentative", scan.tentative().size())
                .field("undone", scan.undone().size())
                .field("unfinished", scan.unfinished().size())
                .beginArray("checkpoints");
        for (CheckpointInfo info : scan.checkpoints()) {
            json.beginElement().field("number", info.number());
            json.field("position", info.position()).field("stateBytes", info.sizeBytes());
            json.field("fileBytes", info.fileBytes()).field("dependencies", dependencies(info));
            damage(json, info.damage()).endObject();
        }
        json.endArray().beginArray("damages");
        for (CheckpointDamage damage : scan.damages()) {
            fields(json.beginElement(), damage).endObject();
        }
        return json.endArray().endObject();
    }

    static JsonWriter damage(JsonWriter json, CheckpointDamage damage) {
        if (damage != null) {
            fields(json.beginObject("damage"), damage).endObject();
        }
        return json;
    }

    static JsonWriter fields(JsonWriter json, CheckpointDamage damage) {
        return json.field("file", damage.file().toString())
                .field("block", damage.block())
                .field("offset", damage.offset())
                .field("reason", damage.reason());
    }
}
