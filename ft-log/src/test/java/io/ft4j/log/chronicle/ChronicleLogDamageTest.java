package io.ft4j.log.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.log.BlockLog;
import io.ft4j.log.DamageContract;
import io.ft4j.log.Entries;
import io.ft4j.log.FolderImage;
import io.ft4j.log.folder.LogFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Damage to blocks, and to everything that Chronicle Queue itself keeps in its files. */
class ChronicleLogDamageTest extends DamageContract {
    /** A block takes a quarter of a file at most. */
    private static final int LONG_BODY = 60_000;

    private static final int LARGE_FILE_BYTES = 320 * 1024;
    private static final String FILE = "queue-0000000000/19700101F.cq4";
    private static final String NEXT_FILE = "queue-0000000000/19700102F.cq4";
    private static final String TABLE_STORE = "queue-0000000000/metadata.cq4t";
    private static final int INDEX_OF_INDEXES = 200;
    private static final int INDEX_PAGE = 8432;
    private static final int FIRST_BLOCK = 16_656;
    private static final int FULL_REOPENS = 16;

    private int opens;

    @BeforeEach
    void countFromZero() {
        opens = 0;
        bodyLength = 0;
    }

    private int fileBytes() {
        return bodyLength < LONG_BODY ? ChronicleStore.MIN_FILE_BYTES : LARGE_FILE_BYTES;
    }

