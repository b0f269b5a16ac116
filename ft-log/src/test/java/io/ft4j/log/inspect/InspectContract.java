package io.ft4j.log.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.RecordList;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.BlockLog;
import io.ft4j.log.Correction;
import io.ft4j.log.Entries;
import io.ft4j.log.FolderImage;
import io.ft4j.log.Protection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the inspector says of logs that are sound, damaged, cut and being written, against what opening them says. */
abstract class InspectContract {
    private static final int STATE_TYPE = 17;
    private static final int BODY_LENGTH = 43;
    private static final int BLOCKS_PER_LIFE = 250;
    private static final long SEED = 4711;

    @TempDir
    Path temporary;

    private Path base;
    private Path folder;
    private FolderImage image;
    private List<RecordList.Seen> all;

    /** With the smallest files. */
    protected abstract BlockLog open(Path folder, Protection protection);

    protected abstract String backend();

    protected abstract int fileBytes();

    /** Name of a file by its number from 0 on, all of one run. */
    protected abstract String file(int number);

    /** Where the first block begins in a file, with what the store keeps before it. */
    protected abstract int firstBlock();

    /** How many logs the sampling tests open. */
    protected abstract int samples();

    @BeforeEach
    void newFolder() {
        base = FolderImage.fastFolder(temporary);
        folder = base.resolve("log");
    }

    @AfterEach
    void delete() {
        FolderImage.deleteAll(base);
    }

    private BlockLog open() {
        return open(folder, Protection.CHECKSUM);
    }

    private static void acknowledge(BlockLog log) {
        log.durablePosition();
    }

    /** Blocks of all kinds, acknowledged but for the last. */
    private void writeAllKinds(Protection protection) {
        Entries entries = new Entries(4096);
        try (BlockLog log = open(folder, protection)) {
            entries.append(log, 1, 4, BODY_LENGTH);
            log.appendState(STATE_TYPE, new UnsafeBuffer(RecordList.body(9, BODY_LENGTH)), 0, BODY_LENGTH);
            log.truncateFrom(3);
            entries.append(log, 3, 3, BODY_LENGTH);
            acknowledge(log);
            entries.append(log, 4, 5, BODY_LENGTH);
            all = replayed(log);
        }
        image = new FolderImage(folder);
    }

    /** Entries one a block, over several files; all acknowledged. */
    private int writeFiles(int count) {
        Entries entries = new Entries(2 * fileBytes());
        int bodyLength = fileBytes() / 20;
        int index = 0;
        try (BlockLog log = open()) {
            while (Files.notExists(folder.resolve(file(count - 1)))) {
                index++;
                entries.append(log, index, index, bodyLength);
            }
            for (int i = 0; i < 10; i++) {
                index++;
                entries.append(log, index, index, bodyLength);
            }
            acknowledge(log);
            all = replayed(log);
        }
        image = new FolderImage(folder);
        return index;
    }

    private static List<RecordList.Seen> replayed(BlockLog log) {
        RecordList records = new RecordList();
        log.replay(records);
        return records.seen();
    }

    private static final class Visit implements LogVisitor {
        final RecordList records = new RecordList();
        final List<LogRecord> places = new ArrayList<>();
        final List<LogDamage> damages = new ArrayList<>();
        final List<Long> released = new ArrayList<>();

        @Override
        public boolean onRecord(LogRecord record) {
            records.onRecord(
                    record.position(),
                    record.index(),
                    record.recordType(),
                    record.buffer(),
                    record.bodyOffset(),
                    record.length());
            return places.add(record);
        }

        @Override
        public void onDamage(LogDamage damage) {
            damages.add(damage);
        }

        @Override
        public void onReleased(long firstPosition, long lastPosition) {
            released.addAll(List.of(firstPosition, lastPosition));
        }
    }

    private Visit walk() {
        Visit visit = new Visit();
        LogInspector.of(folder).walk(0, visit);
        return visit;
    }

    private LogVerification verify() {
        return LogInspector.of(folder).verify();
    }

    @ParameterizedTest
    @EnumSource(Protection.class)
    void recordsAreThoseThatReplayGives(Protection protection) throws IOException {
        writeAllKinds(protection);
        Visit visit = walk();
        assertEquals(all, visit.records.seen());
        assertEquals(List.of(), visit.damages);
        for (LogRecord record : visit.places) {
            if (record.recordType() != 0) {
                ByteBuffer bytes =
                        ByteBuffer.wrap(Files.readAllBytes(record.file())).order(ByteOrder.LITTLE_ENDIAN);
                assertEquals(Records.HEADER_LENGTH + record.length(), bytes.getInt((int) record.offset()));
                assertEquals(record.recordType(), bytes.getShort((int) record.offset() + 4));
            }
        }
        Visit some = new Visit();
        LogInspector.of(folder).walk(3, record -> some.onRecord(record) && record.position() < 5);
        assertEquals(all.subList(2, 5), some.records.seen());
    }

