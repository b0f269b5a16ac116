package io.ft4j.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import picocli.CommandLine.ExitCode;

/** The command as its users call it: what it prints, writes, draws and returns. */
final class RecoveryLineCommandTest {
    /** Each kind of element stands there once more. */
    private static final int LEGEND = 1;

    @TempDir
    private Path base;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aLineOfCheckpoints() throws IOException {
        try (CheckpointFolders folders = new CheckpointFolders(base, 3)) {
            folders.checkpoint(0);
            folders.checkpoint(1);
            folders.checkpoint(2);
            folders.pass(0, 1);
            folders.checkpoint(0);
            folders.checkpoint(1);
            folders.pass(1, 2);
            folders.checkpoint(2);
            Path json = base.resolve("line.json");
            assertEquals(ExitCode.OK, run(folders.arguments("--json=" + json)), err::toString);
            for (String part : List.of(
                    "RECOVERY LINE of 3 processes, all failed",
                    "Process 0    checkpoint 2, position 200 (2 sound)",
                    "Process 2    checkpoint 1, position 100 (2 sound)",
                    "process 2 from checkpoint 2 to checkpoint 1: would have received m2 from process 1 in interval 3",
                    "Obsolete: may be deleted",
                    "RESULT       every process has a checkpoint")) {
                assertTrue(out.toString().contains(part), () -> part + " is missing in\n" + out);
            }
            String written = Files.readString(json);
            assertTrue(written.contains("\"cause\": {"), written);
            assertTrue(written.contains("\"sendInterval\": 3"), written);
        }
    }

    @Test
    void theDominoEffectIsDrawn() throws Exception {
        try (CheckpointFolders folders = CheckpointFolders.domino(base)) {
            Path svg = base.resolve("line.svg");
            assertEquals(ExitCode.SOFTWARE, run(folders.arguments("--trace=" + svg)), err::toString);
            assertTrue(out.toString().contains("RESULT       to begin anew: [0, 1]"), out::toString);
            assertTrue(out.toString().contains("Useless: in no consistent line"), out::toString);
            Document picture = parse(svg);
            assertEquals(4, count(picture, "rect", "box behind useless"));
            assertEquals(5 + LEGEND, count(picture, "line", "m forced"));
            assertEquals(1, count(picture, "polyline", "line"));
            Path html = base.resolve("line.html");
            assertEquals(ExitCode.SOFTWARE, run(folders.arguments("--trace=" + html)), err::toString);
            assertTrue(
                    Files.readString(html).contains("<li>process 0 from its current state to checkpoint 3: it failed"));
        }
    }

    private static Document parse(Path svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(svg.toFile());
    }

    private static int count(Document picture, String element, String kind) {
        NodeList found = picture.getElementsByTagName(element);
        int count = 0;
        for (int i = 0; i < found.getLength(); i++) {
            Node kinds = found.item(i).getAttributes().getNamedItem("class");
            count += kinds != null && kinds.getTextContent().equals(kind) ? 1 : 0;
        }
        return count;
    }

    @Test
    void aMessageInTransitIsDrawn() throws Exception {
        try (CheckpointFolders folders = new CheckpointFolders(base, 3)) {
            folders.checkpoint(1);
            folders.checkpoint(2);
            folders.pass(0, 1);
            folders.checkpoint(0);
            folders.pass(2, 1);
            folders.checkpoint(1);
            Path svg = base.resolve("line.svg");
            assertEquals(ExitCode.OK, run(folders.arguments("--trace=" + svg)), err::toString);
            assertTrue(
                    out.toString().contains("m1 from process 0 in interval 1 to process 1 in interval 2"),
                    out::toString);
            assertEquals(1 + LEGEND, count(parse(svg), "line", "m transit"));
        }
    }

