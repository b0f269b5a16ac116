package io.ft4j.log.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import io.ft4j.core.port.RecordList;
import io.ft4j.log.Entries;
import io.ft4j.log.FolderImage;
import io.ft4j.log.Fork;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a small file system in memory, which only root may mount. */
class FullDiskTest {
    private static final int SMALLEST_KIB = 16;
    private static final int LARGEST_KIB = 1400;
    private static final int STEP_KIB = 28;

    @TempDir
    Path disk;

    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        mounted = Fork.succeeds("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk.toString());
        if (!mounted) {
            System.out.println("FullDiskTest skipped: cannot mount a file system");
        }
        Assumptions.assumeTrue(mounted);
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            Fork.succeeds("umount", disk.toString());
        }
    }

    private void resize(int kib) throws InterruptedException {
        assertTrue(Fork.succeeds("mount", "-o", "remount,size=" + kib + "k", disk.toString()));
    }

    private static DurableLog open(Path folder) {
        return ChronicleLog.open(folder, Durability.PROCESS, ChronicleStore.MIN_FILE_BYTES);
    }

    /** Whatever page is the first that the disk has no room for. */
    @Test
    void aFullDiskIsAnExceptionAndLosesNothingThatWasAcknowledged() throws Exception {
        int appended = 0;
        for (int kib = SMALLEST_KIB; kib < LARGEST_KIB; kib += STEP_KIB) {
            Path folder = disk.resolve("log-" + kib);
            resize(kib);
            long acknowledged = fill(folder);
            appended += acknowledged > 0 ? 1 : 0;
            resize(4096);
            if (acknowledged >= 0) {
                verify(folder, acknowledged);
            }
            FolderImage.deleteAll(folder);
        }
        assertTrue(appended > 10, "only " + appended + " of the disks had room for a record");
    }

    /** @return the last position that was acknowledged, or -1 when the log could not be created. */
    private static long fill(Path folder) {
        DurableLog log;
        try {
            log = open(folder);
        } catch (LogException e) {
            assertMetInAWrite(e);
            return -1;
        }
        Entries entries = new Entries(16 * 1024);
        try (log) {
            long[] acknowledged = {0};
            LogException full = assertThrows(LogException.class, () -> {
                for (int index = 1; ; index++) {
                    entries.append(log, index, index, index * 37 % 5000);
                    acknowledged[0] = log.durablePosition();
                }
            });
            assertMetInAWrite(full);
            assertThrows(LogException.class, log::durablePosition, "a full log goes on");
            return acknowledged[0];
        }
    }

    /** A fault in mapped memory would be an InternalError, or the end of the JVM. */
    private static void assertMetInAWrite(LogException full) {
        assertTrue(full.getCause() instanceof IOException, full.toString());
    }

    private static void verify(Path folder, long acknowledged) {
        try (DurableLog log = open(folder)) {
            RecordList records = new RecordList();
            log.replay(records);
            assertEquals(acknowledged, log.position());
            assertEquals(acknowledged, records.seen().size());
        }
    }
}
