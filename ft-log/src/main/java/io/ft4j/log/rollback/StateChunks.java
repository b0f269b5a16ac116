package io.ft4j.log.rollback;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.port.LogException;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The state of a service within a checkpoint that goes on behind it: chunks, each with its length before it, and a length of 0
 * behind the last. So a service may read to the end of its state, or stop before. One state at a time; allocates nothing after
 * construction.
 */
final class StateChunks implements StateSink, StateSource {
    private static final int CHUNK_BYTES = 8 * 1024;

    private final UnsafeBuffer chunk = new UnsafeBuffer(new byte[CHUNK_BYTES]);
    private final UnsafeBuffer word = new UnsafeBuffer(new byte[Integer.BYTES]);
    private StateSink sink;
    private StateSource source;
    private int filled;
    /** Of the chunk that is read; -1 behind the last. */
    private int left;

    StateSink into(StateSink outer) {
        sink = outer;
        filled = 0;
        return this;
    }

    @Override
    public void write(DirectBuffer buffer, int offset, int length) {
        buffer.boundsCheck(offset, length);
        int taken = 0;
        while (taken < length) {
            int part = Math.min(length - taken, CHUNK_BYTES - filled);
            chunk.putBytes(filled, buffer, offset + taken, part);
            filled += part;
            taken += part;
            if (filled == CHUNK_BYTES) {
                flush();
            }
        }
    }

    private void flush() {
        word.putInt(0, filled, LITTLE_ENDIAN);
        sink.write(word, 0, Integer.BYTES);
        sink.write(chunk, 0, filled);
        filled = 0;
    }

    void endWriting() {
        if (filled > 0) {
            flush();
        }
        flush();
    }

    StateSource from(StateSource outer) {
        source = outer;
        left = 0;
        return this;
    }

    @Override
    public int read(MutableDirectBuffer buffer, int offset, int length) {
        buffer.boundsCheck(offset, length);
        int count = 0;
        while (count < length && hasNext()) {
            int part = Math.min(length - count, left);
            if (source.read(buffer, offset + count, part) != part) {
                throw new LogException("the checkpoint ends within the state of the service");
            }
            left -= part;
            count += part;
        }
        return count;
    }

    private boolean hasNext() {
        if (left == 0) {
            if (source.read(word, 0, Integer.BYTES) != Integer.BYTES) {
                throw new LogException("the checkpoint ends within the state of the service");
            }
            int length = word.getInt(0, LITTLE_ENDIAN);
            if (length < 0 || length > CHUNK_BYTES) {
                throw new LogException(
                        "the checkpoint has a chunk of " + length + " bytes, at most " + CHUNK_BYTES + " are possible");
            }
            left = length == 0 ? -1 : length;
        }
        return left > 0;
    }

    /** Skips what the service has not read. */
    void endReading() {
        while (hasNext()) {
            read(chunk, 0, left);
        }
    }
}
