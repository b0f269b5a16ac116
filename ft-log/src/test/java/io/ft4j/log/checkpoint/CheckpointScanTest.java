package io.ft4j.log.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.port.LogException;
import io.ft4j.log.FolderImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointScanTest {
    @TempDir
    Path temporary;

    static CheckpointScan scan(Path folder) {
        try {
            return CheckpointScan.of(folder, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
}
