package io.ft4j.log.folder;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A piece of a file that another process may be writing and cutting, in memory of its own. Such a file is never mapped:
 * behind a cut a mapping faults, and the JVM may report that some steps later, in whatever code the thread runs then.
 *
 * <p>One thread. Allocates where a piece is longer than all before.
 */
public final class FileWindow {
    /** What a read brings at least: a length and the block behind it are one call of the system then. */
    private static final int MIN_READ_BYTES = 4096;

    private final FileChannel channel;
    private final Path path;
    private final UnsafeBuffer bytes = new UnsafeBuffer(0, 0);
    private ByteBuffer memory = ByteBuffer.allocate(0);
    private int begin;

    public FileWindow(FileChannel channel, Path path) {
        this.channel = channel;
        this.path = path;
    }

    /** How long the file is now; of a longer one the first 2 GiB. */
    public int fileBytes() throws IOException {
        return (int) Math.min(channel.size(), Integer.MAX_VALUE);
    }

    /** The file may have changed: what is asked for next is read again. */
    public void forget() {
        memory.clear().limit(0);
    }

    /**
     * Reads a piece of the file, unless it is there.
     *
     * @throws EOFException when the file ends before; other errors name the place as well.
     */
    public void load(int offset, int length) throws IOException {
        if (offset >= begin && length <= memory.limit() - (offset - begin)) {
            return;
        }
        if (memory.capacity() < length) {
            memory = ByteBuffer.allocateDirect(BitUtil.findNextPositivePowerOfTwo(Math.max(length, MIN_READ_BYTES)));
            bytes.wrap(memory);
        }
        begin = offset;
        memory.clear().limit(Math.max(length, MIN_READ_BYTES));
        while (memory.position() < length) {
            if (read() < 0) {
                forget();
                throw new EOFException("file " + path + " at offset " + offset + ": ends within " + length + " bytes");
            }
        }
        memory.flip();
    }

    private int read() throws IOException {
        long offset = (long) begin + memory.position();
        try {
            return channel.read(memory, offset);
        } catch (IOException e) {
            forget();
            throw new IOException("file " + path + " at offset " + offset + ": it cannot be read: " + e, e);
        }
    }

    /** Of the pieces that were read; any may be overwritten by the next read. */
    public DirectBuffer bytes() {
        return bytes;
    }

    /** Where a byte of the piece is in {@link #bytes}. */
    public int index(int offset) {
        return offset - begin;
    }
}
