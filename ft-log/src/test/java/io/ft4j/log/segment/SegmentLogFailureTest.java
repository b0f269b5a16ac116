package io.ft4j.log.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.RecordList;
import io.ft4j.log.BlockLog;
import io.ft4j.log.BlockStore;
import io.ft4j.log.BlockView;
import io.ft4j.log.Entries;
import io.ft4j.log.FileWriter;
import io.ft4j.log.Fork;
import io.ft4j.log.folder.LogFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that has no room, or fails: the log stops acknowledging, says why, and never believes a later success. */
class SegmentLogFailureTest {
    private static final SegmentConfig SMALL =
            SegmentConfig.of(Durability.PROCESS).withSegmentBytes(64 * 1024);
    private static final SegmentConfig SMALL_AT_DISK =
            SegmentConfig.of(Durability.DISK).withSegmentBytes(64 * 1024);
    private static final long PATIENCE_NS = 60_000_000_000L;

    @TempDir
    Path temporary;

    private final Entries entries = new Entries(64 * 1024);

    private Path path() {
        return temporary.resolve("log");
    }

    /** A device with room for so many bytes. */
    private static final class FullDisk extends FileWriter {
        private final Map<FileChannel, Long> takenBytes = new HashMap<>();
        private long roomBytes;

        FullDisk(long roomBytes) {
            super(SegmentStore.chunkBytes(SMALL.durability()));
            this.roomBytes = roomBytes;
        }

        @Override
        protected void write(FileChannel channel, long offset, ByteBuffer bytes) throws IOException {
            long taken = takenBytes.getOrDefault(channel, 0L);
            long end = offset + bytes.remaining();
            long needed = Math.max(0, end - taken);
            if (needed > roomBytes) {
                throw new IOException("No space left on device");
            }
            roomBytes -= needed;
            takenBytes.put(channel, Math.max(taken, end));
            super.write(channel, offset, bytes);
        }
    }

    /** Appends one by one until the log refuses; returns the last acknowledged position. */
    private long fill(DurableLog log, int bodyLength) {
        long acknowledged = 0;
        LogException full = null;
        while (full == null) {
            long next = log.lastIndex() + 1;
            try {
                entries.append(log, next, next, bodyLength);
                acknowledged = log.durablePosition();
            } catch (LogException e) {
                full = e;
            }
        }
        assertTrue(full.getMessage().contains("No space left on device"), full.getMessage());
        assertTrue(full.getMessage().contains("append at position " + (acknowledged + 1)), full.getMessage());
        return acknowledged;
    }

    @Test
    void aFullDiskStopsTheLogBeforeAnythingIsLost() {
        for (int room = 96; room < 400; room += 16) {
            Path folder = temporary.resolve("room-" + room);
            int bodyLength = room % 32 == 0 ? 3000 : 6000;
            long acknowledged;
            try (DurableLog log = SegmentLog.open(folder, SMALL, new FullDisk(room * 1024L))) {
                acknowledged = fill(log, bodyLength);
                assertTrue(acknowledged > 0, "room " + room);
                assertAllCallsThrow(log, "No space left on device");
            }
            try (DurableLog log = SegmentLog.open(folder, SMALL)) {
                assertEquals(acknowledged, log.position(), "a refused append leaves nothing behind");
                assertHoldsAll(log);
                entries.append(log, acknowledged + 1, acknowledged + 1, bodyLength);
            }
        }
    }

    @Test
    void aLogThatFindsTheDiskFullAtOpenSaysSo() {
        String message = assertThrows(LogException.class, () -> SegmentLog.open(path(), SMALL, new FullDisk(100))
                        .close())
                .getMessage();
        assertTrue(message.contains("No space left on device"), message);
        SegmentLog.open(path(), SMALL).close();
    }