    @ParameterizedTest
    @EnumSource(Protection.class)
    void aSoundLogIsToldAsItIs(Protection protection) {
        writeAllKinds(protection);
        LogInfo info = LogInspector.of(folder).info();
        assertEquals(backend(), info.backend());
        assertEquals(32, info.logId().length());
        assertEquals(1, info.incarnation());
        assertEquals(1, info.keptFrom());
        assertEquals(7, info.acknowledged());
        assertEquals(protection, info.protection());
        assertEquals(image.bytes(file(0)).length, info.fileBytes().get(folder.resolve(file(0))));
        LogVerification found = verify();
        assertEquals(5, found.blockCount());
        assertEquals(protection == Protection.SECDED ? 5 : 0, found.checkedBlockCount());
        assertEquals(9, found.recordCount());
        assertEquals(1, found.firstPosition());
        assertEquals(9, found.lastPosition());
        assertEquals(7, found.acknowledged());
        assertEquals(List.of(), found.damages());
        assertTrue(found.isSound());
    }

    @Test
    void aLogWithoutRecordsIsSound() {
        open().close();
        assertTrue(verify().isSound());
        assertEquals(0, verify().firstPosition());
        assertEquals(List.of(), walk().records.seen());
        assertNull(LogInspector.of(folder).info().protection());
    }

    /** Compares with what opening says, which also repairs and cuts; puts the files back. */
    private LogVerification assertOpenAgrees(String what) {
        LogVerification found = verify();
        List<RecordList.Seen> walked = walk().records.seen();
        List<LogDamage> damages = found.damages();
        try (BlockLog log = open()) {
            assertTrue(found.opens(), () -> what + ": opened, but " + damages);
            long last = damages.stream()
                    .filter(damage -> damage.kind() == LogDamage.Kind.TORN_TAIL)
                    .mapToLong(damage -> damage.position() - 1)
                    .findFirst()
                    .orElse(found.lastPosition());
            assertEquals(last, log.position(), what);
            assertEquals(
                    walked.stream().filter(record -> record.position() <= last).collect(Collectors.toList()),
                    replayed(log),
                    what);
            assertEquals(found.correctableBits(), log.correctedBitCount(), what);
            assertEquals(
                    damages.stream()
                            .filter(damage -> damage.kind() == LogDamage.Kind.CORRECTABLE)
                            .map(damage -> damage.file() + " " + damage.offset() + " " + damage.position())
                            .collect(Collectors.toList()),
                    log.corrections().stream()
                            .map(each -> each.file() + " " + each.offset() + " " + each.position())
                            .collect(Collectors.toList()),
                    what);
        } catch (LogException e) {
            assertFalse(found.opens(), () -> what + ": " + e.getMessage());
            LogDamage first = damages.stream()
                    .filter(damage -> damage.kind() == LogDamage.Kind.LOST)
                    .findFirst()
                    .orElseThrow();
            assertTrue(e.getMessage().contains(first.toString()), () -> what + ": " + first + "\n" + e.getMessage());
        }
        image.restore();
        return found;
    }

    @ParameterizedTest
    @EnumSource(Protection.class)
    void flippedBitsAreNamedAsOpeningNamesThem(Protection protection) {
        writeAllKinds(protection);
        Prng prng = new Prng(SEED);
        int end = image.usedLength(file(0)) + 8;
        for (int i = 0; i < samples(); i++) {
            int offset = firstBlock() + prng.nextInt(end - firstBlock());
            int bit = prng.nextInt(8);
            image.flip(file(0), offset, bit);
            assertOpenAgrees("seed " + SEED + " offset " + offset + " bit " + bit);
        }
    }

    @Test
    void cutsAreNamedAsOpeningNamesThem() {
        writeAllKinds(Protection.CHECKSUM);
        int end = image.usedLength(file(0));
        for (int length = 0; length < end; length += Math.max(1, end / samples())) {
            image.cut(file(0), length);
            assertOpenAgrees("cut to " + length);
        }
    }

