package io.ft4j.log.segment;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.LogException;
import io.ft4j.core.runtime.driver.JvmFlags;
import io.ft4j.log.BlockLog;
import io.ft4j.log.BlockStore;
import io.ft4j.log.FileWriter;
import io.ft4j.log.LogRepair;
import io.ft4j.log.folder.FolderState;
import io.ft4j.log.folder.LogFolder;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Opens logs in segment files: blocks one behind the other in files of a fixed length, whose space is taken ahead. One
 * folder is one log, held by one process at a time.
 *
 * <p>At {@link Durability#PROCESS} no thread is started. At {@link Durability#DISK} one daemon thread, named {@code
 * ft4j-force-} and the name of the folder, forces what was appended.
 */
public final class SegmentLog {
    /** Name of this backend in the identity of a folder. */
    public static final String BACKEND = "segment";

    private SegmentLog() {}

    /** Segments of 64 MiB. */
    public static BlockLog open(Path folder, Durability durability) {
        return open(folder, SegmentConfig.of(durability));
    }

    /**
     * @param folder created where it does not exist.
     * @throws LogException when the folder is open already, is not a log of this backend, or does not hold everything
     *                      that was acknowledged; says file, offset and reason.
     * @throws IllegalStateException when a JVM flag is missing.
     */
    public static BlockLog open(Path folder, SegmentConfig config) {
        JvmFlags.require();
        return open(folder, config, new FileWriter(SegmentStore.chunkBytes(config.durability())));
    }

    /**
     * The blocks of a log for reading only: no lock is taken, nothing is changed, another process may write them.
     *
     * @throws IllegalStateException when a JVM flag is missing.
     */
    public static BlockStore view(FolderState folder) throws IOException {
        JvmFlags.require();
        return SegmentStore.view(folder);
    }

    /**
     * Opens a log that {@link #open} refuses, to write damaged blocks again.
     *
     * @throws LogException when the folder is open already, is not a log of this backend, or lacks a file.
     * @throws IllegalStateException when a JVM flag is missing.
     */
    public static LogRepair repair(Path folder) {
        JvmFlags.require();
        return repair(folder, new FileWriter(SegmentStore.chunkBytes(Durability.PROCESS)));
    }

    static LogRepair repair(Path path, FileWriter writer) {
        LogFolder folder = LogFolder.openExisting(path, BACKEND);
        return LogRepair.open(folder, store(folder, SegmentConfig.of(Durability.PROCESS), writer));
    }

    static BlockLog open(Path path, SegmentConfig config, FileWriter writer) {
        LogFolder folder = LogFolder.open(path, BACKEND);
        return BlockLog.open(folder, store(folder, config, writer), config.durability(), config.protection());
    }

    private static SegmentStore store(LogFolder folder, SegmentConfig config, FileWriter writer) {
        boolean opened = false;
        try {
            SegmentStore store = SegmentStore.open(folder, config, writer);
            opened = true;
            return store;
        } catch (IOException e) {
            throw new LogException("cannot open the log in " + folder.path() + ": " + e, e);
        } finally {
            if (!opened) {
                folder.close();
            }
        }
    }
}
