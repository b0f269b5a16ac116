package io.ft4j.core.runtime.aeron;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.agrona.CloseHelper;
import org.agrona.IoUtil;

/**
 * The directory of one driver, and the lock that says that its process lives: the operating system releases it however
 * the process ends. Process ids say less, since the first process of a container always has the same one.
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

    private MediaDirectory(Path path, Path lockFile, FileChannel channel) {
        this.path = path;
        this.lockFile = lockFile;
        this.channel = channel;
    }

    /** A new one, in memory where possible. Deletes what processes that were killed have left there. */
    static MediaDirectory create() {
        Path parent = Files.isWritable(SHARED_MEMORY) ? SHARED_MEMORY : Path.of(IoUtil.tmpDirName());
        String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9]", "");
        return create(parent, PREFIX + user + "-");
    }

    static MediaDirectory create(Path parent, String prefix) {
        deleteLeftovers(parent, prefix);
        return claim(
                parent.resolve(prefix + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime())));
    }

    /**
     * @throws IllegalArgumentException when it is no directory of a driver, and would be deleted as such.
     * @throws IllegalStateException when a living process has it.
     */
    static MediaDirectory claim(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        refuseForeign(absolute);
        Path lockFile = absolute.resolveSibling(absolute.getFileName() + LOCK_SUFFIX);
        FileChannel channel = lock(lockFile);
        if (channel == null) {
            throw new IllegalStateException("directory=" + absolute + " belongs to a driver that is running");
        }
        return new MediaDirectory(absolute, lockFile, channel);
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

    /** Null when somebody has it. */
    private static FileChannel lock(Path lockFile) {
        if (!OWN_LOCKS.add(lockFile)) {
            return null;
        }
        FileChannel channel = null;
        boolean locked = false;
        try {
            channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            locked = lock != null;
            return locked ? channel : null;
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
        try (DirectoryStream<Path> lockFiles = Files.newDirectoryStream(parent, prefix + "*" + LOCK_SUFFIX)) {
            for (Path lockFile : lockFiles) {
                deleteLeftover(parent, lockFile);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("list " + parent, e);
        }
    }

    /** What cannot be deleted belongs to somebody else; it is left alone. */
    private static void deleteLeftover(Path parent, Path lockFile) {
        try {
            FileChannel channel = lock(lockFile.toAbsolutePath().normalize());
            if (channel != null) {
                String name = lockFile.getFileName().toString();
                Path leftover = parent.resolve(name.substring(0, name.length() - LOCK_SUFFIX.length()));
                new MediaDirectory(leftover, lockFile.toAbsolutePath().normalize(), channel).close();
            }
        } catch (UncheckedIOException notOurs) {
            return;
        }
    }

    Path path() {
        return path;
    }

    /** Deletes it, and the lock file last, so that nobody finds a directory without one. Idempotent. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        IoUtil.delete(path.toFile(), true);
        try {
            Files.deleteIfExists(lockFile);
        } catch (IOException e) {
            throw new UncheckedIOException("delete " + lockFile, e);
        } finally {
            CloseHelper.quietClose(channel);
            OWN_LOCKS.remove(lockFile);
        }
    }
}
