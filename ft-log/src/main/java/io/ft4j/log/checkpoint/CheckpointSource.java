package io.ft4j.log.checkpoint;

import io.ft4j.core.port.LogException;
import io.ft4j.core.port.StateSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The state of a checkpoint, block by block, into the caller's buffer. Each block is verified once more when it is read.
 * One thread; allocates at open only.
 */
public final class CheckpointSource implements StateSource, AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final long fileBytes;

    private CheckpointHeader header;
    private CheckpointDamage damage;
    private StateBlock block;
    private int nextIndex;
    private int taken;
    private int filled;

    private CheckpointSource(Path file, FileChannel channel, long fileBytes) {
        this.file = file;
        this.channel = channel;
        this.fileBytes = fileBytes;
    }

    /**
     * Reads the header; {@link #damage} says what is wrong with it.
     *
     * @throws LogException when the file is of a format that is not known here.
     */
    static CheckpointSource open(CheckpointFiles files, long number) throws IOException {
        return open(files, number, CheckpointFiles.SUFFIX);
    }

    static CheckpointSource open(CheckpointFiles files, long number, String suffix) throws IOException {
        String name = CheckpointFiles.name(number, suffix);
        FileChannel channel = files.open(name);
        boolean opened = false;
        try {
            CheckpointSource source = new CheckpointSource(files.path(name), channel, channel.size());
            source.readHeader(number);
            opened = true;
            return source;
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    private void readHeader(long number) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(CheckpointHeader.LENGTH);
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        if (read(bytes, 0) < CheckpointHeader.LENGTH) {
            damaged(CheckpointDamage.HEADER, 0, "the file has only " + fileBytes + " bytes");
            return;
        }
        String reason = CheckpointHeader.damage(buffer);
        if (reason != null) {
            damaged(CheckpointDamage.HEADER, 0, reason);
            return;
        }
        if (CheckpointHeader.version(buffer) != CheckpointHeader.VERSION) {
            throw new LogException("file " + file + " at offset " + CheckpointHeader.VERSION_OFFSET + ": format "
                    + CheckpointHeader.version(buffer) + " is not known here, " + CheckpointHeader.VERSION + " is");
        }
        CheckpointHeader found = CheckpointHeader.decode(buffer);
        if (found == null || found.number() != number) {
            String which = found == null ? "fields that make no sense" : "checkpoint " + found.number();
            damaged(CheckpointDamage.HEADER, 0, which + " where checkpoint " + number + " belongs");
            return;
        }
        header = found;
        block = new StateBlock(found.blockBytes());
        block.belongsTo(buffer);
    }

    private void damaged(int index, long offset, String reason) {
        damage = new CheckpointDamage(file, index, offset, reason);
    }

    long fileBytes() {
        return fileBytes;
    }

    /** Null while none was found. */
    CheckpointDamage damage() {
        return damage;
    }

    /** Null when it is damaged. */
    CheckpointHeader header() {
        return header;
    }

    /** Reads every block, from the first on; then the source is at its beginning again. */
    CheckpointDamage verify() {
        rewind();
        while (damage == null && !isAtEnd()) {
            next();
        }
        rewind();
        return damage;
    }

    private void rewind() {
        nextIndex = 0;
        taken = 0;
        filled = 0;
    }

    private boolean isAtEnd() {
        return nextIndex > 0 && StateBlock.offset(nextIndex, block.blockBytes()) >= fileBytes;
    }

    /** Reads the next block; {@link #damage} is what may be wrong with it. */
    private void next() {
        long offset = StateBlock.offset(nextIndex, block.blockBytes());
        long restBytes = fileBytes - offset;
        int length = (int) Math.min(Math.max(restBytes, 0), StateBlock.HEADER_LENGTH + block.blockBytes());
        String reason;
        try {
            reason = block.damage(nextIndex, read(block.room(length), offset), restBytes);
        } catch (IOException e) {
            reason = "it cannot be read: " + e;
        }
        if (reason != null) {
            damaged(nextIndex, offset, reason);
        } else {
            nextIndex++;
            taken = 0;
            filled = block.length();
        }
    }

    private int read(ByteBuffer bytes, long offset) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                break;
            }
        }
        return bytes.position();
    }

    public int processId() {
        return header.processId();
    }

    public long number() {
        return header.number();
    }

    /** Position in the message log of the process behind which the state stands. */
    public long position() {
        return header.position();
    }

    /** What was given along with the checkpoint. */
    public DirectBuffer metadata() {
        return header.metadata();
    }

    /** Length of the whole state. */
    public long sizeBytes() {
        return StateBlock.stateBytes(fileBytes, header.blockBytes());
    }

    /** A block that has become unreadable since it was verified is an error. */
    @Override
    public int read(MutableDirectBuffer buffer, int offset, int length) {
        buffer.boundsCheck(offset, length);
        int count = 0;
        while (count < length) {
            if (taken == filled) {
                if (isAtEnd()) {
                    break;
                }
                next();
                if (damage != null) {
                    throw new LogException(damage.toString());
                }
            }
            int part = Math.min(length - count, filled - taken);
            buffer.putBytes(offset + count, block.buffer(), StateBlock.HEADER_LENGTH + taken, part);
            taken += part;
            count += part;
        }
        return count;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + file, e);
        }
    }
}
