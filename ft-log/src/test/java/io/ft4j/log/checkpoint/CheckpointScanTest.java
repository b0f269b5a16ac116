package io.ft4j.log.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.port.LogException;
import io.ft4j.log.FolderImage;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointScanTest {
    @TempDir
    Path temporary;

    static CheckpointScan scan(Path folder) {
        return CheckpointScan.of(folder, true);
    }

    @Test
    void saysWhatIsThereWhileTheProcessRuns() throws IOException {
        Path folder = temporary.resolve("checkpoints");
        try (CheckpointStore store = States.open(folder, 5)) {
            for (long number = 1; number <= 3; number++) {
                States.take(store, number);
            }
            store.rollBackTo(2);
            CheckpointSink underWay = States.begin(store, 4);
            new FolderImage(folder).flip("000000000000001.checkpoint", CheckpointHeader.LENGTH + 17, 0);
            CheckpointScan scan = scan(folder);
            assertEquals(States.PROCESS_ID, scan.processId());
            assertEquals(2, scan.checkpoints().size());
            assertEquals(1, scan.undone().size());
            assertEquals(1, scan.unfinished().size());
            assertEquals(0, scan.checkpoints().get(0).damage().block());
            assertEquals(
                    CheckpointHeader.LENGTH, scan.checkpoints().get(0).damage().offset());
            CheckpointInfo second = scan.sound().get(0);
            assertEquals(2, second.number());
            assertEquals(1002, second.position());
            assertEquals(States.length(2), second.sizeBytes());
            assertNull(CheckpointScan.of(folder, false).checkpoints().get(0).damage());
            underWay.commit();
            assertEquals(3, scan(folder).checkpoints().size());
        }
    }

    @Test
    void aHeaderIsReadWithoutVerifyingBlocks() throws IOException {
        Path folder = temporary.resolve("checkpoints");
        try (CheckpointStore store = States.open(folder, 5)) {
            States.take(store, 1);
        }
        new FolderImage(folder).flip("000000000000001.checkpoint", 100, 0);
        CheckpointInfo info = CheckpointScan.of(folder, false).checkpoints().get(0);
        assertEquals(CheckpointDamage.HEADER, info.damage().block());
        assertEquals(1, info.number());
    }

    @Test
    void checkpointsOfTwoFoldersAreRefused() throws IOException {
        for (String name : new String[] {"first", "second"}) {
            try (CheckpointStore store = States.open(temporary.resolve(name), 5)) {
                States.take(store, name.length());
            }
        }
        Files.copy(
                temporary.resolve("second/000000000000006.checkpoint"),
                temporary.resolve("first/000000000000006.checkpoint"));
        String refusal = assertThrows(LogException.class, () -> scan(temporary.resolve("first")))
                .getMessage();
        assertTrue(refusal.endsWith("000000000000006.checkpoint at offset 0: a checkpoint of another folder"), refusal);
    }

    private Path three() {
        Path folder = temporary.resolve("checkpoints");
        try (CheckpointStore store = States.open(folder, 5)) {
            for (long number = 1; number <= 3; number++) {
                States.take(store, number);
            }
        }
        return folder;
    }

    private static Path file(Path folder, long number) {
        return folder.resolve(CheckpointFiles.name(number, CheckpointFiles.SUFFIX));
    }

    @Test
    void aNewestOneThatIsMissingIsDamage() throws IOException {
        Path folder = three();
        assertEquals(List.of(), scan(folder).damages());
        Files.delete(file(folder, 3));
        assertEquals(
                List.of("file " + file(folder, 3) + " at offset 0: it is missing"),
                scan(folder).damages().stream().map(CheckpointDamage::toString).toList());
        try (CheckpointStore store = States.open(folder, 5)) {
            store.rollBackTo(2);
            States.take(store, 4);
            store.rollBackTo(2);
        }
        assertEquals(List.of(), scan(folder).damages());
    }

    @Test
    void damagedSmallFilesAreNamed() throws IOException {
        Path folder = three();
        Files.delete(folder.resolve("incarnation"));
        new FolderImage(folder).flip("acknowledged", 3, 1);
        List<CheckpointDamage> damages = scan(folder).damages();
        assertEquals(2, damages.size());
        for (CheckpointDamage damage : damages) {
            assertTrue(
                    damage.reason().equals("it is missing") || damage.reason().endsWith("what was acknowledged"));
        }
        assertEquals(3, scan(folder).sound().size());
        new FolderImage(folder).flip("identity", 20, 1);
        String refusal = assertThrows(LogException.class, () -> scan(folder)).getMessage();
        assertTrue(refusal.endsWith("identity at offset 60: the checksum is wrong"), refusal);
    }

    @Test
    void whatCannotBeReadIsDamage() throws IOException {
        Path folder = three();
        Files.delete(file(folder, 3));
        Files.createDirectory(file(folder, 3));
        CheckpointInfo unreadable = scan(folder).checkpoints().get(2);
        assertTrue(unreadable.damage().reason().startsWith("it cannot be read: "));
        assertEquals(2, scan(folder).sound().size());
        Files.delete(folder.resolve("identity"));
        Files.createDirectory(folder.resolve("identity"));
        String refusal = assertThrows(LogException.class, () -> scan(folder)).getMessage();
        assertTrue(refusal.startsWith("file " + folder.resolve("identity")), refusal);
    }

    @Test
    void anotherFoldersCheckpointsAloneAreRefused() throws IOException {
        Path folder = three();
        try (CheckpointStore store = States.open(temporary.resolve("other"), 5)) {
            States.take(store, 3);
        }
        for (long number = 1; number <= 3; number++) {
            Files.delete(file(folder, number));
        }
        Files.copy(file(temporary.resolve("other"), 3), file(folder, 3));
        String refusal = assertThrows(LogException.class, () -> scan(folder)).getMessage();
        assertTrue(refusal.endsWith("000000000000003.checkpoint at offset 0: a checkpoint of another folder"), refusal);
    }

    @Test
    void aNameThatNoCheckpointHasIsRefused() throws IOException {
        Path folder = three();
        Files.copy(file(folder, 3), folder.resolve("4.checkpoint"));
        String refusal = assertThrows(LogException.class, () -> scan(folder)).getMessage();
        assertTrue(refusal.endsWith("4.checkpoint at offset 0: its name is not the number of a checkpoint"), refusal);
        assertEquals(
                refusal,
                assertThrows(LogException.class, () -> States.open(folder, 5)).getMessage());
    }

    @Test
    void tentativeOnesAreTold() {
        Path folder = three();
        try (CheckpointStore store = States.open(folder, 5)) {
            States.begin(store, 4).prepare();
            assertEquals(1, scan(folder).tentative().size());
            assertEquals(3, scan(folder).checkpoints().size());
            store.makePermanent(4);
            assertEquals(0, scan(folder).tentative().size());
            assertEquals(4, scan(folder).checkpoints().size());
        }
    }

    /** Its process gets on while the folder is looked at. */
    private final class OvertakingFiles extends CheckpointFiles {
        private static final int TIMES = 100;

        private final CheckpointStore store;
        private final boolean undoes;
        private int timesLeft = TIMES;

        OvertakingFiles(Path folder, CheckpointStore store, boolean undoes) {
            super(folder);
            this.store = store;
            this.undoes = undoes;
        }

        @Override
        List<Path> list(String suffix) throws IOException {
            if (undoes && suffix.equals(UNDONE_SUFFIX)) {
                takeAnother();
            } else if (undoes && suffix.equals(SUFFIX) && timesLeft > 0) {
                store.rollBackTo(0);
            }
            return super.list(suffix);
        }

        @Override
        FileChannel open(String name) throws IOException {
            if (!undoes) {
                takeAnother();
            }
            return super.open(name);
        }

        private void takeAnother() {
            if (timesLeft > 0) {
                timesLeft--;
                States.take(store, store.lastNumber() + 1);
            }
        }
    }

    /** All that were listed are gone when the first is read; or the newest was rolled back, and goes between two lists. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aScanThatIsOvertakenOverAndOverFindsTheNewest(boolean undoes) {
        Path folder = temporary.resolve("checkpoints");
        try (CheckpointStore store = States.open(folder, 1)) {
            States.take(store, 1);
            CheckpointScan scan = CheckpointScan.of(folder, true, new OvertakingFiles(folder, store, undoes));
            assertEquals(OvertakingFiles.TIMES + 1, scan.checkpoints().get(0).number());
            assertEquals(scan.checkpoints(), scan.sound());
            assertEquals(List.of(), scan.damages());
        }
    }

    @Test
    void aLinkThatLeadsNowhereIsDamage() throws IOException {
        Path folder = temporary.resolve("checkpoints");
        States.open(folder, 5).close();
        Files.createSymbolicLink(file(folder, 1), folder.resolve("nowhere"));
        CheckpointInfo link = scan(folder).checkpoints().get(0);
        assertTrue(link.damage().reason().startsWith("it cannot be read: "));
    }

    @Test
    void aRunningProcessAlwaysHasOne() throws InterruptedException {
        Path folder = FolderImage.fastFolder(temporary).resolve("checkpoints");
        AtomicBoolean done = new AtomicBoolean();
        try (CheckpointStore store = States.open(folder, 1)) {
            States.take(store, 1);
            Thread process = new Thread(() -> {
                while (!done.get()) {
                    States.take(store, store.lastNumber() + 1);
                }
            });
            process.start();
            try {
                for (int i = 0; i < 1000; i++) {
                    CheckpointScan scan = scan(folder);
                    assertFalse(scan.checkpoints().isEmpty());
                    assertEquals(scan.checkpoints(), scan.sound());
                    assertEquals(List.of(), scan.damages());
                }
            } finally {
                done.set(true);
                process.join();
            }
        } finally {
            FolderImage.deleteAll(folder.getParent());
        }
    }
}
