package io.ft4j.log.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes zeros into a file, and with them takes space from the device. Tests put a full disk here. */
class ZeroWriter {
    /** Larger writes make the kernel use large folios, and a force of a small change then costs ten times as much. */
    static final int CHUNK_BYTES = 16 * 1024;

    private final ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK_BYTES);

    /** @param length up to {@link #CHUNK_BYTES}. */
    void write(FileChannel channel, long offset, int length) throws IOException {
        zeros.limit(length).position(0);
        while (zeros.hasRemaining()) {
            channel.write(zeros, offset + zeros.position());
        }
    }
}