    /** More than two damaged places, and between them what is sound: all of it is found. */
    @Test
    void verifyGoesOnBehindDamage() {
        int count = writeFiles(3);
        List<LogRecord> places = walk().places;
        int[] damaged = {2, 5, 6, count / 2, count - 4};
        for (int i : damaged) {
            LogRecord record = places.get(i);
            String name = folder.relativize(record.file()).toString();
            image.flip(name, (int) record.offset() + 100, 3);
        }
        Visit visit = walk();
        assertEquals(count - damaged.length, visit.records.seen().size());
        List<LogDamage> damages = verify().damages();
        assertEquals(damages, visit.damages);
        Visit behind = new Visit();
        LogInspector.of(folder).walk(count / 2 + 2, behind);
        assertEquals(damages.subList(3, 4), behind.damages);
        assertEquals(
                List.of(3L, 6L, count / 2 + 1L, count - 3L),
                damages.stream().map(LogDamage::position).collect(Collectors.toList()));
        assertEquals(
                List.of(1L, 2L, 1L, 1L),
                damages.stream().map(LogDamage::lostCount).collect(Collectors.toList()));
        for (LogDamage damage : damages) {
            LogRecord record = places.get((int) damage.position() - 1);
            assertEquals(record.file(), damage.file());
            assertTrue(record.offset() - damage.offset() <= 100, damage::toString);
            assertEquals(LogDamage.Kind.LOST, damage.kind());
            assertTrue(damage.reason().startsWith("checksum "), damage::toString);
        }
        assertOpenAgrees("several");
    }

    @Test
    void aMissingFileIsNamedAndWhatIsBehindItIsRead() {
        int count = writeFiles(4);
        for (int number = 0; number < 4; number++) {
            Path missing = folder.resolve(file(number));
            long kept = walk().places.stream()
                    .filter(record -> !record.file().equals(missing))
                    .count();
            image.delete(file(number));
            assertEquals(kept, walk().records.seen().size());
            LogVerification found = assertOpenAgrees("without " + missing);
            assertEquals(1, found.damages().size());
            LogDamage damage = found.damages().get(0);
            assertEquals(count - kept, damage.lostCount());
            if (number == 1 || number == 2) {
                assertEquals(missing.getFileName(), damage.file().getFileName());
                assertTrue(damage.reason().contains("missing"), damage::toString);
            }
        }
    }

    /** A sector of zeros looks like the end of the blocks; those behind it in the same file are found. */
    @Test
    void aZeroedPlaceIsNotTheEnd() {
        int count = writeFiles(2);
        LogRecord record = walk().places.get(3);
        // From the word before the block on; what Segment logs have there are zeros.
        image.overwrite(file(0), (int) record.offset() - 68, new byte[512]);
        Visit visit = walk();
        assertEquals(count - 1, visit.records.seen().size());
        assertEquals(1, visit.damages.size());
        assertEquals(4, visit.damages.get(0).position());
        assertOpenAgrees("zeros");
    }

    @Test
    void aTornTailThatWasNeverAcknowledgedIsNoDamage() {
        writeAllKinds(Protection.CHECKSUM);
        int end = image.usedLength(file(0));
        for (int lost = 16; lost < 96; lost += 16) {
            image.overwrite(file(0), end - lost, new byte[lost]);
            LogVerification found = verify();
            assertTrue(found.isSound());
            assertEquals(7, found.lastPosition());
            assertEquals(LogDamage.Kind.TORN_TAIL, found.damages().get(0).kind());
            assertOpenAgrees("torn by " + lost);
        }
    }

    @Test
    void flippedBitsThatCheckBitsCorrectAreGivenBackAndNamed() {
        writeAllKinds(Protection.SECDED);
        Prng prng = new Prng(SEED);
        for (LogRecord record : walk().places) {
            int offset = (int) record.offset() - (record.recordType() == 0 ? 40 : 0);
            image.flip(file(0), offset, prng.nextInt(8));
        }
        Visit visit = walk();
        assertEquals(all, visit.records.seen());
        LogVerification found = verify();
        assertEquals(9, found.correctableBits());
        assertEquals(5, found.damages().size());
        assertFalse(found.isSound());
        assertTrue(found.opens());
        assertEquals("4 flipped bits", found.damages().get(0).reason());
        try (BlockLog log = open()) {
            Correction first = log.corrections().get(0);
            assertEquals(
                    "file " + folder.resolve(file(0)) + " at offset " + firstBlock()
                            + ": 4 flipped bits in the block of position 1",
                    first.toString());
            assertEquals(5, log.corrections().size());
        }
        assertTrue(verify().isSound());
    }

