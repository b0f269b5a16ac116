package io.ft4j.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.RecordList;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.inspect.LogDamage;
import io.ft4j.log.inspect.LogInspector;
import io.ft4j.log.inspect.LogRecord;
import io.ft4j.log.inspect.LogVisitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damaged blocks that are written again out of copies: to the byte what they were, or refused and left alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class RepairContract {
    private static final int STATE_TYPE = 17;
    private static final int BODY = 21;

    /** Blocks of the log of this test, by their place. */
    private static final int FIRST = 1;

    private static final int MIDDLE = 2;
    private static final int BEHIND = 3;
    private static final int STATE = 4;
    private static final int LAST = 5;

    @TempDir
    Path temporary;

    private Path base;
    private Path folder;
    private int folders;
    private FolderImage image;
    private List<BlockWords> blocks;
    private List<RecordList.Seen> all;
    private final Entries entries = new Entries(4096);
    private final Set<Long> nobodys = new TreeSet<>();
    private long copyIncarnation;
    private long indexShift;
    private int generation;
    private int bodyLength;

    protected abstract BlockLog open(Path folder, Protection protection);

    protected abstract LogRepair repair(Path folder);

    protected abstract LogRepair repair(Path folder, FileWriter writer);

    /** Bytes of the backend before each block. */
    protected abstract int wordBytes();

    protected abstract String blockFile();

    protected abstract int blocksBegin();

    @BeforeEach
    void begin() {
        if (base == null) {
            base = FolderImage.fastFolder(temporary);
        }
        folder = base.resolve("log-" + ++folders);
        nobodys.clear();
        copyIncarnation = 1;
        indexShift = 0;
        generation = 0;
        bodyLength = BODY;
    }

    @AfterEach
    void deleteFolder() {
        FolderImage.deleteAll(base);
        base = null;
    }

    /** State record 1; entries 1..2, 3..5, 6; a state record; entries 7..8, all acknowledged. */
    private void write(Protection protection) {
        try (DurableLog log = open(folder, protection)) {
            state(log);
            append(log, 1, 2);
            append(log, 3, 5);
            append(log, 6, 6);
            state(log);
            append(log, 7, 8);
            all = replayed(log);
        }
        image = new FolderImage(folder);
        blocks = BlockWords.of(image.bytes(blockFile()), blocksBegin() + wordBytes(), wordBytes());
    }

    private static void state(DurableLog log) {
        log.appendState(STATE_TYPE, new UnsafeBuffer(RecordList.body(9, 16)), 0, 16);
        DamageContract.acknowledge(log);
    }

    private void append(DurableLog log, long first, long last) {
        entries.append(log, first, last, BODY);
        DamageContract.acknowledge(log);
    }

    private static List<RecordList.Seen> replayed(DurableLog log) {
        RecordList records = new RecordList();
        log.replay(records);
        return records.seen();
    }

    private long copy(long index, MutableDirectBuffer out) {
        if (nobodys.contains(index)) {
            return LogRepair.NOBODY;
        }
        var slice = new Entries(4096).slice(index + indexShift, index + indexShift, bodyLength, generation);
        out.putBytes(0, slice.buffer(), slice.offset(), slice.length());
        return copyIncarnation;
    }

    private List<LogRepair.Rebuilt> rebuild() {
        try (LogRepair repair = repair(folder)) {
            return repair.rebuild(this::copy);
        }
    }

    private void flip(int offset, int... bits) {
        byte value = image.bytes(blockFile())[offset];
        for (int bit : bits) {
            value ^= (byte) (1 << bit);
        }
        image.overwrite(blockFile(), offset, new byte[] {value});
    }

    /** More than check bits can correct. */
    private void damageBody(int block) {
        flip(blocks.get(block).offset + BlockHeader.LENGTH + Records.HEADER_LENGTH + 2, 1, 6);
    }

    private void zero(int block) {
        BlockWords words = blocks.get(block);
        image.overwrite(blockFile(), words.offset - wordBytes(), new byte[words.length + wordBytes()]);
    }

    private byte[] bytes() {
        return bytes(blockFile());
    }

    private byte[] bytes(String file) {
        try {
            return Files.readAllBytes(folder.resolve(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void requireAsItWas(String when) {
        int at = Arrays.mismatch(image.bytes(blockFile()), bytes());
        assertEquals(-1, at, () -> when + ": the file differs at " + at);
    }

    private void requireOpens(Protection protection) {
        try (DurableLog log = open(folder, protection)) {
            assertEquals(all, replayed(log));
        }
    }

    private LogException requireRefused(Protection protection) {
        byte[] before = bytes();
        LogException refused = assertThrows(LogException.class, this::rebuild);
        assertArrayEquals(before, bytes());
        assertThrows(LogException.class, () -> open(folder, protection).close());
        return refused;
    }

    private void requireText(String text, LogException refused) {
        assertTrue(refused.getMessage().contains(text), refused.getMessage());
    }

    @ParameterizedTest
    @EnumSource(Protection.class)
    void anyByteOfABlockIsRebuilt(Protection protection) {
        write(protection);
        BlockWords middle = blocks.get(MIDDLE);
        int rebuilt = 0;
        for (int offset = middle.offset - wordBytes(); offset < middle.offset + middle.length; offset++) {
            for (int bit = 0; bit < 8; bit++) {
                flip(offset, bit, bit + 3 & 7);
                rebuilt += rebuild().size();
                if (!LogInspector.of(folder).verify().isSound()) {
                    // Left to be corrected when the log is opened.
                    assertEquals(Protection.SECDED, protection);
                    flip(offset);
                }
                requireAsItWas("offset " + offset + " bit " + bit);
            }
        }
        assertTrue(rebuilt > 4 * middle.length, rebuilt + " rebuilt");
        requireOpens(protection);
    }

    @ParameterizedTest
    @EnumSource(Protection.class)
    void aBlockOfZerosIsRebuilt(Protection protection) {
        write(protection);
        for (int block : new int[] {FIRST, MIDDLE, BEHIND}) {
            zero(block);
            try (LogRepair repair = repair(folder)) {
                assertEquals(1, repair.stretches().size());
                assertEquals(
                        blocks.get(block).offset - wordBytes(),
                        repair.stretches().get(0).offset());
            }
            List<LogRepair.Rebuilt> rebuilt = rebuild();
            assertEquals(1, rebuilt.size());
            assertEquals(folder.resolve(blockFile()), rebuilt.get(0).file());
            assertTrue(LogInspector.of(folder).verify().isSound());
        }
        requireOpens(protection);
    }

    @ParameterizedTest
    @EnumSource(Protection.class)
    void severalBlocksAreRebuilt(Protection protection) {
        write(protection);
        int[][] damaged = {{FIRST, MIDDLE}, {FIRST, BEHIND}, {FIRST, MIDDLE, BEHIND}, {MIDDLE, LAST}};
        for (int[] places : damaged) {
            for (int place : places) {
                damageBody(place);
            }
            assertEquals(places.length, rebuild().size());
            requireAsItWas(Arrays.toString(places));
        }
        requireOpens(protection);
    }

    @ParameterizedTest
    @EnumSource(Protection.class)
    void theLastBlockIsRebuilt(Protection protection) {
        write(protection);
        damageBody(LAST);
        try (LogRepair repair = repair(folder)) {
            LogRepair.Stretch stretch = repair.stretches().get(0);
            assertEquals(7, stretch.firstIndex());
            assertEquals(8, stretch.lastIndex());
        }
        assertEquals(1, rebuild().size());
        requireAsItWas("the last");
        requireOpens(protection);
    }

    @ParameterizedTest
    @EnumSource(Protection.class)
    void theLastBlockIsNotGuessed(Protection protection) {
        write(protection);
        zero(LAST);
        requireRefused(protection);
    }

    @ParameterizedTest
    @EnumSource(Protection.class)
    void whatNobodyHasIsRefusedByName(Protection protection) {
        write(protection);
        damageBody(MIDDLE);
        nobodys.add(3L);
        LogException refused = requireRefused(protection);
        requireText("nobody has entry 3, and what stands there is not what was written", refused);
        requireText(" at offset " + (blocks.get(MIDDLE).offset - wordBytes()), refused);
    }

    @ParameterizedTest
    @EnumSource(Protection.class)
    void nothingIsWrittenWhenOneOfTwoBlocksCannotBeRebuilt(Protection protection) {
        write(protection);
        damageBody(FIRST);
        damageBody(BEHIND);
        nobodys.add(6L);
        requireText("nobody has entry 6", requireRefused(protection));
    }

    /** It is proven by the checksum, which stands in the file. */
    @ParameterizedTest
    @EnumSource(Protection.class)
    void whatNobodyHasIsTakenFromTheFileWhereItIsNotDamaged(Protection protection) {
        write(protection);
        damageBody(MIDDLE);
        nobodys.add(4L);
        nobodys.add(5L);
        assertEquals(1, rebuild().size());
        requireAsItWas("beside others");
        requireOpens(protection);
    }

    @ParameterizedTest
    @EnumSource(Protection.class)
    void stateRecordsAreRefused(Protection protection) {
        write(protection);
        damageBody(STATE);
        requireText("a state record or a truncation is among positions 8 to 8", requireRefused(protection));
        flip(blocks.get(STATE).offset + BlockHeader.LENGTH + Records.HEADER_LENGTH + 2);
        damageBody(0);
        requireText("no sound block is before", requireRefused(protection));
    }

    @ParameterizedTest
    @EnumSource(Protection.class)
    void theCopyOfAnotherEntryIsRefused(Protection protection) {
        write(protection);
        damageBody(MIDDLE);
        indexShift = 1;
        requireText("the copy of entry 3 is one of entry 4", requireRefused(protection));
    }

    /** Where the checksum is gone too, only the incarnation tells that the copy is of what came later to this place. */
    @ParameterizedTest
    @EnumSource(Protection.class)
    void theCopyOfAnEarlierLifeIsRefused(Protection protection) {
        open(folder, protection).close();
        write(protection);
        zero(MIDDLE);
        generation = 1;
        requireText("a copy is of incarnation 1, and the block may be of incarnation 2", requireRefused(protection));
        copyIncarnation = 2;
        assertEquals(1, rebuild().size());
    }

    @ParameterizedTest
    @EnumSource(Protection.class)
    void entriesThatDoNotFillThePlaceAreRefused(Protection protection) {
        write(protection);
        zero(MIDDLE);
        byte[] before = bytes();
        try (LogRepair repair = repair(folder)) {
            LogException refused = assertThrows(
                    LogException.class,
                    () -> repair.rebuild((index, out) -> {
                        var slice = new Entries(256).slice(index, index, BODY + (index == 4 ? 8 : 0), 0);
                        out.putBytes(0, slice.buffer(), slice.offset(), slice.length());
                        return 1;
                    }));
            requireText("cannot be rebuilt", refused);
        }
        assertArrayEquals(before, bytes());
    }

    /** Two blocks at a time, one behind the other, the last of a file and the first of the next among them. */
    @ParameterizedTest
    @EnumSource(Protection.class)
    void blocksInSeveralFilesAreRebuilt(Protection protection) {
        bodyLength = 1700;
        try (DurableLog log = open(folder, protection)) {
            state(log);
            Entries large = new Entries(8192);
            for (int first = 1; first < 240; first += 3) {
                large.append(log, first, first + 2, bodyLength);
                DamageContract.acknowledge(log);
            }
            all = replayed(log);
        }
        image = new FolderImage(folder);
        List<String> files = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        LogInspector.of(folder).walk(2, new LogVisitor() {
            @Override
            public boolean onRecord(LogRecord record) {
                if (record.index() % 3 == 1) {
                    files.add(folder.relativize(record.file()).toString());
                    offsets.add((int) record.offset());
                }
                return true;
            }

            @Override
            public void onDamage(LogDamage damage) {
                throw new AssertionError(damage);
            }
        });
        assertTrue(Set.copyOf(files).size() > 1, files.toString());
        for (int i = 0; i + 1 < files.size(); i++) {
            for (int block = i; block <= i + 1; block++) {
                int at = offsets.get(block) + Records.HEADER_LENGTH + 9;
                byte value = image.bytes(files.get(block))[at];
                image.overwrite(files.get(block), at, new byte[] {(byte) (value ^ 0x22)});
            }
            assertEquals(2, rebuild().size(), "block " + i);
            for (int block = i; block <= i + 1; block++) {
                assertArrayEquals(image.bytes(files.get(block)), bytes(files.get(block)), "block " + block);
            }
        }
        requireOpens(protection);
    }

    @ParameterizedTest
    @EnumSource(Protection.class)
    void aSoundLogIsLeftAlone(Protection protection) {
        write(protection);
        assertTrue(rebuild().isEmpty());
        requireAsItWas("sound");
    }

    @ParameterizedTest
    @EnumSource(Protection.class)
    void holdsTheFolderAsAnOpenLogDoes(Protection protection) {
        write(protection);
        try (LogRepair repair = repair(folder)) {
            assertEquals(2, repair.incarnation());
            assertThrows(LogException.class, () -> open(folder, protection).close());
        }
        requireOpens(protection);
    }

    /** A loss of power after every write and every force, with everything that it may leave. */
    @ParameterizedTest
    @EnumSource(Protection.class)
    void canBeRepairedAgainAfterALossOfPower(Protection protection) throws IOException {
        write(protection);
        for (PowerLossWriter.Left left : PowerLossWriter.Left.values()) {
            int step = 1;
            while (losesPower(protection, step, left)) {
                step++;
            }
            assertEquals(5, step, "two blocks, each a write and a force");
        }
    }

    private boolean losesPower(Protection protection, int step, PowerLossWriter.Left left) throws IOException {
        damageBody(FIRST);
        damageBody(BEHIND);
        PowerLossWriter writer = new PowerLossWriter(folder.resolve(blockFile()), step);
        boolean lost = false;
        try (LogRepair repair = repair(folder, writer)) {
            repair.rebuild(this::copy);
        } catch (LogException e) {
            lost = true;
        }
        writer.leave(left);
        if (lost) {
            boolean repaired = Arrays.equals(image.bytes(blockFile()), bytes());
            assertEquals(repaired, LogInspector.of(folder).verify().opens());
            assertFalse(repaired && step == 1, "after the first of two blocks");
            rebuild();
        }
        requireAsItWas("step " + step + ", left " + left);
        return lost;
    }
}
