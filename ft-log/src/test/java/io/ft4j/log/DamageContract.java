package io.ft4j.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.ft4j.core.model.Prng;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.RecordList;
import io.ft4j.log.folder.Incarnation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged files, through a whole reopen: a log with damage that matters is refused, with file, offset and reason, or
 * loses a tail that was never acknowledged. There is never a wrong record and never silence.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DamageContract {
    /** What a reopen may do about damage at some place. */
    public enum Outcome {
        /** Every record that was appended is given back: the damaged byte means nothing. */
        UNCHANGED,
        /** Every record that was acknowledged is given back, and nothing else. */
        CUT,
        REFUSED
    }

    private static final Pattern PLACE = Pattern.compile(".*file \\S+ at offset \\d+: .*", Pattern.DOTALL);
    private static final int STATE_TYPE = 17;
    private static final int SAMPLES = 2000;
    private static final int PAIRS_PER_WORD = 8;
    private static final long SEED = 72;

    @TempDir
    Path temporary;

    private Path base;
    protected Path folder;
    /** Of the records that this test writes; no file need be larger than they want. */
    protected int bodyLength;

    private int folders;
    protected FolderImage image;
    protected List<RecordList.Seen> all;
    protected List<RecordList.Seen> acknowledged;
    private List<BlockWords> blocks;
    private long correctedBitCount;

    /** Opens or creates, with files that are small enough to rewrite thousands of times. */
    protected abstract BlockLog open(Path folder);

    /** Of the blocks that {@link #open} writes. */
    protected Protection protection() {
        return Protection.CHECKSUM;
    }

    /** Bytes of the backend before each block. */
    protected int wordBytes() {
        return 0;
    }

    /** The file that the records of this test stand in. */
    protected abstract String blockFile();

    /** Where they begin in it. */
    protected abstract int blocksBegin();

    /** Whether damage at this place of {@link #blockFile()} is allowed to end in this way. */
    protected abstract boolean isAllowed(Outcome outcome, int offset, int firstUnacknowledgedOffset);

    @BeforeEach
    void newFolder() {
        if (base == null) {
            base = FolderImage.fastFolder(temporary);
        }
        folder = base.resolve("log-" + ++folders);
    }

    @AfterEach
    void deleteFolder() {
        FolderImage.deleteAll(base);
        base = null;
    }

    /** One block that is acknowledged and one that is not; where {@code allKinds}, four more before them. */
    private int write(int newBodyLength, boolean allKinds) {
        bodyLength = newBodyLength;
        int firstUnacknowledged;
        Entries entries = new Entries(4 * (bodyLength + 64));
        try (DurableLog log = open(folder)) {
            if (allKinds) {
                log.append(entries.slice(1, 3, bodyLength, 0));
                log.appendState(STATE_TYPE, new UnsafeBuffer(RecordList.body(9, bodyLength)), 0, bodyLength);
                log.truncateFrom(2);
            }
            long next = log.lastIndex() + 1;
            log.append(entries.slice(next, next, bodyLength, 1));
            acknowledge(log);
            acknowledged = replayed(log);
            firstUnacknowledged = new FolderImage(folder).usedLength(blockFile());
            log.append(entries.slice(next + 1, next + 1, bodyLength, 1));
            all = replayed(log);
        }
        image = new FolderImage(folder);
        blocks = BlockWords.of(image.bytes(blockFile()), blocksBegin() + wordBytes(), wordBytes());
        return firstUnacknowledged;
    }

    protected static void acknowledge(DurableLog log) {
        log.requestForce();
        while (log.durablePosition() < log.position()) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 63, 64, 65})
    void everyFlippedBitIsFound(int bodyLength) {
        flipEveryBit(write(bodyLength, false));
    }

    @Test
    void everyFlippedBitInEveryKindOfBlockIsFound() {
        flipEveryBit(write(8, true));
    }

    private void flipEveryBit(int tail) {
        int end = image.usedLength(blockFile()) + 8;
        for (int offset = blocksBegin(); offset < end; offset++) {
            for (int bit = 0; bit < 8; bit++) {
                image.flip(blockFile(), offset, bit);
                checkFlip(offset, tail, "bit " + bit);
            }
        }
    }

    private void checkFlip(int offset, int tail, String what) {
        boolean inBlock = blocks.stream().anyMatch(block -> block.contains(offset));
        if (inBlock && protection() == Protection.SECDED) {
            assertEquals(Outcome.UNCHANGED, reopen(), what + " at offset " + offset);
            assertEquals(1, correctedBitCount, what + " at offset " + offset);
            image.restore();
        } else {
            checkOutcome(offset, tail, what);
        }
    }

    @Test
    void twoFlippedBitsInOneWordAreFound() {
        int tail = write(41, true);
        Prng prng = new Prng(SEED);
        for (BlockWords block : blocks) {
            for (int word = 0; word < block.count(); word++) {
                for (int i = 0; i < PAIRS_PER_WORD; i++) {
                    int first = prng.nextInt(block.bitsPerWord());
                    int second = (first + 1 + prng.nextInt(block.bitsPerWord() - 1)) % block.bitsPerWord();
                    checkPair(block.place(word, first), block.place(word, second), tail);
                }
            }
        }
    }

    private void checkPair(int first, int second, int tail) {
        byte[] bytes = image.bytes(blockFile()).clone();
        bytes[first / 8] ^= (byte) (1 << first % 8);
        bytes[second / 8] ^= (byte) (1 << second % 8);
        image.replace(blockFile(), bytes);
        checkOutcome(Math.min(first, second) / 8, tail, "seed " + SEED + " bits " + first + " and " + second);
        assertEquals(0, correctedBitCount);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 63, 64, 65})
    void everyCutIsFound(int bodyLength) {
        int tail = write(bodyLength, false);
        int end = image.usedLength(blockFile());
        for (int length = blocksBegin(); length < end; length++) {
            image.cut(blockFile(), length);
            checkOutcome(length, tail, "cut");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4095, 4096, 4097, 65_537})
    void sampledFlippedBitsOfLongRecordsAreFound(int bodyLength) {
        Prng prng = new Prng(bodyLength);
        int tail = write(bodyLength, false);
        int end = image.usedLength(blockFile());
        for (int i = 0; i < SAMPLES / 4; i++) {
            int offset = blocksBegin() + prng.nextInt(end - blocksBegin());
            int bit = prng.nextInt(8);
            image.flip(blockFile(), offset, bit);
            checkFlip(offset, tail, "seed " + bodyLength + " bit " + bit);
        }
    }

    @Test
    void everyZeroedSectorIsFound() {
        int tail = write(1500, true);
        int end = image.usedLength(blockFile());
        byte[] bytes = image.bytes(blockFile());
        for (int sector = blocksBegin(); sector < end; sector += 512) {
            if (Arrays.equals(bytes, sector, sector + 512, new byte[512], 0, 512)) {
                continue;
            }
            image.overwrite(blockFile(), sector, new byte[512]);
            checkOutcome(sector, tail, "zeroed sector");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "acknowledged"})
    void everyFlippedBitAndCutOfASmallFileIsRefused(String name) {
        write(8, false);
        for (int offset = 0; offset < image.bytes(name).length; offset++) {
            for (int bit = 0; bit < 8; bit++) {
                image.flip(name, offset, bit);
                assertEquals(Outcome.REFUSED, reopen(), name + " offset " + offset + " bit " + bit);
                image.restore(name);
            }
            image.cut(name, offset);
            assertEquals(Outcome.REFUSED, reopen(), name + " cut at " + offset);
        }
        image.restore();
        assertEquals(Outcome.UNCHANGED, reopen());
    }

    @Test
    void oneDamagedCopyOfTheIncarnationIsMadeUpForByTheOther() {
        write(8, false);
        String name = Incarnation.FILE_NAME;
        for (int offset = 0; offset < image.bytes(name).length; offset += offset % 512 < 24 ? 1 : 61) {
            for (int bit = 0; bit < 8; bit++) {
                image.flip(name, offset, bit);
                try (DurableLog log = open(folder)) {
                    assertEquals(2, log.incarnation());
                }
                image.restore(name);
            }
            image.cut(name, offset);
            assertEquals(Outcome.REFUSED, reopen(), "cut at " + offset);
            image.restore(name);
        }
    }

    @Test
    void bothCopiesOfTheIncarnationDamagedAreRefused() {
        write(8, false);
        byte[] bytes = image.bytes(Incarnation.FILE_NAME).clone();
        bytes[0] ^= 1;
        bytes[512] ^= 1;
        image.replace(Incarnation.FILE_NAME, bytes);
        assertEquals(Outcome.REFUSED, reopen());
    }

    @Test
    void anIncarnationOlderThanTheBlocksIsRefused() {
        write(8, false);
        byte[] old = image.bytes(Incarnation.FILE_NAME);
        try (DurableLog log = open(folder)) {
            new Entries(1024).append(log, 3, 3, 8);
        }
        image.replace(Incarnation.FILE_NAME, old);
        assertEquals(Outcome.REFUSED, reopen());
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "incarnation", "acknowledged"})
    void aMissingFileIsRefused(String name) {
        write(8, false);
        image.delete(name);
        assertThrowsAny(name);
    }

    private void assertThrowsAny(String name) {
        try {
            open(folder).close();
        } catch (LogException e) {
            assertTrue(e.getMessage().contains(name), e.getMessage());
            return;
        }
        fail("opened without " + name);
    }

    private void checkOutcome(int offset, int firstUnacknowledgedOffset, String what) {
        Outcome outcome = reopen();
        if (!isAllowed(outcome, offset, firstUnacknowledgedOffset)) {
            fail(outcome + " after " + what + " at offset " + offset + ", the tail begins at "
                    + firstUnacknowledgedOffset);
        }
        if (outcome == Outcome.REFUSED) {
            image.restore(blockFile());
        } else {
            image.restore();
        }
    }

    /** Opens and replays. Anything but the three outcomes fails the test. */
    protected final Outcome reopen() {
        BlockLog log;
        correctedBitCount = 0;
        try {
            log = open(folder);
            correctedBitCount = log.correctedBitCount();
        } catch (LogException e) {
            assertTrue(PLACE.matcher(e.getMessage()).matches(), "no file, offset and reason: " + e.getMessage());
            return Outcome.REFUSED;
        }
        try (log) {
            List<RecordList.Seen> records = replayed(log);
            if (records.equals(all)) {
                return Outcome.UNCHANGED;
            }
            assertEquals(acknowledged, records, "wrong records");
            return Outcome.CUT;
        }
    }

    protected static List<RecordList.Seen> replayed(DurableLog log) {
        RecordList records = new RecordList();
        log.replay(records);
        return records.seen();
    }
}
