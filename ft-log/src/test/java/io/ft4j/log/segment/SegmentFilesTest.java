package io.ft4j.log.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.RecordList;
import io.ft4j.log.BlockView;
import io.ft4j.log.Entries;
import io.ft4j.log.FolderImage;
import io.ft4j.log.folder.FolderState;
import io.ft4j.log.folder.Incarnation;
import io.ft4j.log.inspect.LogDamage;
import io.ft4j.log.inspect.LogInspector;
import io.ft4j.log.inspect.LogVerification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole files and whole blocks in the wrong place, in a log of several segments. */
class SegmentFilesTest {
    private static final SegmentConfig SMALL =
            SegmentConfig.of(Durability.PROCESS).withSegmentBytes(64 * 1024);
    private static final String FIRST = "00000001.seg";
    private static final String SECOND = "00000002.seg";
    private static final String THIRD = "00000003.seg";
    private static final int BODY = 1000 - 16 - 64;
    private static final int BLOCK = 1000;
    private static final int BEGIN = SegmentHeader.LENGTH;
    private static final int PER_SEGMENT = (64 * 1024 - BEGIN) / BLOCK;

    @TempDir
    Path temporary;

    private Path base;
    private Path folder;
    private FolderImage image;
    private List<RecordList.Seen> all;

    @BeforeEach
    void create() {
        base = FolderImage.fastFolder(temporary);
        folder = base.resolve("log");
    }

    @AfterEach
    void delete() {
        FolderImage.deleteAll(base);
    }

    private DurableLog open() {
        return SegmentLog.open(folder, SMALL);
    }

    private void write(long count, boolean acknowledge) {
        Entries entries = new Entries(4096);
        try (DurableLog log = open()) {
            for (long index = log.lastIndex() + 1; index <= count; index++) {
                entries.append(log, index, index, BODY);
            }
            if (acknowledge) {
                log.durablePosition();
            }
            all = replayed(log);
        }
        image = new FolderImage(folder);
    }

    private static List<RecordList.Seen> replayed(DurableLog log) {
        RecordList records = new RecordList();
        log.replay(records);
        return records.seen();
    }

