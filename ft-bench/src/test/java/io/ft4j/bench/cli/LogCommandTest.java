package io.ft4j.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.RecordList;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.BlockLog;
import io.ft4j.log.Protection;
import io.ft4j.log.chronicle.ChronicleLog;
import io.ft4j.log.segment.SegmentConfig;
import io.ft4j.log.segment.SegmentLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ExitCode;

/** The command as its users call it: what it prints and returns, while the log is open and after it was damaged. */
final class LogCommandTest {
    private static final int FIRST_BLOCK = 4096;

    @TempDir
    private Path base;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private Path folder() {
        return base.resolve("a \"log\"");
    }

    private Path segment() {
        return folder().resolve("00000001.seg");
    }

    private BlockLog open(String backend, Protection protection) {
        return backend.equals("segment")
                ? SegmentLog.open(
                        folder(),
                        SegmentConfig.of(Durability.PROCESS)
                                .withSegmentBytes(64 * 1024)
                                .withProtection(protection))
                : ChronicleLog.open(folder(), Durability.PROCESS, 256 * 1024, protection);
    }

    private static EntrySlice entry(long index) {
        return RecordList.slice(index, Records.COMMAND, RecordList.body(index, 20));
    }

    /** Two entries, a vote, a truncation, all acknowledged; one more entry that is not. */
    private static void append(BlockLog log) {
        log.append(RecordList.slice(1, Records.COMMAND, RecordList.body(1, 20), RecordList.body(2, 20)));
        log.appendState(Records.FIRST_PROTOCOL_TYPE, new UnsafeBuffer(new byte[] {1, 2, (byte) 0xFF}), 0, 3);
        log.truncateFrom(2);
        log.durablePosition();
        log.append(entry(2));
    }

    private void write(Protection protection) {
        try (BlockLog log = open("segment", protection)) {
            append(log);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"segment", "chronicle"})
    void aLogThatIsOpenIsDumpedAndVerified(String backend) {
        try (BlockLog log = open(backend, Protection.CHECKSUM)) {
            append(log);
            assertEquals(ExitCode.OK, run("dump", folder().toString()), err::toString);
            assertTrue(out.toString().contains("FILE         " + folder()), out::toString);
            for (String line : List.of(
                    "              2               2  command                  20  3e454c535a61686f767d848b9299a0a7",
                    "              3                  term and vote             3  0102ff",
                    "              4               2  truncation                0  ",
                    "              5               2  command                  20  3e454c535a61686f767d848b9299a0a7")) {
                assertTrue(out.toString().contains(line), out::toString);
            }
            assertEquals(ExitCode.OK, run("verify", folder().toString()), err::toString);
            assertTrue(out.toString().contains(", backend " + backend), out::toString);
            assertTrue(out.toString().contains("Blocks       4, 0 of them"), out::toString);
            assertTrue(out.toString().contains("Records      5, positions 1 to 5; acknowledged to 4"), out::toString);
            assertTrue(out.toString().contains("RESULT       sound"), out::toString);
        }
    }

    @Test
    void rangesLimitsAndBytesAreKept() {
        write(Protection.CHECKSUM);
        assertEquals(List.of("2", "3", "4"), positions("dump", folder().toString(), "--from=2", "--to=4", "--json"));
        assertEquals(List.of("1", "2"), positions("dump", folder().toString(), "--limit=2", "--json"));
        assertEquals(List.of("4", "5"), positions("tail", folder().toString(), "--records=2", "--json"));
        assertEquals(ExitCode.OK, run("dump", folder().toString(), "--bytes=2", "--to=1"));
        assertTrue(out.toString().endsWith("20  1f26" + System.lineSeparator()), out::toString);
    }

    private List<String> positions(String... arguments) {
        assertEquals(ExitCode.OK, run(arguments), err::toString);
        return out.toString()
                .lines()
                .map(line -> line.replaceAll("\\{\"position\":(\\d+),.*", "$1"))
                .collect(Collectors.toList());
    }

    @Test
    void jsonIsOneObjectALine() throws IOException {
        write(Protection.SECDED);
        flip(FIRST_BLOCK + 70);
        for (String command : List.of("dump", "verify", "tail")) {
            assertEquals(ExitCode.SOFTWARE, run(command, folder().toString(), "--json"), err::toString);
            out.toString().lines().forEach(LogCommandTest::assertJsonObject);
        }
        assertEquals(ExitCode.SOFTWARE, run("verify", folder().toString(), "--json"), err::toString);
        List<String> lines = out.toString().lines().collect(Collectors.toList());
        String file = segment().toString().replace("\"", "\\\"");
        assertEquals(
                "{\"damage\":\"correctable\",\"file\":\"" + file + "\",\"offset\":4096,\"position\":1,"
                        + "\"lostCount\":0,\"reason\":\"1 flipped bit\"}",
                lines.get(0));
        assertTrue(lines.get(1).startsWith("{\"sound\":false,\"opens\":true,\"folder\":"), lines.get(1));
        assertEquals(2, lines.size());
    }

    /** Enough of RFC 8259 for what is printed: each token is eaten, and structures of values become values. */
    private static void assertJsonObject(String line) {
        String rest = line.replaceAll("\"(?:[^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-f]{4})*\"", "s")
                .replaceAll("-?(?:0|[1-9]\\d*)|true|false|null", "v");
        String before;
        do {
            before = rest;
            rest = rest.replaceAll("\\{(?:s:[sv](?:,s:[sv])*)?}|\\[(?:[sv](?:,[sv])*)?]", "v");
        } while (!rest.equals(before));
        assertEquals("v", rest, line);
        assertEquals('{', line.charAt(0));
    }

