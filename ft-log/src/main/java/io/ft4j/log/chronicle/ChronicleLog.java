package io.ft4j.log.chronicle;

import io.ft4j.core.port.Durability;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.port.LogException;
import io.ft4j.core.runtime.driver.JvmFlags;
import io.ft4j.log.BlockLog;
import io.ft4j.log.BlockStore;
import io.ft4j.log.FileWriter;
import io.ft4j.log.LogRepair;
import io.ft4j.log.Protection;
import io.ft4j.log.folder.FolderState;
import io.ft4j.log.folder.LogFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The default log: a {@link DurableLog} of {@link Durability#PROCESS} in files of Chronicle Queue. Entries are in the page
 * cache when they are acknowledged: they survive the loss of the process, not of power.
 *
 * <p>Needs the JVM flags that {@link ChronicleFlags} names. Opening starts no thread, opens no connection and writes
 * nothing outside the folder: Chronicle's usage reports, banner, disk monitor and releaser thread are switched off by
 * system properties, unless the application has set these, or loaded Chronicle Queue, before.
 */
public final class ChronicleLog {
    /**
     * Size at which a file is full. A roll takes some milliseconds of the appending thread: two for the new file, and one
     * for each 32 MiB or so of the old one that are no longer mapped. So larger files roll seldom and pause long.
     */
    public static final int DEFAULT_FILE_BYTES = 64 << 20;

    /** Name of this backend in the identity of a folder. */
    public static final String BACKEND = "chronicle";

    private ChronicleLog() {}

    /** Opens the log of a folder, which is created where needed, with files of {@link #DEFAULT_FILE_BYTES}. */
    public static BlockLog open(Path folder, Durability durability) {
        return open(folder, durability, DEFAULT_FILE_BYTES, Protection.CHECKSUM);
    }

    /** Opens the log of a folder, which is created where needed, with blocks that have no check bits. */
    public static BlockLog open(Path folder, Durability durability, int fileBytes) {
        return open(folder, durability, fileBytes, Protection.CHECKSUM);
    }

    /**
     * Opens the log of a folder, which is created where needed.
     *
     * @param durability {@link Durability#PROCESS}; anything else is refused.
     * @param fileBytes  size at which files roll, a multiple of 64 KiB from {@link ChronicleStore#MIN_FILE_BYTES} to
     *                   {@link ChronicleStore#MAX_FILE_BYTES}; a block takes a quarter of it at most. Files of other
     *                   sizes may be there already.
     * @param protection of the blocks that are written.
     * @throws LogException when the folder is in use, or holds something other than what was acknowledged.
     * @throws IllegalStateException when a JVM flag is missing.
     */
    public static BlockLog open(Path folder, Durability durability, int fileBytes, Protection protection) {
        requireProcess(durability);
        ChronicleStore.requireFileBytes(fileBytes);
        Objects.requireNonNull(protection, "protection");
        ChronicleFlags.check();
        LogFolder locked = LogFolder.open(folder, BACKEND);
        ChronicleStore store = openStore(locked, () -> new ChronicleStore(folder, fileBytes));
        BlockLog log = BlockLog.open(locked, store, durability, protection);
        startWriting(locked, store, log);
        return log;
    }

    /** The blocks of a log for reading only: no lock is taken, nothing is changed, another process may write them. */
    public static BlockStore view(FolderState folder) throws IOException {
        JvmFlags.require();
        return ChronicleStore.view(folder.path());
    }

    /**
     * Opens a log that {@link #open} refuses, to write damaged blocks again.
     *
     * @throws LogException when the folder is in use, or is not a log of this backend.
     * @throws IllegalStateException when a JVM flag is missing.
     */
    public static LogRepair repair(Path folder) {
        JvmFlags.require();
        return repair(folder, new FileWriter(0));
    }

    static LogRepair repair(Path path, FileWriter rewriter) {
        LogFolder folder = LogFolder.openExisting(path, BACKEND);
        return LogRepair.open(folder, openStore(folder, () -> ChronicleStore.repair(path, rewriter)));
    }

    private interface Opening {
        ChronicleStore open() throws IOException;
    }

    private static ChronicleStore openStore(LogFolder folder, Opening opening) {
        boolean opened = false;
        try {
            ChronicleStore store = opening.open();
            opened = true;
            return store;
        } catch (IOException e) {
            throw cannotOpen(folder, e);
        } finally {
            if (!opened) {
                folder.close();
            }
        }
    }

    private static void startWriting(LogFolder folder, ChronicleStore store, BlockLog log) {
        boolean started = false;
        try {
            store.startWriting();
            started = true;
        } catch (IOException | RuntimeException | InternalError e) {
            throw cannotOpen(folder, e);
        } finally {
            if (!started) {
                log.close();
            }
        }
    }

    private static LogException cannotOpen(LogFolder folder, Throwable cause) {
        return new LogException("cannot open the log in " + folder.path() + ": " + cause, cause);
    }

    private static void requireProcess(Durability durability) {
        if (durability == Durability.DISK) {
            throw new IllegalArgumentException(
                    "durability DISK: a ChronicleLog gives PROCESS only, since Chronicle Queue's"
                            + " sync() covers the current chunk alone and does nothing without its native library;"
                            + " use a SegmentLog");
        }
        if (durability != Durability.PROCESS) {
            throw new IllegalArgumentException("durability " + durability + ": a ChronicleLog gives PROCESS only");
        }
    }
}
