package io.ft4j.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes to a file through its channel: zeros, and with them it takes space from the device, and blocks.
 *
 * <p>Before the kernel writes out a page that was stored to through a mapping, it interrupts every processor that may
 * have it in its address cache, once a page. What is written through the channel is spared that, and costs a call of
 * the system: too much for a small block, less than the stores for a large one.
 */
public class FileWriter {
    /** Of a piece in which a long block is written, in bytes. */
    private static final int PIECE_BYTES = 64 * 1024;

    private final ByteBuffer zeros;
    private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
    private final UnsafeBuffer pieceBuffer = new UnsafeBuffer(piece);

    /** @param chunkBytes how many zeros are written at once. */
    public FileWriter(int chunkBytes) {
        zeros = ByteBuffer.allocateDirect(chunkBytes);
    }

    public int chunkBytes() {
        return zeros.capacity();
    }

    /** @param length up to {@link #chunkBytes}. */
    public final void writeZeros(FileChannel channel, int offset, int length) throws IOException {
        zeros.limit(length).position(0);
        write(channel, offset, zeros);
    }

    /** Header and body as one write, if together they are no longer than a piece. */
    public final void writeBlock(
            FileChannel channel,
            int offset,
            DirectBuffer header,
            int headerOffset,
            int headerLength,
            DirectBuffer body,
            int bodyOffset,
            int bodyLength)
            throws IOException {
        pieceBuffer.putBytes(0, header, headerOffset, headerLength);
        int pieceLength = headerLength;
        int taken = 0;
        int end = offset;
        do {
            int length = Math.min(bodyLength - taken, PIECE_BYTES - pieceLength);
            pieceBuffer.putBytes(pieceLength, body, bodyOffset + taken, length);
            piece.limit(pieceLength + length).position(0);
            write(channel, end, piece);
            end += pieceLength + length;
            taken += length;
            pieceLength = 0;
        } while (taken < bodyLength);
    }

    /** Over bytes that are there already; on the device when this returns. */
    public final void rewriteBlock(
            FileChannel channel,
            int offset,
            DirectBuffer header,
            int headerOffset,
            int headerLength,
            DirectBuffer body,
            int bodyOffset,
            int bodyLength)
            throws IOException {
        writeBlock(channel, offset, header, headerOffset, headerLength, body, bodyOffset, bodyLength);
        force(channel);
    }

    /** Tests put a loss of power here. */
    protected void force(FileChannel channel) throws IOException {
        channel.force(false);
    }

    /** Tests put a full disk here. */
    protected void write(FileChannel channel, long offset, ByteBuffer bytes) throws IOException {
        long start = offset - bytes.position();
        while (bytes.hasRemaining()) {
            channel.write(bytes, start + bytes.position());
        }
    }
}
