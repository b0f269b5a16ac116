package io.ft4j.log.folder;

import static java.nio.file.StandardOpenOption.WRITE;

import io.ft4j.core.port.LogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The two numbers of a log that change in place: how often it was opened, and from which position on its records are
 * kept. Both only grow. They stand in two copies that are written and forced one after the other, so that one of them
 * is whole after a crash, and a single damaged copy costs nothing.
 *
 * <table>
 * <caption>File {@code incarnation}, 1,024 bytes, little endian; the copies begin at 0 and 512</caption>
 * <tr><th>offset</th><th>field</th></tr>
 * <tr><td>0</td><td>incarnation, long</td></tr>
 * <tr><td>8</td><td>first position that is kept, long</td></tr>
 * <tr><td>16</td><td>CRC-32C of the log id and the bytes before; zeros follow</td></tr>
 * </table>
 */
public final class Incarnation {
    public static final String FILE_NAME = "incarnation";

    private static final int COPY_BYTES = 512;
    private static final int LENGTH = 2 * COPY_BYTES;
    private static final int CRC_OFFSET = 16;
    private static final int USED_BYTES = 20;

    private final Path path;
    private final Identity identity;

    private long value;
    private long keptFrom = 1;

    Incarnation(Path folder, Identity identity) {
        this.path = folder.resolve(FILE_NAME);
        this.identity = identity;
    }

    static void create(Path folder, Identity identity) throws IOException {
        Incarnation incarnation = new Incarnation(folder, identity);
        ByteBuffer bytes = SmallFile.allocate(LENGTH);
        ByteBuffer copy = incarnation.copy();
        SmallFile.create(incarnation.path, bytes.put(0, copy, 0, USED_BYTES).put(COPY_BYTES, copy, 0, USED_BYTES));
    }

    static Incarnation read(Path folder, Identity identity) throws IOException {
        Incarnation incarnation = new Incarnation(folder, identity);
        String damage = incarnation.load();
        if (damage != null) {
            throw new LogException("file " + incarnation.path + " at offset 0: " + damage);
        }
        return incarnation;
    }

    /** Why neither copy can be used; null where one can. */
    String load() throws IOException {
        String damage = SmallFile.lengthDamage(path, LENGTH);
        if (damage != null) {
            return damage;
        }
        ByteBuffer bytes = SmallFile.read(path, LENGTH);
        boolean first = take(bytes, 0);
        boolean second = take(bytes, COPY_BYTES);
        return first || second ? null : "both copies are damaged";
    }

    private boolean take(ByteBuffer bytes, int at) {
        if (bytes.getInt(at + CRC_OFFSET) != crc(bytes, at)) {
            return false;
        }
        value = Math.max(value, bytes.getLong(at));
        keptFrom = Math.max(keptFrom, bytes.getLong(at + 8));
        return true;
    }

    Path path() {
        return path;
    }

    long value() {
        return value;
    }

    long keptFrom() {
        return keptFrom;
    }

    void raise() throws IOException {
        value++;
        write();
    }

    void keepFrom(long position) throws IOException {
        keptFrom = position;
        write();
    }

    private void write() throws IOException {
        ByteBuffer copy = copy();
        try (FileChannel channel = FileChannel.open(path, WRITE)) {
            SmallFile.write(channel, copy.duplicate(), 0);
            channel.force(false);
            SmallFile.write(channel, copy.duplicate(), COPY_BYTES);
            channel.force(false);
        }
    }

    private ByteBuffer copy() {
        ByteBuffer bytes = SmallFile.allocate(USED_BYTES);
        bytes.putLong(0, value).putLong(8, keptFrom);
        return bytes.putInt(CRC_OFFSET, crc(bytes, 0));
    }

    private int crc(ByteBuffer bytes, int at) {
        CRC32C crc = new CRC32C();
        crc.update(SmallFile.allocate(16)
                .putLong(0, identity.idHigh)
                .putLong(8, identity.idLow)
                .array());
        crc.update(bytes.array(), at, CRC_OFFSET);
        return (int) crc.getValue();
    }
}
