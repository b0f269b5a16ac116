package io.ft4j.log.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.AllocationMeter;
import io.ft4j.core.port.LogException;
import io.ft4j.core.redundancy.Checksum;
import io.ft4j.log.FolderImage;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void nameFolder() {
        folder = temporary.resolve("checkpoints");
    }

    private CheckpointStore open(int keptCount) {
        return States.open(folder, keptCount);
    }

    private String refusal() {
        return assertThrows(LogException.class, () -> open(3).close()).getMessage();
    }

    private Path file(long number) {
        return folder.resolve(CheckpointFiles.name(number, CheckpointFiles.SUFFIX));
    }

    @Test
    void thereIsNoneAtFirst() {
        try (CheckpointStore store = open(3)) {
            assertNull(store.newest());
            assertEquals(0, store.lastNumber());
            assertEquals(List.of(), store.numbers());
        }
    }

    @Test
    void theNewestIsGivenBackWhole() {
        for (long number = 1; number < 20; number++) {
            try (CheckpointStore store = open(3)) {
                States.take(store, number);
                assertEquals(number, States.check(store.newest()));
            }
            try (CheckpointStore store = open(3)) {
                assertEquals(number, States.check(store.newest()));
                assertEquals(number, store.lastNumber());
                assertEquals(List.of(), store.damages());
            }
        }
    }

    @Test
    void theFlightRecorderIsTold() throws IOException {
        Path recorded = folder.resolveSibling("checkpoints.jfr");
        try (Recording recording = new Recording();
                CheckpointStore store = open(3)) {
            recording.enable("io.ft4j.Checkpoint");
            recording.start();
            States.take(store, 7);
            recording.stop();
            recording.dump(recorded);
        }
        assertEquals(
                List.of(7L),
                RecordingFile.readAllEvents(recorded).stream()
                        .map(event -> event.getLong("number"))
                        .toList());
    }

    @Test
    void theLastOnesAreKeptWhateverTheirNumbers() {
        try (CheckpointStore store = open(3)) {
            for (long number : new long[] {1, 4, 5, 100, CheckpointStore.MAX_NUMBER}) {
                States.take(store, number);
            }
            assertEquals(List.of(5L, 100L, CheckpointStore.MAX_NUMBER), store.numbers());
            assertEquals(100, States.check(store.at(100)));
            assertFalse(Files.exists(file(4)));
        }
    }

    @Test
    void whatWasNotCommittedIsNotThere() throws IOException {
        try (CheckpointStore store = open(3)) {
            States.take(store, 1);
            CheckpointSink abandoned = States.begin(store, 2);
            States.write(abandoned, 2, 1000);
            assertEquals(1, States.check(store.newest()));
            States.begin(store, 3).close();
            assertThrows(IllegalStateException.class, abandoned::commit);
            assertEquals(List.of(1L), store.numbers());
            States.write(States.begin(store, 4), 4, 1000);
        }
        assertEquals(List.of(), new CheckpointFiles(folder).list(CheckpointFiles.TEMPORARY_SUFFIX));
    }

    @Test
    void whatAnInterruptedCheckpointLeftIsRemoved() throws IOException {
        try (CheckpointStore store = open(3)) {
            States.take(store, 1);
        }
        Files.copy(file(1), folder.resolve(CheckpointFiles.name(2, CheckpointFiles.TEMPORARY_SUFFIX)));
        try (CheckpointStore store = open(3)) {
            assertEquals(1, States.check(store.newest()));
            assertEquals(1, store.lastNumber());
        }
        assertEquals(List.of(), new CheckpointFiles(folder).list(CheckpointFiles.TEMPORARY_SUFFIX));
    }

    @Test
    void aCommittedSinkIsOfNoUseAnyMore() {
        try (CheckpointStore store = open(3)) {
            CheckpointSink sink = States.begin(store, 1);
            sink.commit();
            assertThrows(IllegalStateException.class, sink::commit);
            assertThrows(IllegalStateException.class, () -> States.write(sink, 1, 1));
            sink.close();
            assertEquals(List.of(1L), store.numbers());
        }
    }

    /** As with a header in a bad sector. */
    @Test
    void oneThatCannotBeReadFallsBackToTheOneBefore() throws IOException {
        try (CheckpointStore store = open(3)) {
            States.take(store, 1);
            States.take(store, 2);
        }
        Files.delete(file(2));
        Files.createDirectory(file(2));
        try (CheckpointStore store = open(3)) {
            assertEquals(1, States.check(store.newest()));
            assertTrue(store.damages().get(0).toString().startsWith("file " + file(2) + " at offset 0: header: "));
            States.take(store, 3);
            assertEquals(3, States.check(store.newest()));
        }
    }

    @Test
    void aFolderOfAnotherProcessIsRefused() {
        open(3).close();
        String refusal = assertThrows(LogException.class, () -> CheckpointStore.open(folder, 8, 3))
                .getMessage();
        assertTrue(refusal.contains("a log of backend checkpoint-7, opened as checkpoint-8"), refusal);
    }

    @Test
    void aFolderIsOpenOnce() {
        try (CheckpointStore store = open(3)) {
            assertTrue(refusal().contains("already open in this process"));
            assertNull(store.newest());
        }
    }

    @Test
    void aCheckpointOfAnotherProcessOrFolderIsRefused() throws IOException {
        Path otherFolder = temporary.resolve("other");
        try (CheckpointStore other = States.open(otherFolder, 3)) {
            States.take(other, 5);
        }
        open(3).close();
        Files.copy(otherFolder.resolve(file(5).getFileName()), file(5));
        assertTrue(refusal().contains("file " + file(5) + " at offset 0: a checkpoint of another folder"));
        Path ofEight = temporary.resolve("of-8");
        try (CheckpointStore other = CheckpointStore.open(ofEight, 8, 3)) {
            other.begin(6, 0, States.metadata(6), 0, 0).commit();
        }
        Files.delete(file(5));
        Files.copy(ofEight.resolve(file(6).getFileName()), file(6));
        assertTrue(refusal().contains("a checkpoint of process 8 where those of 7 belong"));
    }

    @Test
    void aNewerFormatIsRefusedAndNotPassedOver() throws IOException {
        try (CheckpointStore store = open(3)) {
            States.take(store, 1);
            States.take(store, 2);
        }
        UnsafeBuffer bytes = new UnsafeBuffer(Files.readAllBytes(file(2)));
        bytes.putInt(CheckpointHeader.VERSION_OFFSET, 2, ByteOrder.LITTLE_ENDIAN);
        int crc = new Checksum().of(bytes, 0, CheckpointHeader.CRC_OFFSET);
        bytes.putInt(CheckpointHeader.CRC_OFFSET, crc, ByteOrder.LITTLE_ENDIAN);
        Files.write(file(2), bytes.byteArray());
        assertEquals("file " + file(2) + " at offset 8: format 2 is not known here, 1 is", refusal());
        assertTrue(Files.exists(file(2)));
    }

    @Test
    void aNameThatIsNoNumberIsRefused() throws IOException {
        open(3).close();
        Files.createFile(folder.resolve("best.checkpoint"));
        assertTrue(refusal().contains("best.checkpoint at offset 0: its name is not the number of a checkpoint"));
    }

    @Test
    void aNewestOneThatIsMissingIsNoticed() throws IOException {
        try (CheckpointStore store = open(3)) {
            States.take(store, 1);
            States.take(store, 2);
        }
        Files.delete(file(2));
        try (CheckpointStore store = open(3)) {
            assertEquals(1, States.check(store.newest()));
            assertEquals(
                    "file " + file(2) + " at offset 0: header: missing",
                    store.damages().get(0).toString());
            assertEquals(2, store.lastNumber());
        }
        Files.delete(file(1));
        try (CheckpointStore store = open(3)) {
            assertTrue(
                    assertThrows(LogException.class, store::newest).getMessage().contains("is sound"));
        }
    }

    @Test
    void aDamagedOneDoesNotPushOutASoundOne() {
        try (CheckpointStore store = open(2)) {
            States.take(store, 1);
            States.take(store, 2);
            FolderImage image = new FolderImage(folder);
            image.flip(file(2).getFileName().toString(), CheckpointHeader.LENGTH + 20, 3);
            assertEquals(1, States.check(store.newest()));
            States.take(store, 3);
            assertEquals(List.of(1L, 2L, 3L), store.numbers());
            States.take(store, 4);
            assertEquals(List.of(3L, 4L), store.numbers());
        }
    }

    @Test
    void damageBetweenVerificationAndReadingIsNoticed() {
        try (CheckpointStore store = open(2)) {
            long number = 3;
            States.take(store, number);
            try (CheckpointSource source = store.newest()) {
                new FolderImage(folder).flip(file(number).getFileName().toString(), CheckpointHeader.LENGTH + 100, 0);
                UnsafeBuffer read = new UnsafeBuffer(new byte[States.length(number)]);
                assertEquals(States.BLOCK_BYTES, source.read(read, 0, States.BLOCK_BYTES));
                String reason = assertThrows(LogException.class, () -> source.read(read, 0, 1))
                        .getMessage();
                assertTrue(reason.contains("at offset 592: block 1: checksum"), reason);
            }
        }
    }

    @Test
    void whatIsBeforeACheckpointGoes() {
        try (CheckpointStore store = open(4)) {
            for (long number = 1; number <= 4; number++) {
                States.take(store, number);
            }
            store.deleteBefore(3);
            assertEquals(List.of(3L, 4L), store.numbers());
            assertThrows(IllegalArgumentException.class, () -> store.deleteBefore(2));
        }
        try (CheckpointStore store = open(4)) {
            assertEquals(List.of(3L, 4L), store.numbers());
            assertEquals(4, States.check(store.newest()));
        }
    }

    @Test
    void rolledBackNumbersStayUsed() {
        try (CheckpointStore store = open(4)) {
            for (long number = 1; number <= 4; number++) {
                States.take(store, number);
            }
            store.rollBackTo(2);
            assertEquals(2, States.check(store.newest()));
            assertEquals(4, store.lastNumber());
        }
        try (CheckpointStore store = open(4)) {
            assertEquals(2, States.check(store.newest()));
            assertEquals(List.of(), store.damages());
            assertEquals(2, CheckpointScanTest.scan(folder).undone().size());
            assertThrows(IllegalArgumentException.class, () -> States.begin(store, 4));
            assertThrows(IllegalArgumentException.class, () -> store.rollBackTo(4));
            States.take(store, 5);
            assertEquals(List.of(1L, 2L, 5L), store.numbers());
            assertEquals(0, CheckpointScanTest.scan(folder).undone().size());
            store.rollBackTo(0);
            assertNull(store.newest());
            assertEquals(5, store.lastNumber());
        }
    }

    @Test
    void obsoleteOnesAreDeletedButNeverTheNewest() {
        try (CheckpointStore store = open(4)) {
            States.take(store, 1);
            States.take(store, 2);
            store.delete(1);
            assertEquals(List.of(2L), store.numbers());
            assertThrows(IllegalArgumentException.class, () -> store.delete(1));
            assertThrows(IllegalArgumentException.class, () -> store.delete(2));
        }
    }

    @Test
    void badArgumentsAreRefusedWithTheirLimits() {
        UnsafeBuffer none = new UnsafeBuffer(new byte[300]);
        try (CheckpointStore store = open(1)) {
            States.take(store, 5);
            for (String[] expected : new String[][] {
                {"5", "0", "0", "number=5 must be greater than 5"},
                {"0", "0", "0", "number=0 is outside 1..140737488355327"},
                {"140737488355328", "0", "0", "number=140737488355328 is outside 1..140737488355327"},
                {"6", "-1", "0", "position=-1 must not be negative"},
                {"6", "0", "257", "metadata of 257 bytes is outside 0..256"}
            }) {
                assertEquals(
                        expected[3],
                        assertThrows(
                                        IllegalArgumentException.class,
                                        () -> store.begin(
                                                Long.parseLong(expected[0]),
                                                Long.parseLong(expected[1]),
                                                none,
                                                0,
                                                Integer.parseInt(expected[2])))
                                .getMessage());
            }
        }
        assertThrows(IllegalArgumentException.class, () -> open(0));
        assertThrows(IllegalArgumentException.class, () -> open(CheckpointStore.MAX_KEPT_COUNT + 1));
        assertThrows(IllegalArgumentException.class, () -> CheckpointStore.open(folder, -1, 1));
    }

    /** A small heap of calls, a large state: what is held is one block. */
    @Test
    void writingAndReadingAllocateNothingPerBlock() {
        UnsafeBuffer piece = new UnsafeBuffer(new byte[1000]);
        try (CheckpointStore store = open(1)) {
            CheckpointSink sink = States.begin(store, 1);
            assertEquals(0, AllocationMeter.leastBytesPerRound(() -> {
                for (int i = 0; i < 500; i++) {
                    sink.write(piece, 0, piece.capacity());
                }
            }));
            sink.commit();
            try (CheckpointSource source = store.newest()) {
                assertTrue(source.sizeBytes() >= 1_000_000);
                assertEquals(0, AllocationMeter.leastBytesPerRound(() -> {
                    for (int i = 0; i < 100; i++) {
                        source.read(piece, 0, piece.capacity());
                    }
                }));
            }
        }
    }
}
