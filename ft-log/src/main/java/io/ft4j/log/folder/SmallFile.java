package io.ft4j.log.folder;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.ft4j.core.port.LogException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the small files of a folder have in common: whole reads and writes at a place, and forces. */
final class SmallFile {
    private SmallFile() {}

    static ByteBuffer allocate(int length) {
        return ByteBuffer.allocate(length).order(LITTLE_ENDIAN);
    }

    /** Writes the bytes as the whole content of a file and forces it. */
    static void create(Path path, ByteBuffer bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(path, CREATE, TRUNCATE_EXISTING, WRITE)) {
            write(channel, bytes, 0);
            channel.force(true);
        }
    }

    /** @throws LogException unless the file has exactly this length. */
    static ByteBuffer read(Path path, int length) throws IOException {
        String damage = lengthDamage(path, length);
        if (damage != null) {
            throw new LogException("file " + path + " at offset 0: " + damage);
        }
        try (FileChannel channel = FileChannel.open(path, READ)) {
            ByteBuffer bytes = allocate(length);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, bytes.position()) < 0) {
                    throw new EOFException("file " + path + " ends at offset " + bytes.position());
                }
            }
            return bytes.flip();
        }
    }

    /** Why this cannot be such a file; null where it has exactly this length. */
    static String lengthDamage(Path path, int length) throws IOException {
        long size = Files.size(path);
        return size == length ? null : "it has " + size + " bytes and must have " + length;
    }

    static void write(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
        long at = offset - bytes.position();
        while (bytes.hasRemaining()) {
            channel.write(bytes, at + bytes.position());
        }
    }

    /** Makes created, renamed and deleted names in this folder survive a loss of power. */
    static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, READ)) {
            channel.force(true);
        }
    }
}