    @Test
    void damagedCheckpointsAreLeftOut() throws IOException {
        try (CheckpointFolders folders = new CheckpointFolders(base, 2)) {
            folders.checkpoint(0);
            folders.checkpoint(0);
            folders.checkpoint(1);
            byte[] bytes = Files.readAllBytes(folders.file(0, 2));
            bytes[700] ^= 4;
            Files.write(folders.file(0, 2), bytes);
            assertEquals(ExitCode.OK, run(folders.arguments()), err::toString);
            assertTrue(out.toString().contains("Process 0    checkpoint 1, position 100 (1 sound)"), out::toString);
            assertTrue(out.toString().contains("Damaged: left out"), out::toString);
        }
    }

    @Test
    void foldersThatDoNotBelongTogetherAreRefused() {
        try (CheckpointFolders folders = CheckpointFolders.domino(base)) {
            String first = folders.arguments()[0];
            assertBadInput("it depends on processes {1}, whose folders are not given", first);
            assertBadInput("are both of process 0", first, first);
            assertBadInput("is no folder of checkpoints", base.toString());
        }
    }

    /** The line is told nevertheless. */
    @Test
    void whatIsTooMuchToDrawIsNotDrawn() {
        int count = 20;
        try (CheckpointFolders folders = new CheckpointFolders(base, count)) {
            for (int round = 0; round < 14; round++) {
                for (int to = 0; to < count; to++) {
                    for (int from = 0; from < count; from++) {
                        if (from != to) {
                            folders.pass(from, to);
                        }
                    }
                    folders.checkpoint(to);
                }
            }
            Path svg = base.resolve("line.svg");
            assertEquals(RecoveryLineCommand.BAD_INPUT, run(folders.arguments("--trace=" + svg)));
            assertTrue(err.toString().contains("events are more than 10000 to draw"), err::toString);
            assertTrue(out.toString().contains("RECOVERY LINE of 20 processes"), out::toString);
            assertFalse(Files.exists(svg));
        }
    }

    /** Each of two processes has received what the other one sent later: not in this life, and not together. */
    @Test
    void foldersOfTwoRunsAreRefused() {
        Path first = base.resolve("run-1");
        Path second = base.resolve("run-2");
        try (CheckpointFolders one = new CheckpointFolders(first, 2);
                CheckpointFolders other = new CheckpointFolders(second, 2)) {
            one.checkpoint(1);
            one.pass(1, 0);
            one.checkpoint(0);
            other.checkpoint(0);
            other.pass(0, 1);
            other.checkpoint(1);
            String firstProcess = first.resolve("process-0").toString();
            String secondProcess = second.resolve("process-1").toString();
            assertBadInput("in a circle: they are not of one run", firstProcess, secondProcess);
        }
    }

    private void assertBadInput(String reason, String... arguments) {
        assertEquals(RecoveryLineCommand.BAD_INPUT, run(arguments));
        assertTrue(err.toString().startsWith("bad input: "), err::toString);
        assertTrue(err.toString().contains(reason), err::toString);
        assertEquals("", out.toString());
    }

    @Test
    void wrongUsageIsNamed() {
        assertEquals(ExitCode.USAGE, run());
        assertEquals(ExitCode.USAGE, run(base.resolve("nowhere").toString()));
        assertTrue(err.toString().contains("nowhere is not a folder"), err::toString);
        assertEquals(ExitCode.USAGE, run(base.toString(), "--trace=line.png"));
        assertTrue(err.toString().contains("--trace=line.png must end with .html or .svg"), err::toString);
        assertEquals(ExitCode.USAGE, run(base.toString(), "--json=/nowhere/r.json"));
        assertTrue(err.toString().contains("Try 'ft4j recovery-line --help'."), err::toString);
    }

    @Test
    void helpListsTheExitCodes() {
        assertEquals(ExitCode.OK, run("--help"));
        for (int code = ExitCode.OK; code <= RecoveryLineCommand.BAD_INPUT; code++) {
            assertTrue(out.toString().contains("\n  " + code + "   "), out::toString);
        }
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] all =
                Stream.concat(Stream.of("recovery-line"), Stream.of(arguments)).toArray(String[]::new);
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }
}
