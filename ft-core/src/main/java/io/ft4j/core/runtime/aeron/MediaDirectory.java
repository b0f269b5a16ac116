package io.ft4j.core.runtime.aeron;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.agrona.CloseHelper;
import org.agrona.IoUtil;

/**
 * The directory of one driver, and the lock that says that its process lives: the operating system releases it however
 * the process ends. Process ids say less, since the first process of a container always has the same one.
 *
 * <p>A lock is one of a file, not of its name: where a lock file is deleted and made anew, two processes may have a lock
 * each. So the lock file of a directory with a given name stays for good. That of a name which is used once is deleted
 * along with it, and only who thought of the name makes the file.
 */
final class MediaDirectory implements AutoCloseable {
    private static final String PREFIX = "ft4j-aeron-";
    private static final String LOCK_SUFFIX = ".lock";
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /** What a driver has in its directory. Whatever else is there is somebody else's, and is not deleted. */
    private static final Set<String> OF_A_DRIVER = Set.of("cnc.dat", "loss-report.dat", "publications", "images");

    /** Closing any channel to a lock file releases this process's lock on it: files of our own are not opened twice. */
    private static final Set<Path> OWN_LOCKS = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final Path lockFile;
    private final FileChannel channel;
    private final boolean isUsedOnce;

    private MediaDirectory(Path path, Path lockFile, FileChannel channel, boolean isUsedOnce) {
        this.path = path;
        this.lockFile = lockFile;
        this.channel = channel;
        this.isUsedOnce = isUsedOnce;
    }

    /** A new one, in memory where possible. Deletes what processes that were killed have left there. */
    static MediaDirectory create() {
        Path parent = Files.isWritable(SHARED_MEMORY) ? SHARED_MEMORY : Path.of(IoUtil.tmpDirName());
        String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9]", "");
        return create(parent, PREFIX + user + "-");
    }

    static MediaDirectory create(Path parent, String prefix) {
        Path place = parent.toAbsolutePath().normalize();
        deleteLeftovers(place, prefix);
        String process = prefix + ProcessHandle.current().pid() + "-";
        return createFirstFree(place, () -> process + Long.toHexString(System.nanoTime()));
    }

    /** Takes another name as long as somebody has it, or took the new lock file for a leftover. */
    static MediaDirectory createFirstFree(Path parent, Supplier<String> names) {
        while (true) {
            Path path = parent.resolve(names.get());
            Path lockFile = lockFile(path);
            FileChannel channel = lock(lockFile, StandardOpenOption.CREATE_NEW);
            if (channel != null) {
                MediaDirectory created = new MediaDirectory(path, lockFile, channel, true);
                if (Files.exists(lockFile)) {
                    return created;
                }
                created.close();
            }
        }
    }

    /**
     * @throws IllegalArgumentException when it is no directory of a driver, and would be deleted as such.
     * @throws IllegalStateException when a living process has it.
     */
    static MediaDirectory claim(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        refuseForeign(absolute);
        Path lockFile = lockFile(absolute);
        FileChannel channel = lock(lockFile, StandardOpenOption.CREATE);
        if (channel == null) {
            throw new IllegalStateException("directory=" + absolute + " belongs to a driver that is running");
        }
        return new MediaDirectory(absolute, lockFile, channel, false);
    }

    private static Path lockFile(Path directory) {
        return directory.resolveSibling(directory.getFileName() + LOCK_SUFFIX);
    }

    private static void refuseForeign(Path path) {
        if (path.getFileName() == null) {
            throw new IllegalArgumentException("directory=" + path + " is a root, and not a driver's");
        }
        if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IllegalArgumentException("directory=" + path + " is there and no directory");
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                if (!OF_A_DRIVER.contains(entry.getFileName().toString())) {
                    throw new IllegalArgumentException("directory=" + path + " holds " + entry.getFileName()
                            + ", so it is not a driver's, which would be deleted");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("list " + path, e);
        }
    }

    /** Null when somebody has it, or it is there and should be new. */
    private static FileChannel lock(Path lockFile, OpenOption... howToMake) {
        if (!OWN_LOCKS.add(lockFile)) {
            return null;
        }
        FileChannel channel = null;
        boolean locked = false;
        try {
            Set<OpenOption> options = new HashSet<>(List.of(howToMake));
            options.add(StandardOpenOption.WRITE);
            channel = FileChannel.open(lockFile, options);
            FileLock lock = channel.tryLock();
            locked = lock != null;
            return locked ? channel : null;
        } catch (FileAlreadyExistsException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("lock " + lockFile, e);
        } finally {
            if (!locked) {
                CloseHelper.quietClose(channel);
                OWN_LOCKS.remove(lockFile);
            }
        }
    }

    private static void deleteLeftovers(Path parent, String prefix) {
        try (DirectoryStream<Path> lockFiles = Files.newDirectoryStream(parent, prefix + "[0-9]*-*" + LOCK_SUFFIX)) {
            for (Path lockFile : lockFiles) {
                deleteLeftover(parent, lockFile);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("list " + parent, e);
        }
    }

    /** What cannot be deleted belongs to somebody else, or is gone; it is left alone. A file that is gone stays so. */
    private static void deleteLeftover(Path parent, Path lockFile) {
        try {
            FileChannel channel = lock(lockFile);
            if (channel != null) {
                String name = lockFile.getFileName().toString();
                Path leftover = parent.resolve(name.substring(0, name.length() - LOCK_SUFFIX.length()));
                new MediaDirectory(leftover, lockFile, channel, true).close();
            }
        } catch (UncheckedIOException notOurs) {
            return;
        }
    }

    Path path() {
        return path;
    }

    /** Deletes it, and the lock file of a name used once last, so that nobody finds a directory without one. Idempotent. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        IoUtil.delete(path.toFile(), true);
        try {
            if (isUsedOnce) {
                Files.deleteIfExists(lockFile);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("delete " + lockFile, e);
        } finally {
            CloseHelper.quietClose(channel);
            OWN_LOCKS.remove(lockFile);
        }
    }
}
