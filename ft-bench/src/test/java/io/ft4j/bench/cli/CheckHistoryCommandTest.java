package io.ft4j.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.ExitCode;

/** The command as its users call it: what it prints, writes and returns. */
final class CheckHistoryCommandTest {
    private static final String WRITTEN = "0 invoke write x 1\n0 ok write x 1\n";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aHistoryThatFits() throws IOException {
        Path json = folder.resolve("result.json");
        String file = file("# fits\n" + WRITTEN + "1 invoke read x\n1 ok read x 1\n");
        for (String model : List.of("register", "kv", "KV")) {
            assertEquals(ExitCode.OK, run(file, "--model=" + model, "--json=" + json), err::toString);
            assertTrue(out.toString().contains("History      2 operations, 4 events"), out::toString);
            assertTrue(out.toString().contains("RESULT       linearizable"), out::toString);
        }
        assertTrue(Files.readString(json).contains("\"verdict\": \"linearizable\""));
    }

    @Test
    void aHistoryThatDoesNotFitIsExplained() throws IOException {
        Path json = folder.resolve("result.json");
        String file = file(WRITTEN + "1 invoke read x\n1 ok read x nil\n");

        assertEquals(ExitCode.SOFTWARE, run(file, "--model=register", "--json=" + json), err::toString);
        for (String part : List.of(
                "RESULT       not linearizable: no order fits 2 of 2 operations",
                "[1..2] process 0: write x 1",
                "[3..4] process 1: read x nil",
                "the longest order that fits: write x 1")) {
            assertTrue(out.toString().contains(part), () -> part + " is missing in\n" + out);
        }
        String written = Files.readString(json);
        assertTrue(written.contains("\"verdict\": \"not_linearizable\""), written);
        assertTrue(written.contains("\"operation\": \"read x nil\""), written);
    }

    @Test
    void tooFewStepsLeaveItUndecided() throws IOException {
        String file = file(WRITTEN + "1 invoke read x\n1 ok read x 1\n");
        assertEquals(CheckHistoryCommand.UNDECIDED, run(file, "--model=kv", "--max-steps=1"), err::toString);
        assertTrue(out.toString().contains("RESULT       undecided after 1 steps"), out::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 ok write x 1                     | register | :3: process 0 has no operation that could end",
                "1 invoke increment x               | kv       | :3: 'increment' is not read, write or cas",
                "1 invoke read y                    | register | :3: 'y' is a second key",
            })
    void aMalformedHistoryIsRefusedWithLineAndReason(String line, String model, String reason) throws IOException {
        String file = file(WRITTEN + line + "\n");
        assertEquals(CheckHistoryCommand.BAD_INPUT, run(file, "--model=" + model));
        assertTrue(err.toString().startsWith("bad input: " + file + reason), err::toString);
        assertEquals("", out.toString());
    }

    @Test
    void whatIsNotTextIsRefused() throws IOException {
        Path file = folder.resolve("binary");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertEquals(CheckHistoryCommand.BAD_INPUT, run(file.toString(), "--model=kv"));
        assertTrue(err.toString().contains("is not text in UTF-8"), err::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--model=queue          | expected one of [REGISTER, KV]",
                "--max-steps=0          | --max-steps=0 must be at least 1",
                "--json=/nowhere/r.json | --json=/nowhere/r.json cannot be written",
                "--unknown              | Unknown option: '--unknown'",
            })
    void aWrongArgumentIsNamed(String argument, String complaint) throws IOException {
        String file = file(WRITTEN);
        String[] arguments = argument.startsWith("--model")
                ? new String[] {file, argument}
                : new String[] {file, "--model=kv", argument};
        assertEquals(ExitCode.USAGE, run(arguments));
        assertTrue(err.toString().contains(complaint), err::toString);
        assertTrue(err.toString().contains("Try 'ft4j check-history --help'."), err::toString);
    }

    @Test
    void fileAndModelMustBeGiven() throws IOException {
        assertEquals(ExitCode.USAGE, run("--model=kv"));
        assertEquals(ExitCode.USAGE, run(file(WRITTEN)));
        assertEquals(ExitCode.USAGE, run(folder.toString(), "--model=kv"));
        assertTrue(err.toString().contains(" is not a file"), err::toString);
    }

    @Test
    void helpListsTheExitCodes() {
        assertEquals(ExitCode.OK, run("--help"));
        for (int code = ExitCode.OK; code <= CheckHistoryCommand.UNDECIDED; code++) {
            assertTrue(out.toString().contains("\n  " + code + "   "), out::toString);
        }
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("history.txt"), text).toString();
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] all =
                Stream.concat(Stream.of("check-history"), Stream.of(arguments)).toArray(String[]::new);
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }
}