    @ParameterizedTest
    @ValueSource(strings = {"incarnation", "acknowledged"})
    void damagedSmallFilesAreNamedAndTheRecordsAreRead(String name) {
        writeAllKinds(Protection.CHECKSUM);
        byte[] bytes = image.bytes(name).clone();
        bytes[0] ^= 1;
        bytes[bytes.length / 2] ^= 1;
        image.replace(name, bytes);
        assertEquals(all, walk().records.seen());
        LogVerification found = assertOpenAgrees(name);
        assertEquals(folder.resolve(name), found.damages().get(0).file());
        image.cut(name, 3);
        assertOpenAgrees(name + " cut");
        image.delete(name);
        assertEquals("it is missing", verify().damages().get(0).reason());
    }

    @Test
    void anIncarnationOlderThanTheBlocksIsNamed() {
        writeAllKinds(Protection.CHECKSUM);
        byte[] old = image.bytes("incarnation");
        try (BlockLog log = open()) {
            new Entries(1024).append(log, 6, 6, 8);
            all = replayed(log);
        }
        image = new FolderImage(folder);
        image.replace("incarnation", old);
        assertEquals(all, walk().records.seen());
        assertEquals(1, assertOpenAgrees("old incarnation").damages().size());
    }

    @Test
    void whatIsNoLogIsRefused() {
        assertRefused(base.resolve("nowhere"), "is no folder");
        assertRefused(base, "is no log: it has no file identity");
        writeAllKinds(Protection.CHECKSUM);
        image.flip("identity", 16, 0);
        assertRefused(folder, "identity at offset 60: the checksum is wrong");
        image.flip("identity", 0, 0);
        assertRefused(folder, "identity at offset 0: this is no log of ft4j");
        replaceIdentity(8, 2);
        assertRefused(folder, "identity at offset 8: format 2 is not known here, 1 is");
        replaceIdentity(32, 'X');
        assertRefused(folder, " is of backend X");
    }

    /** With a checksum that is right. */
    private void replaceIdentity(int offset, int value) {
        ByteBuffer bytes = ByteBuffer.wrap(image.bytes("identity").clone()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(offset, (byte) value);
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, 60);
        image.replace("identity", bytes.putInt(60, (int) crc.getValue()).array());
    }

    private static void assertRefused(Path folder, String reason) {
        String message =
                assertThrows(LogException.class, () -> LogInspector.of(folder)).getMessage();
        assertTrue(message.contains(reason), message);
    }

    @Test
    void nothingIsChanged() {
        writeAllKinds(Protection.SECDED);
        image.flip(file(0), firstBlock() + 30, 1);
        image.overwrite(file(0), image.usedLength(file(0)) - 32, new byte[32]);
        FolderImage before = new FolderImage(folder);
        LogInspector.of(folder).info();
        assertFalse(verify().isSound());
        walk();
        try (LogTail tail = LogInspector.of(folder).tail(3)) {
            tail.poll(new Visit(), 100);
        }
        assertTrue(before.isUnchanged());
    }

    @Test
    void aTailSeesWhatIsAppendedInOldAndInNewFiles() {
        Entries entries = new Entries(fileBytes());
        int bodyLength = fileBytes() / 20;
        Visit visit = new Visit();
        try (BlockLog log = open()) {
            entries.append(log, 1, 5, 8);
            try (LogTail tail = LogInspector.of(folder).tail(2)) {
                assertEquals(2, tail.poll(visit, 100));
                assertEquals(0, tail.poll(visit, 100));
                int index = 6;
                while (Files.notExists(folder.resolve(file(2)))) {
                    entries.append(log, index, index, bodyLength);
                    assertEquals(1, tail.poll(visit, 100), "index " + index);
                    index++;
                }
                log.truncateFrom(index - 1);
                entries.append(log, index - 1, index + 8, 8);
                assertEquals(1, tail.poll(visit, 1));
                assertEquals(10, tail.poll(visit, 100));
                assertEquals(0, tail.poll(visit, 100));
            }
            List<RecordList.Seen> expected = replayed(log);
            assertEquals(expected.subList(3, expected.size()), visit.records.seen());
            assertEquals(List.of(), visit.damages);
        }
    }

    @Test
    void aTailOutlivesARestart() {
        writeAllKinds(Protection.CHECKSUM);
        Visit visit = new Visit();
        image.overwrite(file(0), image.usedLength(file(0)) - 32, new byte[32]);
        try (LogTail tail = LogInspector.of(folder).tail(100)) {
            assertEquals(7, tail.poll(visit, 100));
            try (BlockLog log = open()) {
                assertEquals(0, tail.poll(visit, 100));
                new Entries(1024).append(log, 4, 4, 8);
                acknowledge(log);
                assertEquals(1, tail.poll(visit, 100));
                assertEquals(replayed(log), visit.records.seen());
            }
            assertEquals(List.of(), visit.damages);
        }
    }

