package io.ft4j.log.inspect;

import io.ft4j.core.port.LogException;
import io.ft4j.core.runtime.driver.JvmFlags;
import io.ft4j.log.BlockScan;
import io.ft4j.log.Protection;
import io.ft4j.log.folder.FolderState;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Looks at a log of either backend without changing anything; the log may be open in this or another process. Every
 * method reads the files as they are then.
 *
 * <p>Any thread; nothing is shared between calls. Allocates. <b>Errors.</b> Damage is a result. A {@link LogException}
 * says that the folder is no log, or cannot be read.
 */
public final class LogInspector {
    private final Path folder;

    private LogInspector(Path folder) {
        this.folder = folder;
    }

    /**
     * @throws LogException when the folder is no log, is one of checkpoints, of a backend or a format that is not known
     *                      here, or its identity is damaged.
     * @throws IllegalStateException when a JVM flag is missing.
     */
    public static LogInspector of(Path folder) {
        JvmFlags.require();
        if (!Files.isDirectory(folder)) {
            throw new LogException(folder + " is no folder");
        }
        try {
            OpenLog.read(folder);
            return new LogInspector(folder);
        } catch (IOException e) {
            throw cannotRead(folder, e);
        }
    }

    static LogException cannotRead(Path folder, Throwable cause) {
        return new LogException("cannot read the log in " + folder + ": " + cause, cause);
    }

    private interface Reading<T> {
        T of(OpenLog log) throws IOException;
    }

    private <T> T read(Reading<T> reading) {
        return look(() -> {
            try (OpenLog log = OpenLog.open(folder)) {
                return reading.of(log);
            }
        });
    }

    private <T> T look(OpenLog.Look<T> look) {
        try {
            return OpenLog.again(look);
        } catch (IOException e) {
            throw cannotRead(folder, e);
        }
    }

    /** What the folder says of its log, and its files. */
    public LogInfo info() {
        return read(log -> {
            FolderState state = OpenLog.read(folder);
            return new LogInfo(
                    folder,
                    state.backend(),
                    String.format("%016x%016x", state.idHigh(), state.idLow()),
                    state.incarnation(),
                    state.keptFrom(),
                    state.acknowledged(),
                    log.next() ? protection(log.scan()) : null,
                    files());
        });
    }

    private static Protection protection(BlockScan scan) {
        return scan.hasCheckBits() ? Protection.SECDED : Protection.CHECKSUM;
    }

    private Map<Path, Long> files() throws IOException {
        Map<Path, Long> found = new TreeMap<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                found.put(file, attributes.size());
                return FileVisitResult.CONTINUE;
            }

            /** Deleted meanwhile. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    /** Reads every block and names every place that is not as it was written. */
    public LogVerification verify() {
        return read(this::verify);
    }

    private LogVerification verify(OpenLog log) throws IOException {
        List<LogDamage> damages = smallFiles();
        BlockScan scan = log.scan();
        long blocks = 0;
        long checkedBlocks = 0;
        long records = 0;
        while (log.next()) {
            blocks++;
            checkedBlocks += scan.hasCheckBits() ? 1 : 0;
            records += scan.recordCount();
        }
        log.end();
        for (LogDamage damage : log.takeDamages()) {
            damages.add(judged(damage, log.acknowledged()));
        }
        return new LogVerification(
                blocks,
                checkedBlocks,
                records,
                scan.firstPosition(),
                scan.lastPosition(),
                log.acknowledged(),
                log.correctableBits(),
                damages);
    }

    private List<LogDamage> smallFiles() throws IOException {
        List<LogDamage> damages = new ArrayList<>();
        OpenLog.read(folder)
                .damages()
                .forEach((file, reason) -> damages.add(new LogDamage(file, 0, LogDamage.Kind.LOST, 0, 0, reason)));
        return damages;
    }

    /** Later blocks may have called acknowledged what looked like a torn tail. */
    private static LogDamage judged(LogDamage damage, long acknowledged) {
        return damage.kind() == LogDamage.Kind.TORN_TAIL && damage.position() <= acknowledged
                ? new LogDamage(
                        damage.file(),
                        damage.offset(),
                        LogDamage.Kind.LOST,
                        damage.position(),
                        damage.lostCount(),
                        damage.reason())
                : damage;
    }

    /** Gives all records from this position on that can be read, and what is damaged there, until no more are wanted. */
    public void walk(long fromPosition, LogVisitor visitor) {
        long[] next = {fromPosition};
        read(log -> {
            walk(log, next, visitor);
            return null;
        });
    }

    private static void walk(OpenLog log, long[] next, LogVisitor visitor) throws IOException {
        boolean wanted = true;
        while (wanted && log.next()) {
            log.damages(next[0], visitor);
            wanted = log.records(next[0], visitor);
            next[0] = Math.max(next[0], log.scan().lastPosition() + 1);
        }
        if (wanted) {
            log.end();
            log.damages(next[0], visitor);
        }
    }

    /** Gives the newest records that are there now, and what is damaged there. What comes meanwhile is left out. */
    public void newest(int recordCount, LogVisitor visitor) {
        long[] next = {0};
        read(log -> {
            long last = last(log);
            next[0] = Math.max(next[0], last - recordCount + 1);
            // In the same files, which may be released by now.
            log.begin();
            walk(log, next, upTo(last, visitor));
            return null;
        });
    }

    private static long last(OpenLog log) throws IOException {
        while (log.next()) {
            log.takeDamages();
        }
        log.takeDamages();
        return log.scan().lastPosition();
    }

    private static LogVisitor upTo(long last, LogVisitor visitor) {
        return new LogVisitor() {
            @Override
            public boolean onRecord(LogRecord record) {
                return record.position() > last || visitor.onRecord(record);
            }

            @Override
            public void onDamage(LogDamage damage) {
                visitor.onDamage(damage);
            }
        };
    }

    /** Begins to follow the log with the newest {@code recordCount} records that are there now. To be closed. */
    public LogTail tail(int recordCount) {
        long lastPosition = read(LogInspector::last);
        return look(() -> new LogTail(folder, OpenLog.open(folder, true), lastPosition - recordCount + 1));
    }
}