    /** Needs the right to mount; without it the test above stands alone. */
    @Test
    void aDeviceThatIsReallyFullStopsTheLog() throws Exception {
        Path device = Files.createDirectory(temporary.resolve("device"));
        boolean mounted = Fork.succeeds("mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", device.toString());
        assumeTrue(mounted, "skipped: no right to mount a small tmpfs");
        try {
            Path folder = device.resolve("log");
            long acknowledged;
            try (DurableLog log = SegmentLog.open(folder, SMALL)) {
                acknowledged = fill(log, 1000);
                assertAllCallsThrow(log, "No space left on device");
            }
            assertTrue(Fork.succeeds("mount", "-o", "remount,size=8m", device.toString()));
            try (DurableLog log = SegmentLog.open(folder, SMALL)) {
                assertTrue(log.position() >= acknowledged);
                assertHoldsAll(log);
            }
        } finally {
            assertTrue(Fork.succeeds("umount", device.toString()));
        }
    }

    private static void assertHoldsAll(DurableLog log) {
        RecordList records = new RecordList();
        log.replay(records);
        for (RecordList.Seen record : records.seen()) {
            for (int i = 0; i < record.body().length; i++) {
                assertEquals(Entries.bodyByte(record.index(), 0, i), record.body()[i]);
            }
        }
        assertEquals(log.position(), records.seen().size());
    }

    private void assertAllCallsThrow(DurableLog log, String reason) {
        EntrySlice slice = entries.slice(log.lastIndex() + 1, log.lastIndex() + 1, 8, 0);
        List<Runnable> calls = List.of(
                () -> log.append(slice),
                () -> log.appendState(17, slice.buffer(), 0, 8),
                () -> log.truncateFrom(log.lastIndex()),
                () -> log.read(1, 100, new EntrySlice()),
                () -> log.replay(new RecordList()),
                log::requestForce,
                log::durablePosition,
                () -> log.releaseBefore(1));
        for (Runnable call : calls) {
            LogException e = assertThrows(LogException.class, call::run);
            assertTrue(e.getMessage().contains(reason), e.getMessage());
        }
    }

    /** A store in front of another, whose calls fail on demand. */
    private static final class FailingStore implements BlockStore {
        private final BlockStore store;
        private volatile boolean failing;
        private volatile Throwable failure = new IOException("Input/output error");
        private volatile int forces;

        FailingStore(BlockStore store) {
            this.store = store;
        }

        private void failOnDemand() throws IOException {
            if (failing) {
                if (failure instanceof InternalError error) {
                    throw error;
                }
                throw (IOException) failure;
            }
        }

        @Override
        public int maxBlockBytes() {
            return store.maxBlockBytes();
        }

        @Override
        public long append(
                DirectBuffer header, int headerOffset, int headerLength, DirectBuffer body, int offset, int length)
                throws IOException {
            failOnDemand();
            return store.append(header, headerOffset, headerLength, body, offset, length);
        }

        @Override
        public void first(BlockView out) throws IOException {
            failOnDemand();
            store.first(out);
        }

        @Override
        public void at(long address, BlockView out) throws IOException {
            failOnDemand();
            store.at(address, out);
        }

        @Override
        public void next(BlockView view) throws IOException {
            failOnDemand();
            store.next(view);
        }

        @Override
        public void cutFrom(long address) throws IOException {
            store.cutFrom(address);
        }

        @Override
        public void repair(long address, int offset, byte value) throws IOException {
            failOnDemand();
            store.repair(address, offset, value);
        }

        @Override
        public long behind(BlockView view) {
            return store.behind(view);
        }

        @Override
        public void rewrite(long address, DirectBuffer block, int offset, int length) throws IOException {
            store.rewrite(address, block, offset, length);
        }

        @Override
        public boolean hasFilesBefore(long address) {
            return store.hasFilesBefore(address);
        }

        @Override
        public void releaseBefore(long address) throws IOException {
            failOnDemand();
            store.releaseBefore(address);
        }

        @Override
        public void force() throws IOException {
            forces++;
            failOnDemand();
            store.force();
        }

        @Override
        public Path file(long address) {
            return store.file(address);
        }

        @Override
        public int blockOffset(long address) {
            return store.blockOffset(address);
        }

        @Override
        public void close() {
            store.close();
        }
    }

    private FailingStore store;

