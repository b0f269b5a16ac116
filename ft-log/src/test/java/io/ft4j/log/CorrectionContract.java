package io.ft4j.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.RecordList;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Check bits, through whole reopens and reads: what is corrected, where, and how often it is counted. */
public abstract class CorrectionContract {
    private static final int STATE_TYPE = 17;
    private static final int BODY_LENGTH = 43;
    private static final long SEED = 64;

    @TempDir
    Path temporary;

    private Path folder;
    private FolderImage image;
    private List<RecordList.Seen> all;

    protected abstract BlockLog open(Path folder, Protection protection);

    /** The file that the records of this test stand in. */
    protected abstract String blockFile();

    /** Where the first block is in it. */
    protected abstract int firstBlock();

    /** Bytes between blocks. */
    protected abstract int gapBytes();

    /** Blocks of all kinds, all acknowledged. */
    private List<BlockWords> write(String name, Protection protection) {
        folder = temporary.resolve(name);
        try (BlockLog log = open(folder, protection)) {
            append(log);
            all = replayed(log);
        }
        image = new FolderImage(folder);
        return BlockWords.of(image.bytes(blockFile()), firstBlock(), gapBytes());
    }

    private static void append(DurableLog log) {
        Entries entries = new Entries(1024);
        long next = log.lastIndex() + 1;
        entries.append(log, next, next + 3, BODY_LENGTH);
        log.appendState(STATE_TYPE, new UnsafeBuffer(RecordList.body(9, BODY_LENGTH)), 0, BODY_LENGTH);
        log.truncateFrom(next + 2);
        entries.append(log, next + 2, next + 2, BODY_LENGTH);
        DamageContract.acknowledge(log);
    }

    private static List<RecordList.Seen> replayed(DurableLog log) {
        RecordList records = new RecordList();
        log.replay(records);
        return records.seen();
    }

    private static void flip(byte[] bytes, int place) {
        bytes[place / Byte.SIZE] ^= (byte) (1 << place % Byte.SIZE);
    }

    private long reopen(Protection protection) {
        try (BlockLog log = open(folder, protection)) {
            assertEquals(all, replayed(log));
            return log.correctedBitCount();
        }
    }

    @Test
    void oneFlippedBitInEveryWordIsCorrectedAndCountedOnce() {
        List<BlockWords> blocks = write("log", Protection.SECDED);
        assertEquals(4, blocks.size());
        assertEquals(0, reopen(Protection.SECDED));
        Prng prng = new Prng(SEED);
        byte[] bytes = image.bytes(blockFile()).clone();
        int flipped = 0;
        for (BlockWords block : blocks) {
            for (int word = 0; word < block.count(); word++) {
                flip(bytes, block.place(word, prng.nextInt(block.bitsPerWord())));
                flipped++;
            }
            flip(bytes, Byte.SIZE * (block.offset + BlockHeader.PROTECTION_OFFSET) + prng.nextInt(Byte.SIZE));
            flipped++;
        }
        image.replace(blockFile(), bytes);
        assertEquals(flipped, reopen(Protection.SECDED), "seed " + SEED);
        assertEquals(0, reopen(Protection.SECDED), "seed " + SEED);
    }

    @Test
    void aFileThatWasCorrectedIsTheOneThatWasWritten() {
        BlockWords block = write("log", Protection.SECDED).get(0);
        image.flip(blockFile(), block.offset + BlockHeader.LENGTH, 3);
        assertEquals(1, reopen(Protection.CHECKSUM));
        byte[] before = image.bytes(blockFile());
        byte[] after = new FolderImage(folder).bytes(blockFile());
        for (BlockWords each : BlockWords.of(before, firstBlock(), gapBytes())) {
            for (int i = each.offset; i < each.offset + each.length; i++) {
                assertEquals(before[i], after[i], "offset " + i);
            }
        }
    }

