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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.ExitCode;

/** The command as its users call it: what it prints, writes and returns. */
final class CheckpointCommandTest {
    @TempDir
    private Path base;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private CheckpointFolders folders;
    private String folder;

    @BeforeEach
    void write() {
        folders = new CheckpointFolders(base, 2);
        folders.checkpoint(0);
        folders.pass(1, 0);
        folders.checkpoint(0);
        folder = base.resolve("process-0").toString();
    }

    @AfterEach
    void close() {
        folders.close();
    }

    /** While the process holds its folder. */
    @Test
    void soundCheckpointsAreListedAndVerified() throws IOException {
        Path json = base.resolve("result.json");
        for (String command : List.of("list", "verify")) {
            assertEquals(ExitCode.OK, run(command, folder, "--json=" + json), err::toString);
            assertTrue(out.toString().contains("CHECKPOINTS of process 0"), out::toString);
            assertTrue(out.toString().contains("              2             200             200  1:1"), out::toString);
            assertTrue(out.toString().contains("RESULT       2 checkpoints, 0 damaged"), out::toString);
            String written = Files.readString(json);
            assertTrue(written.contains("\"dependencies\": \"1:1\""), written);
            assertTrue(written.contains("\"verified\": " + command.equals("verify")), written);
        }
    }

    @Test
    void damageInABlockIsFoundByVerify() throws IOException {
        flip(folders.file(0, 2), 600);
        assertEquals(ExitCode.OK, run("list", folder), err::toString);
        assertTrue(out.toString().contains("; blocks were not read"), out::toString);
        Path json = base.resolve("result.json");
        assertEquals(ExitCode.SOFTWARE, run("verify", folder, "--json=" + json), err::toString);
        assertTrue(out.toString().contains(" at offset 512: block 0: checksum "), out::toString);
        assertTrue(out.toString().contains("RESULT       2 checkpoints, 1 damaged"), out::toString);
        assertTrue(Files.readString(json).contains("\"reason\": \"checksum "));
    }

    @Test
    void damageInAHeaderIsFoundByList() throws IOException {
        flip(folders.file(0, 1), 40);
        assertEquals(ExitCode.SOFTWARE, run("list", folder), err::toString);
        assertTrue(out.toString().contains(" at offset 0: header: checksum "), out::toString);
    }

    @Test
    void aNewestOneThatIsMissingIsDamage() throws IOException {
        Files.delete(folders.file(0, 2));
        Path json = base.resolve("result.json");
        assertEquals(ExitCode.SOFTWARE, run("verify", folder, "--json=" + json), err::toString);
        assertTrue(
                out.toString().contains("file " + folders.file(0, 2) + " at offset 0: it is missing"), out::toString);
        assertTrue(out.toString().contains("RESULT       1 checkpoints, 1 damaged"), out::toString);
        assertTrue(Files.readString(json).contains("\"reason\": \"it is missing\""));
    }

    private static void flip(Path file, int offset) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[offset] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void aFolderWithoutCheckpointsIsEmptyAndOneOfSomebodyElseIsRefused() {
        assertEquals(ExitCode.OK, run("list", base.resolve("process-1").toString()), err::toString);
        assertTrue(out.toString().contains("RESULT       0 checkpoints"), out::toString);
        assertEquals(CheckpointCommand.BAD_INPUT, run("list", base.toString()));
        assertEquals(
                "bad input: folder " + base + " is no folder of checkpoints: it has no file identity",
                err.toString().trim());
        assertEquals("", out.toString());
    }

    @Test
    void wrongUsageIsNamed() {
        assertEquals(ExitCode.USAGE, run());
        assertTrue(err.toString().contains("list or verify?"), err::toString);
        assertEquals(ExitCode.USAGE, run("list"));
        assertEquals(ExitCode.USAGE, run("verify", folder + "/nowhere"));
        assertTrue(err.toString().contains("/nowhere is not a folder"), err::toString);
        assertEquals(ExitCode.USAGE, run("list", folder, "--json=/nowhere/r.json"));
        assertTrue(err.toString().contains("--json=/nowhere/r.json cannot be written"), err::toString);
        assertTrue(err.toString().contains("Try 'ft4j checkpoint list --help'."), err::toString);
    }

    @Test
    void helpListsTheExitCodes() {
        assertEquals(ExitCode.OK, run("--help"));
        for (int code = ExitCode.OK; code <= CheckpointCommand.BAD_INPUT; code++) {
            assertTrue(out.toString().contains("\n  " + code + "   "), out::toString);
        }
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] all =
                Stream.concat(Stream.of("checkpoint"), Stream.of(arguments)).toArray(String[]::new);
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }
}
