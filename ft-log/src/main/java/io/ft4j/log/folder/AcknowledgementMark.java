package io.ft4j.log.folder;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.port.LogException;
import io.ft4j.core.redundancy.Checksum;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The newest position that was reported as durable, in one mapped word. A flipped bit in the last acknowledged record
 * looks like a torn tail; this word tells them apart. It is stored before the position is reported, in one instruction,
 * so that a kill leaves the old word or the new one.
 *
 * <p>File {@code acknowledged}, 8 bytes, little endian: position + 1 in the lower 48 bits, so that a word of zeros is
 * never valid; above it 16 bits, CRC-32C of the log id and the lower part, both halves folded into one.
 */
public final class AcknowledgementMark implements AutoCloseable {
    static final String FILE_NAME = "acknowledged";

    private static final int LENGTH = Long.BYTES;
    private static final int POSITION_BITS = 48;
    private static final long POSITION_MASK = (1L << POSITION_BITS) - 1;
    private static final int LOWER_OFFSET = 16;
    private static final int CHECKED_BYTES = 24;

    private final UnsafeBuffer word;
    private final Word codec;
    private long position;

    private AcknowledgementMark(UnsafeBuffer word, Word codec, long position) {
        this.word = word;
        this.codec = codec;
        this.position = position;
    }

    static void create(Path folder, Identity identity) throws IOException {
        SmallFile.create(
                folder.resolve(FILE_NAME), SmallFile.allocate(LENGTH).putLong(0, new Word(identity).encode(0)));
    }

    /** @throws LogException when the word is damaged: what was acknowledged is then unknown. */
    static AcknowledgementMark open(Path folder, Identity identity) throws IOException {
        Path path = folder.resolve(FILE_NAME);
        Found found = find(path, identity);
        if (found.damage != null) {
            throw new LogException("file " + path + " at offset 0: " + found.damage);
        }
        try (FileChannel channel = FileChannel.open(path, READ, WRITE)) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH);
            return new AcknowledgementMark(new UnsafeBuffer(mapped), new Word(identity), found.position);
        }
    }

    /** What the file says: a position, or why it says none. */
    record Found(long position, String damage) {}

    static Found find(Path path, Identity identity) throws IOException {
        String damage = SmallFile.lengthDamage(path, LENGTH);
        if (damage != null) {
            return new Found(0, damage);
        }
        long word = SmallFile.read(path, LENGTH).getLong(0);
        long position = (word & POSITION_MASK) - 1;
        return position >= 0 && new Word(identity).encode(position) == word
                ? new Found(position, null)
                : new Found(
                        0,
                        "the mark " + Long.toHexString(word) + " is damaged, so it is not known what was acknowledged");
    }

    public long position() {
        return position;
    }

    public void raise(long newPosition) {
        Invariant.check(newPosition > position, "L4 the acknowledged position grows", newPosition, position);
        word.putLongOrdered(0, codec.encode(newPosition));
        position = newPosition;
    }

    @Override
    public void close() {
        IoUtil.unmap(word.byteBuffer());
    }

    /** How a position becomes a word. */
    private static final class Word {
        private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[CHECKED_BYTES]);
        private final Checksum checksum = new Checksum();

        Word(Identity identity) {
            scratch.putLong(0, identity.idHigh, LITTLE_ENDIAN);
            scratch.putLong(Long.BYTES, identity.idLow, LITTLE_ENDIAN);
        }

        long encode(long position) {
            long lower = position + 1;
            scratch.putLong(LOWER_OFFSET, lower, LITTLE_ENDIAN);
            int crc = checksum.of(scratch, 0, CHECKED_BYTES);
            return (long) (crc ^ crc >>> 16) << POSITION_BITS | lower;
        }
    }
}
