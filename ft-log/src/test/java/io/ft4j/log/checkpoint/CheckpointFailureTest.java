package io.ft4j.log.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.port.LogException;
import io.ft4j.log.Fork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The device refuses one thing: the checkpoint under way fails, and the old ones stay. */
class CheckpointFailureTest {
    @TempDir
    Path temporary;

    /** Fails at one step. */
    private static final class FailingFiles extends CheckpointFiles {
        private int stepsLeft = Integer.MAX_VALUE;
        private String failed;

        FailingFiles(Path folder) {
            super(folder);
        }

        void failAfter(int steps) {
            stepsLeft = steps;
        }

        private void step(String what) throws IOException {
            if (stepsLeft-- == 0) {
                failed = what;
                throw new IOException("No space left on device");
            }
        }

        @Override
        FileChannel create(String name) throws IOException {
            step("create");
            return super.create(name);
        }

        @Override
        void write(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
            step("write");
            super.write(channel, bytes, offset);
        }

        @Override
        void force(FileChannel channel) throws IOException {
            step("force");
            super.force(channel);
        }

        @Override
        void rename(String from, String to) throws IOException {
            step("rename");
            super.rename(from, to);
        }

        @Override
        void delete(String name) throws IOException {
            step("delete");
            super.delete(name);
        }

        @Override
        void forceFolder() throws IOException {
            step("force of the folder");
            super.forceFolder();
        }
    }

    @Test
    void everyStepThatFailsLeavesTheOldOnes() throws IOException {
        int step = 0;
        while (failsAt(step)) {
            step++;
        }
        assertTrue(step >= 7, "step=" + step);
    }

    private boolean failsAt(int step) throws IOException {
        Path folder = temporary.resolve("step-" + step);
        FailingFiles files = new FailingFiles(folder);
        try (CheckpointStore store = States.open(folder, 2, files)) {
            States.take(store, 4);
            States.take(store, 5);
            files.failAfter(step);
            try {
                States.take(store, 11);
                files.failAfter(Integer.MAX_VALUE);
                return false;
            } catch (LogException e) {
                assertTrue(e.getMessage().contains("No space left on device"), e.getMessage());
                assertEquals(IOException.class, e.getCause().getClass());
            }
            verify(store, files.failed);
        }
        try (CheckpointStore store = States.open(folder, 2)) {
            States.check(store.newest());
            assertEquals(List.of(), store.damages());
        }
        return true;
    }

    private static void verify(CheckpointStore store, String failed) throws IOException {
        if (failed.equals("force of the folder")) {
            assertThrows(LogException.class, store::newest);
            String refusal = assertThrows(LogException.class, () -> States.take(store, 17))
                    .getMessage();
            assertTrue(refusal.contains("it is not known whether checkpoint 11 is durable"), refusal);
            return;
        }
        boolean isDurable = failed.equals("delete");
        assertEquals(isDurable ? 11 : 5, States.check(store.newest()), failed);
        assertEquals(isDurable ? 11 : 5, store.lastNumber(), failed);
        States.take(store, 17);
        assertEquals(isDurable ? List.of(11L, 17L) : List.of(5L, 17L), store.numbers(), failed);
        assertEquals(17, States.check(store.newest()), failed);
    }

    /** A small file system in memory, which only root may mount. */
    @Test
    void aFullDiskFailsTheSinkAndNothingElse() throws Exception {
        boolean mounted = Fork.succeeds("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", temporary.toString());
        if (!mounted) {
            System.out.println("CheckpointFailureTest skipped: cannot mount a file system");
        }
        Assumptions.assumeTrue(mounted);
        UnsafeBuffer none = new UnsafeBuffer(0, 0);
        UnsafeBuffer state = new UnsafeBuffer(States.state(1, 700_000));
        try (CheckpointStore store = CheckpointStore.open(temporary.resolve("checkpoints"), States.PROCESS_ID, 3)) {
            for (long number = 1; number <= 2; number++) {
                take(store, number, none, state);
            }
            LogException full = assertThrows(LogException.class, () -> take(store, 3, none, state));
            assertTrue(full.getCause() instanceof IOException, full.toString());
            try (CheckpointSource source = store.newest()) {
                assertEquals(2, source.number());
                assertEquals(700_000, source.sizeBytes());
            }
            assertTrue(Fork.succeeds("mount", "-o", "remount,size=4m", temporary.toString()));
            take(store, 4, none, state);
            assertEquals(List.of(1L, 2L, 4L), store.numbers());
        } finally {
            Fork.succeeds("umount", temporary.toString());
        }
    }

    private static void take(CheckpointStore store, long number, UnsafeBuffer none, UnsafeBuffer state) {
        try (CheckpointSink sink = store.begin(number, 0, none, 0, 0)) {
            sink.write(state, 0, state.capacity());
            sink.commit();
        }
    }
}
