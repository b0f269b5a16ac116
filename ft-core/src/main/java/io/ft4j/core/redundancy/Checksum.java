package io.ft4j.core.redundancy;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;

/**
 * CRC-32C (Castagnoli; RFC 3720 appendix B.4) over Agrona buffers. Detects every error burst of up to 32 bits and every
 * error of up to three bits in the frames used here; it is no protection against an adversary.
 *
 * <p>Not thread-safe: one instance per thread. Allocates only when it meets a new {@link ByteBuffer} behind a buffer,
 * or memory without one for the first time.
 */
public final class Checksum {
    private static final int VIEWS = 8;
    private static final int SCRATCH_BYTES = 4096;

    private final CRC32C crc = new CRC32C();
    private final ByteBuffer[] sources = new ByteBuffer[VIEWS];
    private final ByteBuffer[] views = new ByteBuffer[VIEWS];
    /** For memory behind which there is neither an array nor a {@link ByteBuffer}; null before the first of it. */
    private byte[] scratch;

    private int nextView;

    /** Starts a new checksum. */
    public Checksum reset() {
        crc.reset();
        return this;
    }

    /** Adds {@code length} bytes. */
    public Checksum update(DirectBuffer buffer, int offset, int length) {
        if (length <= 0) {
            return this;
        }
        byte[] array = buffer.byteArray();
        if (array != null) {
            crc.update(array, buffer.wrapAdjustment() + offset, length);
        } else if (buffer.byteBuffer() != null) {
            ByteBuffer view = view(buffer.byteBuffer());
            int begin = buffer.wrapAdjustment() + offset;
            view.limit(begin + length).position(begin);
            crc.update(view);
        } else {
            updateByCopy(buffer, offset, length);
        }
        return this;
    }

    public int value() {
        return (int) crc.getValue();
    }

    /** The checksum of one range. */
    public int of(DirectBuffer buffer, int offset, int length) {
        return reset().update(buffer, offset, length).value();
    }

    private void updateByCopy(DirectBuffer buffer, int offset, int length) {
        if (scratch == null) {
            scratch = new byte[SCRATCH_BYTES];
        }
        for (int at = 0; at < length; at += SCRATCH_BYTES) {
            int part = Math.min(SCRATCH_BYTES, length - at);
            buffer.getBytes(offset + at, scratch, 0, part);
            crc.update(scratch, 0, part);
        }
    }

    /** A view of our own, since position and limit of the source belong to whoever shares it with other threads. */
    private ByteBuffer view(ByteBuffer source) {
        for (int i = 0; i < VIEWS; i++) {
            if (sources[i] == source) {
                return views[i];
            }
        }
        int slot = nextView;
        nextView = (nextView + 1) % VIEWS;
        sources[slot] = source;
        views[slot] = source.duplicate().clear();
        return views[slot];
    }
}