    /**
     * The first two times, and now and then, the whole way; else without the new queue for what is appended next, which
     * costs milliseconds and lies in a folder of its own.
     */
    @Override
    protected BlockLog open(Path folder) {
        int open = opens++;
        if (open < 2 || open % FULL_REOPENS == 0) {
            return ChronicleLog.open(folder, Durability.PROCESS, fileBytes(), protection());
        }
        LogFolder locked = LogFolder.open(folder, "chronicle");
        try {
            return BlockLog.open(locked, new ChronicleStore(folder, fileBytes()), Durability.PROCESS, protection());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected int wordBytes() {
        return CycleFile.WORD_BYTES;
    }

    @Override
    protected String blockFile() {
        return FILE;
    }

    @Override
    protected int blocksBegin() {
        return FIRST_BLOCK;
    }

    /**
     * Blocks begin at multiples of four and may end with zeros, so the offset given is up to eight bytes off. A cut into
     * what was acknowledged would be seen by the missing record.
     */
    @Override
    protected boolean isAllowed(Outcome outcome, int offset, int firstUnacknowledgedOffset) {
        if (offset < firstUnacknowledgedOffset - 8) {
            return outcome == Outcome.REFUSED;
        }
        if (offset < firstUnacknowledgedOffset + 8) {
            return outcome != Outcome.UNCHANGED;
        }
        boolean isBehind = offset >= image.usedLength(FILE) - 8;
        return outcome == Outcome.CUT || isBehind && outcome == Outcome.UNCHANGED;
    }

    /** {@code count} entries of 100 bytes, all but the last one acknowledged. */
    private void writeEntries(int count) {
        Entries entries = new Entries(1024);
        try (DurableLog log = open(folder)) {
            for (int index = 1; index < count; index++) {
                entries.append(log, index, index, 100);
            }
            acknowledge(log);
            acknowledged = replayed(log);
            entries.append(log, count, count, 100);
            all = replayed(log);
        }
        image = new FolderImage(folder);
    }

    private Outcome reopenWithFlip(String file, int offset, int bit) {
        image.flip(file, offset, bit);
        Outcome outcome = reopen();
        image.restore();
        return outcome;
    }

    @Test
    void aFlippedBitInTheFileHeaderChangesNothingOrIsRefused() {
        writeEntries(3);
        for (int offset = 0; offset < INDEX_OF_INDEXES + 64; offset++) {
            for (int bit = 0; bit < 8; bit++) {
                Outcome outcome = reopenWithFlip(FILE, offset, bit);
                assertNotEquals(Outcome.CUT, outcome, "offset " + offset + " bit " + bit);
            }
        }
    }

    @Test
    void aFlippedBitInTheWordOfAMetadataDocumentIsRefused() {
        writeEntries(3);
        for (int word : new int[] {0, INDEX_OF_INDEXES, INDEX_PAGE}) {
            for (int bit = 2; bit < 32; bit++) {
                Outcome outcome = reopenWithFlip(FILE, word + bit / 8, bit % 8);
                assertEquals(Outcome.REFUSED, outcome, "word at " + word + " bit " + bit);
            }
        }
    }

    @Test
    void flippedBitsInIndexPagesChangeNothing() {
        writeEntries(3);
        Prng prng = new Prng(8432);
        for (int i = 0; i < 500; i++) {
            int offset = INDEX_OF_INDEXES + 64 + prng.nextInt(INDEX_PAGE - INDEX_OF_INDEXES - 64);
            assertEquals(Outcome.UNCHANGED, reopenWithFlip(FILE, offset, i % 8), "offset " + offset);
            offset = INDEX_PAGE + 64 + prng.nextInt(FIRST_BLOCK - INDEX_PAGE - 64);
            assertEquals(Outcome.UNCHANGED, reopenWithFlip(FILE, offset, i % 8), "offset " + offset);
        }
    }

    @Test
    void nothingInTheTableStoreIsReadAgain() {
        writeEntries(3);
        Prng prng = new Prng(131_072);
        int length = image.bytes(TABLE_STORE).length;
        for (int i = 0; i < 200; i++) {
            int offset = i < 100 ? i * 8 : prng.nextInt(length);
            assertEquals(Outcome.UNCHANGED, reopenWithFlip(TABLE_STORE, offset, i % 8), "offset " + offset);
        }
        image.cut(TABLE_STORE, 0);
        assertEquals(Outcome.UNCHANGED, reopen());
        image.restore();
        image.delete(TABLE_STORE);
        assertEquals(Outcome.UNCHANGED, reopen());
    }

    @Test
    void aFlippedBitBetweenTwoFilesChangesNothingOrIsRefused() throws IOException {
        int count = writeTwoFiles();
        int mark = endMark();
        for (int bit = 0; bit < 32; bit++) {
            Outcome outcome = reopenWithFlip(FILE, mark + bit / 8, bit % 8);
            assertNotEquals(Outcome.CUT, outcome, "end mark, bit " + bit + " of " + count);
        }
        for (int word : new int[] {0, INDEX_OF_INDEXES, INDEX_PAGE, FIRST_BLOCK}) {
            for (int bit = 2; bit < 32; bit++) {
                Outcome outcome = reopenWithFlip(NEXT_FILE, word + bit / 8, bit % 8);
                assertEquals(Outcome.REFUSED, outcome, "word at " + word + " bit " + bit);
            }
        }
    }

    @Test
    void aLostFileIsRefused() throws IOException {
        writeTwoFiles();
        for (String file : new String[] {FILE, NEXT_FILE}) {
            image.delete(file);
            assertEquals(Outcome.REFUSED, reopen(), file);
            image.restore();
            for (int length : new int[] {0, 1, 3, 4, 199, 200, INDEX_PAGE, FIRST_BLOCK, FIRST_BLOCK + 1}) {
                image.cut(file, length);
                assertEquals(Outcome.REFUSED, reopen(), file + " cut to " + length);
                image.restore();
            }
        }
        assertEquals(Outcome.UNCHANGED, reopen());
    }

    /** The second file holds ten entries. */
    private int writeTwoFiles() throws IOException {
        Entries entries = new Entries(64 * 1024);
        int index = 0;
        try (DurableLog log = open(folder)) {
            while (Files.notExists(folder.resolve(NEXT_FILE))) {
                entries.append(log, ++index, index, 40_000);
            }
            for (int i = 0; i < 10; i++) {
                entries.append(log, ++index, index, 8);
            }
            acknowledge(log);
            acknowledged = replayed(log);
            all = acknowledged;
        }
        image = new FolderImage(folder);
        return index;
    }

    private int endMark() {
        ByteBuffer bytes = ByteBuffer.wrap(image.bytes(FILE)).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (bytes.getInt(at) != 0xC000_0000) {
            assertTrue(bytes.getInt(at) != 0);
            at = at + 4 + (bytes.getInt(at) & 0x3FFF_FFFF) + 3 & ~3;
        }
        return at;
    }
}
