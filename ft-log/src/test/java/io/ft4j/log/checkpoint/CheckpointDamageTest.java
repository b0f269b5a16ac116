package io.ft4j.log.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.port.LogException;
import io.ft4j.log.FolderImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The newest of two checkpoints is damaged: the one before is given back, and file, offset, block and reason are named.
 * There is never a wrong state and never silence.
 */
class CheckpointDamageTest {
    private static final int OLD = 4;
    private static final int NEW = 5;
    private static final String NAME = CheckpointFiles.name(NEW, CheckpointFiles.SUFFIX);
    private static final Pattern PLACE =
            Pattern.compile("file \\S+" + Pattern.quote(NAME) + " at offset \\d+: (header|block \\d+): .+");

    @TempDir
    Path temporary;

    private Path base;
    private Path folder;
    private CheckpointStore store;
    private FolderImage image;

    @BeforeEach
    void write() {
        base = FolderImage.fastFolder(temporary);
        folder = base.resolve("checkpoints");
        store = States.open(folder, 2);
        States.take(store, OLD);
        States.take(store, NEW);
        image = new FolderImage(folder);
        assertEquals(CheckpointHeader.LENGTH + 3 * StateBlock.HEADER_LENGTH + States.length(NEW), length());
    }

    @AfterEach
    void delete() {
        store.close();
        FolderImage.deleteAll(base);
    }

    private int length() {
        return image.bytes(NAME).length;
    }

    private CheckpointDamage assertFallsBack(String what) {
        assertEquals(OLD, States.check(store.newest()), what);
        assertEquals(1, store.damages().size(), what);
        CheckpointDamage damage = store.damages().get(0);
        assertTrue(PLACE.matcher(damage.toString()).matches(), () -> what + ": " + damage);
        return damage;
    }

    @Test
    void everyFlippedBit() {
        for (int offset = 0; offset < length(); offset++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                image.flip(NAME, offset, bit);
                CheckpointDamage damage = assertFallsBack("bit " + bit + " at " + offset);
                int block = offset < CheckpointHeader.LENGTH
                        ? CheckpointDamage.HEADER
                        : (offset - CheckpointHeader.LENGTH) / (StateBlock.HEADER_LENGTH + States.BLOCK_BYTES);
                assertEquals(block, damage.block(), damage::toString);
            }
            image.restore(NAME);
        }
        assertEquals(NEW, States.check(store.newest()));
        assertEquals(List.of(), store.damages());
    }

    @Test
    void everyCutAndEveryByteTooMany() {
        for (int length = 0; length < length(); length++) {
            image.cut(NAME, length);
            assertFallsBack("cut to " + length);
        }
        for (int length = length() + 1; length < length() + 200; length++) {
            image.cut(NAME, length);
            assertFallsBack("zeros up to " + length);
        }
    }

    @Test
    void everyRunOfZeros() {
        for (int from = 0; from < length(); from += 8) {
            for (int to = from + 8; to <= length(); to += 64) {
                byte[] bytes = image.bytes(NAME).clone();
                Arrays.fill(bytes, from, to, (byte) 0);
                if (!Arrays.equals(bytes, image.bytes(NAME))) {
                    image.replace(NAME, bytes);
                    assertFallsBack("zeros from " + from + " to " + to);
                }
            }
        }
    }

    /** The bytes are right, the place is not. */
    @Test
    void blocksOfOtherPlacesAndCheckpoints() {
        int block = StateBlock.HEADER_LENGTH + States.BLOCK_BYTES;
        byte[] bytes = image.bytes(NAME).clone();
        System.arraycopy(bytes, 512, bytes, 512 + block, block);
        image.replace(NAME, bytes);
        assertEquals(
                "a block of place 0",
                assertFallsBack("the first block in the second place").reason());
        States.take(store, NEW + 6);
        String other = CheckpointFiles.name(NEW + 6, CheckpointFiles.SUFFIX);
        assertEquals(States.length(NEW), States.length(NEW + 6));
        byte[] later = new FolderImage(folder).bytes(other).clone();
        System.arraycopy(image.bytes(NAME), 512, later, 512, block);
        image.replace(other, later);
        States.check(store.newest());
        CheckpointDamage damage = store.damages().get(store.damages().size() - 1);
        assertTrue(damage.toString().contains(other + " at offset 512: block 0: checksum"), damage.toString());
    }

    @Test
    void aCheckpointUnderTheNameOfAnother() {
        image.replace(NAME, image.bytes(CheckpointFiles.name(OLD, CheckpointFiles.SUFFIX)));
        assertTrue(assertFallsBack("renamed").reason().contains("checkpoint 4 where checkpoint 5 belongs"));
    }

    @Test
    void whatIsFoundAfterAReopenIsTheSame() {
        for (int offset = 0; offset < length(); offset += 7) {
            store.close();
            image.flip(NAME, offset, offset % 8);
            store = States.open(folder, 2);
            assertFallsBack("reopened, " + offset);
            image.restore(NAME);
        }
    }

    @Test
    void noneThatIsSoundIsRefusedWithAllReasons() {
        image.flip(NAME, 600, 0);
        image.cut(CheckpointFiles.name(OLD, CheckpointFiles.SUFFIX), 100);
        String refusal = assertThrows(LogException.class, store::newest).getMessage();
        assertTrue(refusal.contains("no checkpoint in " + folder + " is sound: file "), refusal);
        assertTrue(refusal.contains("block 1: checksum"), refusal);
        assertTrue(refusal.contains("the file has only 100 bytes"), refusal);
        assertThrows(LogException.class, () -> store.at(NEW));
    }
}
