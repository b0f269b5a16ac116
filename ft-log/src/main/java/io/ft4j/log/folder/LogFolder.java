package io.ft4j.log.folder;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.ft4j.core.port.LogException;
import io.ft4j.log.BlockStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folder of one log, held by one log at a time: its lock, its identity, how often it was opened, what was
 * acknowledged. The blocks in it are the business of a {@link BlockStore}.
 *
 * <p>Used by the thread of the log. Allocates at open and release only.
 */
public final class LogFolder implements AutoCloseable {
    private static final String LOCK_NAME = "lock";

    /** Files that a crash in the middle of a creation leaves: there is no identity yet, so they hold nothing. */
    private static final Set<String> BEFORE_IDENTITY =
            Set.of(LOCK_NAME, Identity.TEMPORARY_NAME, Incarnation.FILE_NAME, AcknowledgementMark.FILE_NAME);

    /**
     * Folders that this process has open. A file lock alone does not do: to try it means to open the lock file, and on
     * POSIX systems closing that second handle would release the lock of the first.
     */
    private static final Set<Path> OPEN_HERE = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final Path realPath;
    private final FileChannel lockChannel;

    private Identity identity;
    private Incarnation incarnation;
    private AcknowledgementMark mark;
    private boolean closed;

    private LogFolder(Path path, Path realPath, FileChannel lockChannel) {
        this.path = path;
        this.realPath = realPath;
        this.lockChannel = lockChannel;
    }

    /**
     * Creates the folder or opens it, locks it, and raises its incarnation.
     *
     * @param backend name of what stores the blocks in it, ASCII.
     * @throws LogException when it is open already, belongs to another backend or a later format, holds files of
     *                      somebody else, or is damaged; with file, offset and reason.
     */
    public static LogFolder open(Path path, String backend) {
        try {
            boolean isNew = Files.notExists(path);
            Files.createDirectories(path);
            if (isNew && path.toAbsolutePath().getParent() != null) {
                SmallFile.forceFolder(path.toAbsolutePath().getParent());
            }
            LogFolder folder = lock(path);
            try {
                folder.load(backend);
                return folder;
            } catch (IOException | RuntimeException e) {
                folder.close();
                throw e;
            }
        } catch (IOException e) {
            throw new LogException("cannot open the log in " + path + ": " + e, e);
        }
    }

    /**
     * As {@link #open}, of a folder that is a log already.
     *
     * @throws LogException also when it is none.
     */
    public static LogFolder openExisting(Path path, String backend) {
        if (Files.notExists(path.resolve(Identity.FILE_NAME))) {
            throw new LogException("folder " + path + " is no log: it has no file " + Identity.FILE_NAME);
        }
        return open(path, backend);
    }

    private static LogFolder lock(Path path) throws IOException {
        Path realPath = path.toRealPath();
        if (!OPEN_HERE.add(realPath)) {
            throw new LogException("folder " + path + " is already open in this process");
        }
        FileChannel channel = null;
        FileLock lock = null;
        try {
            channel = FileChannel.open(path.resolve(LOCK_NAME), CREATE, WRITE);
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            throw new LogException("folder " + path + " is already open in this process", e);
        } finally {
            if (lock == null) {
                OPEN_HERE.remove(realPath);
                if (channel != null) {
                    channel.close();
                }
            }
        }
        if (lock == null) {
            throw new LogException("folder " + path + " is already open in another process");
        }
        return new LogFolder(path, realPath, channel);
    }

    private void load(String backend) throws IOException {
        if (Files.notExists(path.resolve(Identity.FILE_NAME))) {
            create(backend);
        }
        identity = Identity.read(path, backend);
        incarnation = Incarnation.read(path, identity);
        mark = AcknowledgementMark.open(path, identity);
        incarnation.raise();
    }

    /** The identity comes last: where it is, all other files are. */
    private void create(String backend) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                if (!BEFORE_IDENTITY.contains(file.getFileName().toString())) {
                    throw new LogException("folder " + path + " has no file " + Identity.FILE_NAME + " but holds "
                            + file.getFileName() + ": it is not a log, or has lost its identity");
                }
            }
        }
        Identity drawn = Identity.draw(backend);
        Incarnation.create(path, drawn);
        AcknowledgementMark.create(path, drawn);
        drawn.write(path);
    }

    public Path path() {
        return path;
    }

    /** First half of the random id that the log got when it was created. */
    public long idHigh() {
        return identity.idHigh;
    }

    public long idLow() {
        return identity.idLow;
    }

    /** How often the folder was opened, from 1 on. */
    public long incarnation() {
        return incarnation.value();
    }

    /** Records before this position may be missing, since they were released. */
    public long keptFrom() {
        return incarnation.keptFrom();
    }

    public void keepFrom(long position) throws IOException {
        incarnation.keepFrom(position);
    }

    public AcknowledgementMark mark() {
        return mark;
    }

    /** Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (mark != null) {
            mark.close();
        }
        try {
            lockChannel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the lock of " + path, e);
        } finally {
            OPEN_HERE.remove(realPath);
        }
    }
}