    private void assertRefused(String... parts) {
        String message = assertThrows(LogException.class, () -> open().close()).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    private void assertHolds(int count) {
        try (DurableLog log = open()) {
            assertEquals(all.subList(0, count), replayed(log));
            assertEquals(count, log.lastIndex());
        }
    }

    private boolean exists(String name) {
        return Files.exists(folder.resolve(name));
    }

    /** The names of a folder are not read in one step: of files that are created meanwhile a later one may be seen alone. */
    @Test
    void aFileThatWasOverlookedIsNotMissing() throws IOException {
        write(3 * PER_SEGMENT, true);
        NavigableMap<Integer, Path> seen = new TreeMap<>(Map.of(1, folder.resolve(FIRST), 3, folder.resolve(THIRD)));
        try (SegmentStore store = SegmentStore.view(FolderState.read(folder), seen)) {
            BlockView view = new BlockView();
            store.first(view);
            for (int i = 0; i < 3 * PER_SEGMENT; i++) {
                assertTrue(view.isBlock(), view.damage());
                store.next(view);
            }
            assertTrue(view.isEnd());
        }
        Files.delete(folder.resolve(SECOND));
        seen.remove(2);
        try (SegmentStore store = SegmentStore.view(FolderState.read(folder), seen)) {
            BlockView view = new BlockView();
            store.at(SegmentStore.address(2, 0), view);
            assertEquals("it is missing, but " + THIRD + " is there", view.damage());
        }
    }

    /** Names from outside are believed as far as they go: they must not cost more than the files that are there. */
    @Test
    void whatIsMissingInOnePlaceIsOneDamage() throws IOException {
        write(PER_SEGMENT, true);
        Path far = folder.resolve("99999999.seg");
        Files.copy(folder.resolve(FIRST), far);
        LogVerification found = LogInspector.of(folder).verify();
        assertEquals(PER_SEGMENT, found.lastPosition());
        assertEquals(1, found.damages().size());
        assertEquals(
                "it is missing, but 99999999.seg is there",
                found.damages().get(0).reason());
        Files.delete(far);
        for (String name : List.of("1.seg", "-0000001.seg", "00000000.seg", "one.seg", "99999999999.seg")) {
            Path other = Files.createFile(folder.resolve(name));
            assertRefused(name, "its name is not the number of a segment");
            Files.delete(other);
        }
        assertHolds(PER_SEGMENT);
    }

    /** As with a header in a bad sector. */
    @Test
    void aFileThatCannotBeReadIsNamedAndWhatIsBehindItIsRead() throws IOException {
        write(3 * PER_SEGMENT, true);
        Files.delete(folder.resolve(SECOND));
        Files.createDirectory(folder.resolve(SECOND));
        LogVerification found = LogInspector.of(folder).verify();
        assertEquals(1, found.damages().size());
        LogDamage damage = found.damages().get(0);
        assertEquals(folder.resolve(SECOND), damage.file());
        assertTrue(damage.reason().startsWith("it cannot be read: "), damage.reason());
        assertEquals(PER_SEGMENT, damage.lostCount());
        assertEquals(2 * PER_SEGMENT, found.recordCount());
        assertRefused(folder.resolve(SECOND).toString());
    }

    @Test
    void blocksGoOnInTheNextFile() {
        write(3 * PER_SEGMENT, true);
        assertTrue(exists(THIRD));
        assertHolds(3 * PER_SEGMENT);
    }

    @Test
    void theNextFileIsCreatedBeforeItIsNeeded() {
        write(PER_SEGMENT - 2, true);
        assertTrue(exists(SECOND));
        assertFalse(exists(THIRD));
        assertHolds(PER_SEGMENT - 2);
    }

    @Test
    void aMissingFileIsRefused() {
        write(2 * PER_SEGMENT + 3, true);
        image.delete(FIRST);
        assertRefused(SECOND, "at offset " + BEGIN, "a block of position " + (PER_SEGMENT + 1));
        image.restore();
        image.delete(SECOND);
        assertRefused(SECOND, "it is missing");
        image.restore();
        image.delete(THIRD);
        assertRefused("was acknowledged", SECOND);
        image.restore();
        image.delete(SECOND);
        image.delete(THIRD);
        assertRefused("was acknowledged", FIRST);
        image.delete(FIRST);
        assertRefused("ends with position 0", FIRST);
    }

    @Test
    void aFileCutAnywhereIsRefused() {
        write(2 * PER_SEGMENT, true);
        for (String name : List.of(FIRST, SECOND)) {
            for (int length = 0; length < BEGIN + PER_SEGMENT * BLOCK; length += 499) {
                image.cut(name, length);
                assertRefused("file ", ".seg at offset ");
                image.restore(name);
            }
        }
    }

    @Test
    void everyFlippedBitOfASegmentHeaderIsRefused() {
        write(PER_SEGMENT + 3, true);
        for (int offset = 0; offset < BEGIN; offset += offset < 48 || offset >= BEGIN - 8 ? 1 : 97) {
            for (int bit = 0; bit < 8; bit++) {
                image.flip(SECOND, offset, bit);
                assertRefused(SECOND, "at offset 0: the segment header is damaged");
                image.restore(SECOND);
            }
        }
        assertHolds(PER_SEGMENT + 3);
    }

    @Test
    void aDamagedFileThatHoldsNothingYetIsMadeAgain() {
        write(PER_SEGMENT - 2, true);
        for (int length = 0; length < BEGIN; length += 512) {
            image.cut(SECOND, length);
            assertHolds(PER_SEGMENT - 2);
            image.restore();
        }
        image.flip(SECOND, BEGIN + 5000, 3);
        assertHolds(PER_SEGMENT - 2);
        write(PER_SEGMENT + 5, true);
        assertHolds(PER_SEGMENT + 5);
    }

    @Test
    void swappedFilesAreRefused() {
        write(2 * PER_SEGMENT + 3, true);
        image.replace(FIRST, image.bytes(SECOND));
        image.replace(SECOND, image.bytes(FIRST));
        assertRefused(FIRST, "segment 2");
    }

    @Test
    void aFileOfAnotherLogIsRefused() {
        write(PER_SEGMENT, true);
        byte[] ours = image.bytes(FIRST);
        folder = base.resolve("other");
        write(PER_SEGMENT, true);
        image.replace(FIRST, ours);
        assertRefused(FIRST, "a segment of another log");
    }

    @Test
    void aBlockOfAnotherLogIsRefused() {
        write(5, true);
        byte[] block = block(3);
        folder = base.resolve("other");
        write(5, true);
        image.overwrite(FIRST, BEGIN + 3 * BLOCK, block);
        assertRefused(FIRST, "at offset " + (BEGIN + 3 * BLOCK), "checksum");
    }

    private byte[] block(int number) {
        return Arrays.copyOfRange(image.bytes(FIRST), BEGIN + number * BLOCK, BEGIN + (number + 1) * BLOCK);
    }

    @Test
    void aBlockWrittenToTheWrongPlaceIsRefused() {
        write(5, true);
        for (int from = 0; from < 5; from++) {
            for (int to = 0; to < 5; to++) {
                if (from != to) {
                    image.overwrite(FIRST, BEGIN + to * BLOCK, block(from));
                    assertRefused(FIRST, "at offset " + (BEGIN + to * BLOCK), "a block of position " + (from + 1));
                    image.restore();
                }
            }
        }
    }

    @Test
    void swappedBlocksAreRefused() {
        write(5, true);
        for (int i = 0; i < 4; i++) {
            image.overwrite(FIRST, BEGIN + i * BLOCK, block(i + 1));
            image.overwrite(FIRST, BEGIN + (i + 1) * BLOCK, block(i));
            assertRefused(FIRST, "at offset " + (BEGIN + i * BLOCK), "a block of position " + (i + 2));
            image.restore();
        }
    }

    /** A write that was lost leaves the bytes of before in its sectors: here zeros, as space is taken ahead. */
    @Test
    void anySectorThatWasNeverWrittenIsRefused() {
        write(20, true);
        for (int sector = BEGIN; sector < BEGIN + 20 * BLOCK; sector += 512) {
            image.overwrite(FIRST, sector, new byte[512]);
            assertRefused(FIRST, "at offset ");
            image.restore();
        }
    }

    /** After a loss of power the mark may be older than the blocks, since it is not forced with them. */
    @Test
    void laterBlocksKnowWhatWasAcknowledgedWhenTheMarkIsOld() {
        write(3, true);
        byte[] oldMark = image.bytes("acknowledged");
        write(4, true);
        write(5, false);
        for (int offset = BEGIN + 3 * BLOCK; offset < BEGIN + 4 * BLOCK; offset += 7) {
            image.replace("acknowledged", oldMark);
            image.flip(FIRST, offset, 4);
            assertRefused("position 4 was acknowledged", FIRST, "at offset " + (BEGIN + 3 * BLOCK));
            image.restore(FIRST);
        }
        image.overwrite(FIRST, BEGIN + 3 * BLOCK, new byte[512]);
        assertRefused("position 4 was acknowledged", FIRST, "at offset " + (BEGIN + 3 * BLOCK));
        image.restore(FIRST);
        image.flip(FIRST, BEGIN + 4 * BLOCK + 3, 4);
        assertHolds(4);
    }

    /** What a cut removed must not come back when the log has grown up to it again. */
    @Test
    void aTailThatWasCutNeverComesBack() {
        write(3, true);
        write(50, false);
        image.flip(FIRST, BEGIN + 3 * BLOCK + 200, 0);
        assertHolds(3);
        image = new FolderImage(folder);
        assertEquals(BEGIN + 3 * BLOCK, image.usedLength(FIRST));
        write(4, true);
        assertHolds(4);
    }

    @Test
    void aTailOverSeveralFilesIsCut() {
        write(PER_SEGMENT - 20, true);
        List<RecordList.Seen> kept = all;
        write(3 * PER_SEGMENT, false);
        image.flip(FIRST, BEGIN + (PER_SEGMENT - 10) * BLOCK + 5, 0);
        try (DurableLog log = open()) {
            assertEquals(all.subList(0, PER_SEGMENT - 10), replayed(log));
            assertFalse(exists(SECOND));
            new Entries(4096).append(log, PER_SEGMENT - 9, PER_SEGMENT - 9, BODY);
        }
        assertTrue(kept.size() < PER_SEGMENT - 10);
    }

    @Test
    void randomDamageIsNeverSilent() {
        long seed = System.nanoTime();
        Prng prng = new Prng(seed);
        write(2 * PER_SEGMENT + 7, true);
        for (int i = 0; i < 300; i++) {
            String name = prng.chance(0.5) ? FIRST : SECOND;
            int offset = prng.nextInt(BEGIN + PER_SEGMENT * BLOCK - 64);
            byte[] noise = new byte[1 + prng.nextInt(64)];
            byte[] old = Arrays.copyOfRange(image.bytes(name), offset, offset + noise.length);
            for (int k = 0; k < noise.length; k++) {
                noise[k] = (byte) prng.nextInt(256);
            }
            image.overwrite(name, offset, noise);
            boolean opened = true;
            try {
                open().close();
            } catch (LogException e) {
                opened = false;
            }
            assertTrue(Arrays.equals(noise, old) || !opened, "seed " + seed + " " + name + " offset " + offset);
            image.restore(name);
        }
    }

    @Test
    void releaseDeletesWholeFilesOnly() throws IOException {
        write(3 * PER_SEGMENT + 5, true);
        try (DurableLog log = open()) {
            byte[] floor = Files.readAllBytes(folder.resolve(Incarnation.FILE_NAME));
            long position = log.position();
            log.releaseBefore(PER_SEGMENT);
            assertTrue(exists(FIRST));
            assertEquals(position, log.position(), "nothing is written again while no file can go");
            assertArrayEquals(floor, Files.readAllBytes(folder.resolve(Incarnation.FILE_NAME)));
            log.releaseBefore(2 * PER_SEGMENT + 5);
            assertFalse(exists(FIRST));
            assertFalse(exists(SECOND));
            assertTrue(exists(THIRD));
            assertEquals(2 * PER_SEGMENT + 1, log.firstIndex());
            EntrySlice out = new EntrySlice();
            assertEquals(0, log.read(2 * PER_SEGMENT, 1000, out));
            assertEquals(1, log.read(2 * PER_SEGMENT + 1, 1000, out));
        }
        try (DurableLog log = open()) {
            assertEquals(2 * PER_SEGMENT + 1, log.firstIndex());
            assertEquals(3 * PER_SEGMENT + 5, log.lastIndex());
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    2, files.filter(file -> file.toString().endsWith(".seg")).count());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PROCESS", "DISK"})
    void theNewestStateRecordsMoveOutOfReleasedFiles(Durability durability) {
        SegmentConfig config = SegmentConfig.of(durability).withSegmentBytes(64 * 1024);
        Entries entries = new Entries(4096);
        UnsafeBuffer state = new UnsafeBuffer(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        try (DurableLog log = SegmentLog.open(folder, config)) {
            log.appendState(17, state, 0, 1);
            log.appendState(18, state, 1, 3);
            log.appendState(17, state, 4, 5);
            for (long index = 1; index <= 2 * PER_SEGMENT; index++) {
                entries.append(log, index, index, BODY);
            }
            log.releaseBefore(2 * PER_SEGMENT);
            if (durability == Durability.DISK) {
                assertTrue(exists(FIRST), "nothing goes before the saved state records are forced");
            }
            while (log.durablePosition() < log.position()) {
                Thread.onSpinWait();
            }
            assertFalse(exists(FIRST));
        }
        try (DurableLog log = SegmentLog.open(folder, config)) {
            Map<Integer, String> newest = new TreeMap<>();
            for (RecordList.Seen record : replayed(log)) {
                if (record.index() == DurableLog.NO_INDEX) {
                    newest.put(record.recordType(), Arrays.toString(record.body()));
                }
            }
            assertEquals(Map.of(17, "[5, 6, 7, 8, 9]", 18, "[2, 3, 4]"), newest);
            assertEquals(2 * PER_SEGMENT, log.lastIndex());
        }
    }

    @Test
    void aFileThatIsMissingBehindTheReleasedOnesIsRefused() {
        write(4 * PER_SEGMENT + 5, true);
        try (DurableLog log = open()) {
            log.releaseBefore(2 * PER_SEGMENT + 5);
        }
        image = new FolderImage(folder);
        image.delete(THIRD);
        assertRefused("00000004.seg", "a block of position " + (3 * PER_SEGMENT + 1));
    }

    @Test
    void segmentsOfDifferentLengthsLiveTogether() {
        write(PER_SEGMENT + 3, true);
        SegmentConfig larger = SMALL.withSegmentBytes(128 * 1024);
        Entries entries = new Entries(4096);
        try (DurableLog log = SegmentLog.open(folder, larger)) {
            for (long index = log.lastIndex() + 1; index <= 5 * PER_SEGMENT; index++) {
                entries.append(log, index, index, BODY);
            }
            all = replayed(log);
        }
        assertHolds(5 * PER_SEGMENT);
    }

    @Test
    void wrongConfigurationsAreRefusedWithTheReason() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> SegmentConfig.of(Durability.MEMORY))
                .getMessage()
                .contains("MEMORY"));
        for (int bytes : new int[] {-1, 0, 4096, 64 * 1024 - 4096, 64 * 1024 + 1, Integer.MAX_VALUE}) {
            String message = assertThrows(IllegalArgumentException.class, () -> SMALL.withSegmentBytes(bytes))
                    .getMessage();
            assertTrue(message.contains("segmentBytes=" + bytes), message);
        }
    }

    @Test
    void aRecordLongerThanASegmentIsRefusedAndLeavesTheLogAsItWas() {
        Entries entries = new Entries(128 * 1024);
        try (DurableLog log = open()) {
            entries.append(log, 1, 1, 10);
            assertThrows(IllegalArgumentException.class, () -> entries.append(log, 2, 2, 64 * 1024));
            assertEquals(2, entries.append(log, 2, 2, 10));
        }
    }

    @Test
    void aLongSliceIsSplitAtRecords() {
        Entries entries = new Entries(512 * 1024);
        try (DurableLog log = open()) {
            assertEquals(300, entries.append(log, 1, 300, 1000));
            all = replayed(log);
            for (RecordList.Seen record : all) {
                assertEquals(record.position(), record.index());
            }
            assertEquals(300, all.size());
        }
        assertHolds(300);
    }
}
