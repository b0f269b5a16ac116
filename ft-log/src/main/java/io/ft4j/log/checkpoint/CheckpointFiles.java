package io.ft4j.log.checkpoint;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.ft4j.core.port.LogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names of checkpoints, and what is done to their folder, step by step: tests crash between any two, or fill the disk. */
class CheckpointFiles {
    static final String SUFFIX = ".checkpoint";
    static final String TEMPORARY_SUFFIX = ".checkpoint.new";
    static final String TENTATIVE_SUFFIX = ".checkpoint.tentative";
    static final String UNDONE_SUFFIX = ".checkpoint.undone";

    private final Path folder;

    CheckpointFiles(Path folder) {
        this.folder = folder;
    }

    static String name(long number, String suffix) {
        return String.format(Locale.ROOT, "%015d%s", number, suffix);
    }

    static long number(Path file, String suffix) {
        String name = file.getFileName().toString();
        long number = 0;
        try {
            number = CheckpointHeader.requireNumber(Long.parseLong(name.substring(0, name.length() - suffix.length())));
        } catch (IllegalArgumentException e) {
            throw notNumbered(file, e);
        }
        if (!name.equals(name(number, suffix))) {
            throw notNumbered(file, null);
        }
        return number;
    }

    private static LogException notNumbered(Path file, Throwable cause) {
        return new LogException("file " + file + " at offset 0: its name is not the number of a checkpoint", cause);
    }

    final Path path(String name) {
        return folder.resolve(name);
    }

    /** The files with this end of their names, in the order of their names. */
    List<Path> list(String suffix) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + suffix)) {
            found.forEach(files::add);
        }
        files.sort(null);
        return files;
    }

    FileChannel create(String name) throws IOException {
        return FileChannel.open(path(name), CREATE, TRUNCATE_EXISTING, WRITE);
    }

    FileChannel open(String name) throws IOException {
        return FileChannel.open(path(name), READ);
    }

    void write(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
        long start = offset - bytes.position();
        while (bytes.hasRemaining()) {
            channel.write(bytes, start + bytes.position());
        }
    }

    void force(FileChannel channel) throws IOException {
        channel.force(true);
    }

    void rename(String from, String to) throws IOException {
        Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE);
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(path(name));
    }

    /** Makes created, renamed and deleted names survive a loss of power. */
    void forceFolder() throws IOException {
        try (FileChannel channel = FileChannel.open(folder, READ)) {
            channel.force(true);
        }
    }
}