    @Test
    void whatIsLostAndWhatIsTornIsTold() throws IOException {
        write(Protection.CHECKSUM);
        byte[] sound = Files.readAllBytes(segment());
        flip(FIRST_BLOCK + 70);
        for (String command : List.of("dump", "verify", "tail")) {
            assertEquals(ExitCode.SOFTWARE, run(command, folder().toString()), err::toString);
            assertTrue(
                    out.toString().contains("LOST         file " + segment() + " at offset 4096: checksum "),
                    out::toString);
            assertTrue(out.toString().contains("             positions 1 to 2 cannot be read here"), out::toString);
        }
        run("verify", folder().toString());
        assertTrue(out.toString().contains("RESULT       damaged: the log is refused"), out::toString);

        Files.write(segment(), sound);
        flip(FIRST_BLOCK + 144 + 88 + 64 + 80);
        assertEquals(ExitCode.OK, run("verify", folder().toString()), out::toString);
        assertTrue(out.toString().contains("TORN TAIL    file " + segment()), out::toString);
        assertTrue(out.toString().contains("RESULT       sound, with a torn tail"), out::toString);

        Files.write(segment(), sound);
        flip(FIRST_BLOCK + 144 + 88 + 4);
        assertEquals(ExitCode.SOFTWARE, run("tail", folder().toString()), out::toString);
        assertTrue(out.toString().toUpperCase(Locale.ROOT).contains("LOST"), out::toString);
    }

    @Test
    void theLastAcknowledgedRecordIsMissedByTail() throws IOException {
        try (BlockLog log = open("segment", Protection.CHECKSUM)) {
            append(log);
            log.durablePosition();
        }
        flip(FIRST_BLOCK + 144 + 88 + 64 + 80);
        assertEquals(ExitCode.SOFTWARE, run("tail", folder().toString()), out::toString);
        assertTrue(
                out.toString().contains("LOST         file " + segment() + " at offset 4392: checksum "),
                out::toString);
        assertTrue(out.toString().contains("truncation"), out::toString);
    }

    private void flip(int offset) throws IOException {
        byte[] bytes = Files.readAllBytes(segment());
        bytes[offset] ^= 1;
        Files.write(segment(), bytes);
    }

    /** Each record that is printed has the next one appended; the reader goes away after the eighth. */
    @Test
    void tailFollowsUntilNobodyReads() {
        StringBuilder printed = new StringBuilder();
        try (BlockLog log = open("segment", Protection.CHECKSUM)) {
            append(log);
            Writer reader = new Writer() {
                private long records;

                @Override
                public void write(char[] text, int offset, int length) throws IOException {
                    String line = new String(text, offset, length);
                    printed.append(line);
                    if (line.startsWith("{") && ++records == 8) {
                        throw new IOException("the pipe is closed");
                    }
                    if (line.startsWith("{")) {
                        log.append(entry(log.lastIndex() + 1));
                    }
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };
            int code = Main.commandLine()
                    .setOut(new PrintWriter(reader))
                    .setErr(new PrintWriter(err))
                    .execute("log", "tail", folder().toString(), "--records=1", "--json", "--follow");
            assertEquals(ExitCode.OK, code, err::toString);
        }
        List<String> lines = printed.toString().lines().collect(Collectors.toList());
        assertEquals(8, lines.size(), printed::toString);
        for (int i = 0; i < lines.size(); i++) {
            assertTrue(lines.get(i).startsWith("{\"position\":" + (5 + i) + ","), printed::toString);
        }
    }

    @Test
    void whatIsNoLogIsNamed() throws IOException {
        assertBadInput(base, "bad input: folder " + base + " is no log: it has no file identity");
        try (CheckpointFolders folders = new CheckpointFolders(base, 1)) {
            folders.checkpoint(0);
            Path checkpoints = base.resolve("process-0");
            assertBadInput(checkpoints, "bad input: folder " + checkpoints + " holds checkpoints, not a log");
        }
        write(Protection.CHECKSUM);
        Path identity = folder().resolve("identity");
        byte[] bytes = Files.readAllBytes(identity);
        bytes[0] ^= 1;
        Files.write(identity, bytes);
        assertBadInput(folder(), "bad input: file " + identity + " at offset 0: this is no log of ft4j");
    }

    private void assertBadInput(Path path, String message) {
        for (String command : List.of("dump", "verify", "tail")) {
            assertEquals(LogCommand.BAD_INPUT, run(command, path.toString()));
            assertEquals(message, err.toString().trim());
            assertEquals("", out.toString());
        }
    }

    @Test
    void wrongUsageIsNamed() {
        assertUsage("dump, verify or tail?");
        assertUsage("Missing required parameter", "dump");
        assertUsage("nowhere is not a folder", "verify", "nowhere");
        assertUsage("--from=0 must be 1 or more", "dump", base.toString(), "--from=0");
        assertUsage("--to=3 is before --from=4", "dump", base.toString(), "--from=4", "--to=3");
        assertUsage("--limit=0 must be 1 or more", "dump", base.toString(), "--limit=0");
        assertUsage("--bytes=-1 must be 0 or more", "dump", base.toString(), "--bytes=-1");
        assertUsage("--records=-1 must be 0 or more", "tail", base.toString(), "--records=-1");
    }

    private void assertUsage(String message, String... arguments) {
        assertEquals(ExitCode.USAGE, run(arguments));
        assertTrue(err.toString().contains(message), err::toString);
    }

    @Test
    void helpListsTheExitCodes() {
        assertEquals(ExitCode.OK, run("--help"));
        for (int code = ExitCode.OK; code <= LogCommand.BAD_INPUT; code++) {
            assertTrue(out.toString().contains("\n  " + code + "   "), out::toString);
        }
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] all = Stream.concat(Stream.of("log"), Stream.of(arguments)).toArray(String[]::new);
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }
}
