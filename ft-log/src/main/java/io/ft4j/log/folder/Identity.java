package io.ft4j.log.folder;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ft4j.core.port.LogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.zip.CRC32C;

/**
 * The file that makes a folder a log: written last when a log is created, and never again.
 *
 * <table>
 * <caption>File {@code identity}, 64 bytes, little endian</caption>
 * <tr><th>offset</th><th>field</th></tr>
 * <tr><td>0</td><td>magic "ft4j log"</td></tr>
 * <tr><td>8</td><td>format version, int</td></tr>
 * <tr><td>16</td><td>log id, 16 random bytes</td></tr>
 * <tr><td>32</td><td>backend, ASCII, filled up with zeros to 24 bytes</td></tr>
 * <tr><td>60</td><td>CRC-32C of the bytes before</td></tr>
 * </table>
 */
final class Identity {
    static final String FILE_NAME = "identity";
    static final String TEMPORARY_NAME = "identity.new";
    static final int LENGTH = 64;
    static final int VERSION = 1;

    private static final long MAGIC = 0x676f6c206a347466L;
    private static final int VERSION_OFFSET = 8;
    private static final int ID_OFFSET = 16;
    private static final int BACKEND_OFFSET = 32;
    private static final int BACKEND_BYTES = 24;
    private static final int CRC_OFFSET = 60;

    final long idHigh;
    final long idLow;
    final String backend;

    private final ByteBuffer bytes;

    private Identity(ByteBuffer bytes) {
        this.bytes = bytes;
        idHigh = bytes.getLong(ID_OFFSET);
        idLow = bytes.getLong(ID_OFFSET + 8);
        byte[] name = new byte[BACKEND_BYTES];
        bytes.get(BACKEND_OFFSET, name);
        backend = new String(name, US_ASCII).trim();
    }

    /** Draws a log id. Nothing is written yet. */
    static Identity draw(String backend) {
        byte[] id = new byte[16];
        new SecureRandom().nextBytes(id);
        ByteBuffer bytes = SmallFile.allocate(LENGTH);
        bytes.putLong(0, MAGIC).putInt(VERSION_OFFSET, VERSION).put(ID_OFFSET, id);
        bytes.put(BACKEND_OFFSET, name(backend));
        return new Identity(bytes.putInt(CRC_OFFSET, crc(bytes)));
    }

    void write(Path folder) throws IOException {
        Path temporary = folder.resolve(TEMPORARY_NAME);
        SmallFile.create(temporary, bytes);
        Files.move(temporary, folder.resolve(FILE_NAME), StandardCopyOption.ATOMIC_MOVE);
        SmallFile.forceFolder(folder);
    }

    static Identity read(Path folder, String backend) throws IOException {
        Identity identity = read(folder);
        refuse(
                !identity.backend.equals(backend),
                folder.resolve(FILE_NAME),
                BACKEND_OFFSET,
                "a log of backend " + identity.backend + ", opened as " + backend);
        return identity;
    }

    /** Of any backend. */
    static Identity read(Path folder) throws IOException {
        Path path = folder.resolve(FILE_NAME);
        ByteBuffer bytes = SmallFile.read(path, LENGTH);
        refuse(bytes.getLong(0) != MAGIC, path, 0, "this is no log of ft4j");
        refuse(bytes.getInt(CRC_OFFSET) != crc(bytes), path, CRC_OFFSET, "the checksum is wrong");
        int version = bytes.getInt(VERSION_OFFSET);
        refuse(
                version != VERSION,
                path,
                VERSION_OFFSET,
                "format " + version + " is not known here, " + VERSION + " is");
        return new Identity(bytes);
    }

    private static void refuse(boolean wrong, Path path, int offset, String reason) {
        if (wrong) {
            throw new LogException("file " + path + " at offset " + offset + ": " + reason);
        }
    }

    private static byte[] name(String backend) {
        byte[] name = backend.getBytes(US_ASCII);
        if (name.length == 0 || name.length > BACKEND_BYTES) {
            throw new IllegalArgumentException(
                    "backend=" + backend + " must have 1 to " + BACKEND_BYTES + " characters");
        }
        return name;
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, CRC_OFFSET);
        return (int) crc.getValue();
    }
}
