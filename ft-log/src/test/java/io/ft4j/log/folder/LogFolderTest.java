package io.ft4j.log.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.port.LogException;
import io.ft4j.log.Fork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFolderTest {
    @TempDir
    Path temporary;

    private Path path() {
        return temporary.resolve("log");
    }

    private String refusal(String backend) {
        return assertThrows(LogException.class, () -> LogFolder.open(path(), backend)
                        .close())
                .getMessage();
    }

    @Test
    void theIdentityIsDrawnOnceAndKept() {
        LogFolder first = LogFolder.open(path(), "test");
        first.close();
        LogFolder second = LogFolder.open(path(), "test");
        second.close();
        assertEquals(first.idHigh(), second.idHigh());
        assertEquals(first.idLow(), second.idLow());
        LogFolder other = LogFolder.open(temporary.resolve("other"), "test");
        other.close();
        assertNotEquals(first.idHigh(), other.idHigh());
    }

    @Test
    void aFolderIsOpenOnceInOneProcess() {
        try (LogFolder folder = LogFolder.open(path(), "test")) {
            assertTrue(refusal("test").contains("already open in this process"));
            assertEquals(1, folder.incarnation());
        }
        LogFolder.open(path(), "test").close();
    }

    /** The second try in this process must not give up the lock, which POSIX would do. */
    @Test
    void aFolderIsOpenOnceInAllProcesses() throws Exception {
        try (LogFolder folder = LogFolder.open(path(), "test")) {
            refusal("test");
            assertTrue(openedByAnotherProcess().contains("already open in another process"));
            assertEquals(1, folder.incarnation());
        }
        assertEquals("opened", openedByAnotherProcess());
    }

    private String openedByAnotherProcess() throws IOException, InterruptedException {
        Path output = temporary.resolve("output");
        Process process = Fork.start(Opener.class, output.toFile(), path());
        assertEquals(0, process.waitFor());
        return Files.readString(output).trim();
    }

    /** Opens a folder in a process of its own and says how that went. */
    static final class Opener {
        public static void main(String[] arguments) {
            try {
                LogFolder.open(Path.of(arguments[0]), "test").close();
                System.out.println("opened");
            } catch (LogException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void aFolderOfAnotherBackendIsRefused() {
        LogFolder.open(path(), "test").close();
        assertTrue(refusal("other").contains("a log of backend test, opened as other"));
    }

    @Test
    void filesOfSomebodyElseAreLeftAlone() throws IOException {
        Files.createDirectories(path());
        Files.writeString(path().resolve("thesis.txt"), "years of work");
        assertTrue(refusal("test").contains("thesis.txt"));
        try (var files = Files.list(path())) {
            assertTrue(files.allMatch(file -> file.endsWith("thesis.txt") || file.endsWith("lock")));
        }
    }

    @Test
    void aCreationThatWasInterruptedIsDoneAgain() throws IOException {
        LogFolder.open(path(), "test").close();
        Files.move(path().resolve(Identity.FILE_NAME), path().resolve(Identity.TEMPORARY_NAME));
        try (LogFolder folder = LogFolder.open(path(), "test")) {
            assertEquals(1, folder.incarnation());
        }
    }

    @Test
    void aLaterFormatIsRefused() throws IOException {
        LogFolder.open(path(), "test").close();
        Path file = path().resolve(Identity.FILE_NAME);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(8, Identity.VERSION + 1);
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, Identity.LENGTH - 4);
        Files.write(
                file, bytes.putInt(Identity.LENGTH - 4, (int) crc.getValue()).array());
        assertTrue(refusal("test").contains("at offset 8: format 2 is not known here, 1 is"));
    }

    @Test
    void theIncarnationIsRaisedByEveryOpen() {
        for (int i = 1; i <= 5; i++) {
            try (LogFolder folder = LogFolder.open(path(), "test")) {
                assertEquals(i, folder.incarnation());
            }
        }
    }

    @Test
    void theMarkIsKept() {
        try (LogFolder folder = LogFolder.open(path(), "test")) {
            assertEquals(0, folder.mark().position());
            folder.mark().raise(17);
            folder.mark().raise(0x7FFF_FFFF_FFFFL);
        }
        try (LogFolder folder = LogFolder.open(path(), "test")) {
            assertEquals(0x7FFF_FFFF_FFFFL, folder.mark().position());
        }
    }

    @Test
    void aMarkOfAnotherLogIsRefused() throws IOException {
        LogFolder.open(path(), "test").close();
        Path other = temporary.resolve("other");
        LogFolder.open(other, "test").close();
        byte[] mark = Files.readAllBytes(other.resolve(AcknowledgementMark.FILE_NAME));
        Files.write(path().resolve(AcknowledgementMark.FILE_NAME), mark);
        assertTrue(refusal("test").contains("is damaged, so it is not known what was acknowledged"));
    }
}