    private DurableLog openFailing(SegmentConfig config) throws IOException {
        LogFolder folder = LogFolder.open(path(), "segment");
        store = new FailingStore(
                SegmentStore.open(folder, config, new FileWriter(SegmentStore.chunkBytes(config.durability()))));
        return BlockLog.open(folder, store, config.durability(), config.protection());
    }

    @Test
    void aForceThatFailedIsTheLastOne() throws IOException {
        try (DurableLog log = openFailing(SMALL_AT_DISK)) {
            entries.append(log, 1, 5, 100);
            awaitDurable(log);
            entries.append(log, 6, 9, 100);
            store.failing = true;
            log.requestForce();
            LogException failed = awaitFailure(log);
            assertSame(store.failure, failed.getCause());
            int forces = store.forces;
            // From here on the device would report success, as kernels do once they have dropped the pages.
            store.failing = false;
            assertAllCallsThrow(log, "force failed: Input/output error");
            assertEquals(forces, store.forces);
        }
        try (DurableLog log = SegmentLog.open(path(), SMALL_AT_DISK)) {
            assertTrue(log.position() >= 5);
            assertHoldsAll(log);
        }
    }

    @Test
    void aFailedForceStopsAppendsToo() throws IOException {
        try (DurableLog log = openFailing(SMALL_AT_DISK)) {
            entries.append(log, 1, 1, 100);
            store.failing = true;
            log.requestForce();
            awaitFailure(log);
            assertThrows(LogException.class, () -> entries.append(log, 2, 2, 100));
        }
    }

    @Test
    void aFaultOfMappedMemoryStopsTheLog() throws IOException {
        try (DurableLog log = openFailing(SMALL)) {
            entries.append(log, 1, 1, 100);
            store.failure = new InternalError("a fault occurred in a recent unsafe memory access operation");
            store.failing = true;
            LogException failed = assertThrows(LogException.class, () -> entries.append(log, 2, 2, 100));
            assertSame(store.failure, failed.getCause());
            store.failing = false;
            assertAllCallsThrow(log, "a fault occurred");
        }
    }

    @Test
    void aReadThatFailsStopsTheLog() throws IOException {
        try (DurableLog log = openFailing(SMALL)) {
            entries.append(log, 1, 5, 100);
            store.failing = true;
            assertThrows(LogException.class, () -> log.read(2, 100, new EntrySlice()));
            store.failing = false;
            assertAllCallsThrow(log, "Input/output error");
        }
    }

    private static void awaitDurable(DurableLog log) {
        long deadline = System.nanoTime() + PATIENCE_NS;
        log.requestForce();
        while (log.durablePosition() < log.position()) {
            assertTrue(System.nanoTime() - deadline < 0, "not forced");
            Thread.onSpinWait();
        }
    }

    private static LogException awaitFailure(DurableLog log) {
        long deadline = System.nanoTime() + PATIENCE_NS;
        while (System.nanoTime() - deadline < 0) {
            try {
                log.durablePosition();
            } catch (LogException e) {
                return e;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("the failure was never told");
    }

    @Test
    void onlyAtDiskThereIsAThreadAndItEndsWithTheLog() {
        List<String> before = threads();
        try (DurableLog log = SegmentLog.open(path(), SMALL)) {
            entries.append(log, 1, 5, 100);
            assertEquals(before, threads());
        }
        try (DurableLog log = SegmentLog.open(path(), SMALL_AT_DISK)) {
            awaitDurable(log);
            assertTrue(threads().contains("ft4j-force-log"));
        }
        assertFalse(threads().contains("ft4j-force-log"));
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("ft4j"))
                .sorted()
                .collect(Collectors.toList());
    }

    @Test
    void whatWasNotForcedIsForcedAtTheNextOpen() throws IOException {
        try (DurableLog log = SegmentLog.open(path(), SMALL_AT_DISK)) {
            entries.append(log, 1, 5, 100);
        }
        try (DurableLog log = openFailing(SMALL_AT_DISK)) {
            assertEquals(5, log.position());
            assertEquals(1, store.forces);
            assertEquals(5, log.durablePosition());
        }
    }
}
