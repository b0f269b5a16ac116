package io.ft4j.log.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.log.BlockLog;
import io.ft4j.log.FileWriter;
import io.ft4j.log.FolderImage;
import io.ft4j.log.Protection;
import io.ft4j.log.folder.LogFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Space that is taken ahead of the blocks in quiet moments. */
class SegmentPrepareTest {
    private static final int PREPARED = 2 * 1024 * 1024;
    private static final SegmentConfig CONFIG =
            SegmentConfig.of(Durability.DISK).withSegmentBytes(16 * 1024 * 1024).withPreparedBytes(PREPARED);

    @TempDir
    Path temporary;

    /** Each of hundreds of segments is forced: how fast that is here says nothing. */
    private Path base;

    private final UnsafeBuffer record = new UnsafeBuffer(new byte[8 * 1024]);

    @BeforeEach
    void newFolder() {
        base = FolderImage.fastFolder(temporary);
    }

    @AfterEach
    void deleteFolder() {
        FolderImage.deleteAll(base);
    }

    private Path path() {
        return base.resolve("log");
    }

    /** Counts the bytes up to which the file was written. */
    private static final class Written extends FileWriter {
        private final AtomicReference<Thread> zeroing = new AtomicReference<>();
        private volatile long bytes;
        /** Two threads wrote zeros at the same time, out of one buffer. */
        private volatile boolean overlapped;

        private Written() {
            super(SegmentStore.chunkBytes(Durability.DISK));
        }

        @Override
        protected void write(FileChannel channel, long offset, ByteBuffer source) throws IOException {
            long end = offset + source.remaining();
            boolean zeros = source.capacity() == chunkBytes();
            if (zeros) {
                overlapped |= !zeroing.compareAndSet(null, Thread.currentThread());
                Thread.yield();
            }
            super.write(channel, offset, source);
            if (zeros) {
                zeroing.compareAndSet(Thread.currentThread(), null);
            }
            synchronized (this) {
                bytes = Math.max(bytes, end);
            }
        }
    }

    private SegmentStore openStore(FileWriter writer) throws IOException {
        SegmentStore store = SegmentStore.open(LogFolder.open(path(), SegmentLog.BACKEND), CONFIG, writer);
        store.cutFrom(SegmentStore.address(1, 0));
        return store;
    }

    @Test
    void isTakenStepByStep() throws IOException {
        Written written = new Written();
        try (SegmentStore store = openStore(written)) {
            int steps = 0;
            while (store.prepare()) {
                steps++;
            }
            assertTrue(steps > 1 && steps <= 9, "steps: " + steps);
            assertTrue(written.bytes >= PREPARED, "bytes: " + written.bytes);
            long before = written.bytes;
            record.putInt(0, record.capacity());
            for (int i = 0; i < 100; i++) {
                store.append(record, 0, 64, record, 64, record.capacity() - 64);
            }
            assertEquals(before, written.bytes, "appends take none");
            assertTrue(store.prepare());
            assertTrue(written.bytes > before, "bytes: " + written.bytes);
        }
    }

    /** Whoever needs the space hears of it, not who takes it ahead of time. */
    @Test
    void thatRunsOutIsNoFailureYet() throws IOException {
        boolean[] full = new boolean[1];
        FileWriter writer = new FileWriter(SegmentStore.chunkBytes(Durability.DISK)) {
            @Override
            protected void write(FileChannel channel, long offset, ByteBuffer bytes) throws IOException {
                if (full[0]) {
                    throw new IOException("No space left on device");
                }
                super.write(channel, offset, bytes);
            }
        };
        try (SegmentStore store = openStore(writer)) {
            full[0] = true;
            assertFalse(store.prepare());
            full[0] = false;
            assertFalse(store.prepare(), "it is not tried again");
            record.putInt(0, record.capacity());
            store.append(record, 0, 64, record, 64, record.capacity() - 64);
            full[0] = true;
            assertThrows(IOException.class, () -> store.append(record, 0, 64, record, 64, record.capacity() - 64));
        }
    }

    /** Two threads take space, of one file and of two at a roll: nothing that was appended is overwritten with zeros. */
    @Test
    void isNeverTakenFromWhatWasAppended() throws Exception {
        long seed = 20261127;
        Prng prng = new Prng(seed);
        int count = 10_000;
        SegmentConfig config = CONFIG.withSegmentBytes(64 * 1024);
        LogFolder folder = LogFolder.open(path(), SegmentLog.BACKEND);
        Written written = new Written();
        SegmentStore store = SegmentStore.open(folder, config, written);
        AtomicBoolean done = new AtomicBoolean();
        FutureTask<Void> preparing = new FutureTask<>(() -> {
            while (!done.get()) {
                store.prepare();
            }
            return null;
        });
        // It is not forced, so that there is no other thread.
        try (DurableLog log = BlockLog.open(folder, store, Durability.PROCESS, Protection.CHECKSUM)) {
            new Thread(preparing, "prepares").start();
            for (int i = 1; i <= count; i++) {
                int length = 8 + prng.nextInt(8_000);
                record.putLong(0, i);
                record.setMemory(8, length - 8, (byte) i);
                log.appendState(9, record, 0, length);
            }
            done.set(true);
            preparing.get();
        } finally {
            done.set(true);
        }
        assertFalse(written.overlapped);
        int[] read = new int[1];
        try (DurableLog log = SegmentLog.open(path(), config)) {
            log.replay((position, index, type, buffer, offset, length) -> {
                assertEquals(++read[0], buffer.getLong(offset), () -> "seed " + seed);
                for (int i = 8; i < length; i++) {
                    assertEquals((byte) read[0], buffer.getByte(offset + i), () -> "seed " + seed);
                }
            });
        }
        assertEquals(count, read[0]);
    }

    @Test
    void theForcingThreadTakesItWhenNobodyAsks() {
        Written written = new Written();
        try (DurableLog log = SegmentLog.open(path(), CONFIG, written)) {
            while (written.bytes < PREPARED) {
                Thread.onSpinWait();
            }
            assertEquals(0, log.position());
        }
    }

    @Test
    void aNegativeLengthIsRefused() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> CONFIG.withPreparedBytes(-1));
        assertTrue(refused.getMessage().contains("preparedBytes=-1"), refused.getMessage());
    }
}