    /** The log is trimmed past what the tail has read. */
    @Test
    void aTailThatIsTooSlowSaysWhatItMissedAndGoesOn() {
        Entries entries = new Entries(fileBytes());
        int bodyLength = fileBytes() / 20;
        Visit visit = new Visit();
        try (BlockLog log = open()) {
            entries.append(log, 1, 3, 8);
            try (LogTail tail = LogInspector.of(folder).tail(2)) {
                assertEquals(2, tail.poll(visit, 100));
                int index = 4;
                while (Files.notExists(folder.resolve(file(3)))) {
                    entries.append(log, index, index, bodyLength);
                    index++;
                }
                acknowledge(log);
                log.releaseBefore(log.position() - 1);
                acknowledge(log);
                tail.poll(visit, 1000);
                entries.append(log, index, index, bodyLength);
                assertEquals(1, tail.poll(visit, 1000));
            }
            assertEquals(2, visit.released.size());
            assertEquals(verify().firstPosition() - 1, visit.released.get(1));
            long position = 2;
            for (RecordList.Seen seen : visit.records.seen()) {
                position = position == visit.released.get(0) ? visit.released.get(1) + 1 : position;
                assertEquals(position++, seen.position());
            }
            assertEquals(log.position() + 1, position);
            assertEquals(List.of(), visit.damages);
        }
    }

    @Test
    void theNewestRecordsAreGiven() {
        writeAllKinds(Protection.CHECKSUM);
        Visit visit = new Visit();
        LogInspector.of(folder).newest(3, visit);
        assertEquals(all.subList(all.size() - 3, all.size()), visit.records.seen());
        LogInspector.of(folder).newest(0, visit);
        LogInspector.of(folder).newest(Integer.MAX_VALUE, visit);
        assertEquals(3 + all.size(), visit.records.seen().size());
        assertEquals(List.of(), visit.damages);
        image.overwrite(file(0), image.usedLength(file(0)) - 32, new byte[32]);
        LogInspector.of(folder).newest(1, visit);
        assertEquals(1, visit.damages.size());
    }

    @Test
    void aTailSaysThatTheNextRecordIsDamaged() {
        writeAllKinds(Protection.CHECKSUM);
        List<LogRecord> places = walk().places;
        image.overwrite(file(0), (int) places.get(6).offset(), new byte[200]);
        try (LogTail tail = LogInspector.of(folder).tail(100)) {
            String message = assertThrows(LogException.class, () -> tail.poll(new Visit(), 100))
                    .getMessage();
            assertTrue(message.startsWith("file " + folder.resolve(file(0)) + " at offset "), message);
        }
    }

    /** Whatever moment the inspector meets: an unfinished block is a torn tail, and a file that goes is released. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLogThatIsBeingWrittenIsSoundAtAnyTime(boolean releases) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        open().close();
        int count = 1500;
        Semaphore looks = new Semaphore(0);
        Thread writer = new Thread(() -> write(count, releases, looks));
        writer.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
        writer.start();
        long last = 0;
        Visit followed = new Visit();
        try (LogTail tail = LogInspector.of(folder).tail(count)) {
            boolean alive = true;
            while (alive) {
                alive = writer.isAlive();
                looks.release();
                LogVerification found = verify();
                assertTrue(found.isSound(), () -> found.damages().toString());
                assertTrue(found.lastPosition() >= last);
                last = found.lastPosition();
                if (!releases) {
                    tail.poll(followed, Integer.MAX_VALUE);
                }
            }
        } finally {
            looks.release(count);
        }
        writer.join();
        assertNull(failure.get());
        if (releases) {
            assertTrue(verify().firstPosition() > 1);
            return;
        }
        assertEquals(List.of(), followed.damages);
        List<RecordList.Seen> seen = followed.records.seen();
        assertEquals(count, last);
        assertEquals(count, seen.size());
        assertEquals(last, seen.get(seen.size() - 1).position());
    }

    /** Opens the log anew while somebody looks, which cuts files. */
    private void write(int count, boolean releases, Semaphore looks) {
        Entries entries = new Entries(8192);
        Prng prng = new Prng(SEED);
        for (int begin = 0; begin < count; begin += BLOCKS_PER_LIFE) {
            looks.acquireUninterruptibly();
            try (BlockLog log = open()) {
                for (int i = 0; i < BLOCKS_PER_LIFE; i++) {
                    long next = log.lastIndex() + 1;
                    entries.append(log, next, next, prng.nextInt(2000));
                    acknowledge(log);
                    if (releases && i % 100 == 0 && next > 50) {
                        log.releaseBefore(log.position() - 50);
                    }
                }
            }
        }
    }
}