    @Test
    void aBitThatFlipsWhileTheLogIsOpenIsCorrectedWhenItIsRead() {
        List<BlockWords> blocks = write("log", Protection.SECDED);
        EntrySlice slice = new EntrySlice();
        int place = blocks.get(0).offset + BlockHeader.LENGTH + 30;
        try (BlockLog log = open(folder, Protection.SECDED)) {
            for (int round = 1; round <= 3; round++) {
                image.flip(blockFile(), place, round);
                assertEquals(2, log.read(1, 1 << 20, slice));
                assertEquals(round, log.correctedBitCount());
                assertEquals(image.bytes(blockFile())[place], slice.buffer().getByte(slice.offset() + 30));
                assertEquals(2, log.read(1, 1 << 20, slice));
                assertEquals(round, log.correctedBitCount());
            }
            image.flip(blockFile(), blocks.get(3).offset + BlockHeader.CRC_OFFSET, 0);
            assertEquals(all, replayed(log));
            assertEquals(4, log.correctedBitCount());
        }
    }

    @Test
    void aLogOfBothKindsOfBlocksIsReadWhateverItIsOpenedWith() {
        write("log", Protection.CHECKSUM);
        for (Protection protection :
                List.of(Protection.SECDED, Protection.CHECKSUM, Protection.SECDED, Protection.CHECKSUM)) {
            try (BlockLog log = open(folder, protection)) {
                assertEquals(all, replayed(log));
                append(log);
                all = replayed(log);
                assertEquals(0, log.correctedBitCount());
            }
        }
        assertEquals(5 * 7, all.size());
    }

    @Test
    void aFlippedBitInABlockWithoutCheckBitsIsRefusedAsEver() {
        for (BlockWords block : write("log", Protection.CHECKSUM)) {
            image.flip(blockFile(), block.offset + BlockHeader.PROTECTION_OFFSET, 1);
            assertThrows(LogException.class, () -> open(folder, Protection.SECDED));
            image.restore();
        }
    }

    /** Three look like one: the checksum finds what the check bits would make of them, and nothing is written. */
    @Test
    void threeFlippedBitsInAWordAreRefusedAndLeftAsTheyAre() {
        List<BlockWords> blocks = write("log", Protection.SECDED);
        Prng prng = new Prng(SEED);
        for (int run = 0; run < 300; run++) {
            BlockWords block = blocks.get(prng.nextInt(blocks.size()));
            int word = prng.nextInt(block.count());
            byte[] bytes = image.bytes(blockFile()).clone();
            int first = prng.nextInt(24);
            flip(bytes, block.place(word, first));
            flip(bytes, block.place(word, 24 + prng.nextInt(24)));
            flip(bytes, block.place(word, 48 + prng.nextInt(24)));
            image.replace(blockFile(), bytes);
            assertThrows(LogException.class, () -> open(folder, Protection.SECDED), "seed " + SEED + " run " + run);
            assertArrayEquals(bytes, new FolderImage(folder).bytes(blockFile()), "seed " + SEED + " run " + run);
        }
    }

    /** It is released with the files that hold it, so it is read once more and written again. */
    @Test
    void aFlippedBitInAStateRecordIsCorrectedBeforeItIsKept() {
        List<BlockWords> blocks = write("log", Protection.SECDED);
        try (BlockLog log = open(folder, Protection.SECDED)) {
            image.flip(blockFile(), blocks.get(1).offset + BlockHeader.LENGTH + 20, 6);
            Entries entries = new Entries(1024);
            long appended;
            do {
                entries.append(log, log.lastIndex() + 1, log.lastIndex() + 1, BODY_LENGTH);
                appended = log.position();
                assertTrue(appended < 1_000_000, "no file is released");
                log.releaseBefore(appended);
            } while (log.position() == appended);
            DamageContract.acknowledge(log);
            assertEquals(1, log.correctedBitCount());
            List<RecordList.Seen> kept = replayed(log);
            RecordList.Seen saved = kept.get(kept.size() - 1);
            assertEquals(appended + 1, saved.position());
            assertEquals(STATE_TYPE, saved.recordType());
            assertArrayEquals(RecordList.body(9, BODY_LENGTH), saved.body());
        }
    }
}
