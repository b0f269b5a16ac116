package io.ft4j.bench.latency;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The floor under every durable command: one block written to a file that is allocated already, and forced, one after
 * the other, with no protocol at all.
 */
final class RawForce {
    private static final int FILE_BYTES = 8 << 20;
    private static final int FILL_BYTES = 64 << 10;
    private static final int MAX_ROUNDS = 4000;
    private static final long MAX_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int DIGITS = 3;

    private final Path file;
    private final int blockBytes;
    private final Histogram histogram = new Histogram(DIGITS);

    RawForce(Path folder, int blockBytes) {
        file = folder.resolve("raw-force");
        this.blockBytes = blockBytes;
    }

    /** Adds a few thousand rounds, or two seconds of them. */
    void measure() {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            allocate(channel);
            ByteBuffer block = ByteBuffer.allocateDirect(blockBytes);
            long position = 0;
            long beginNs = System.nanoTime();
            long nowNs = beginNs;
            for (int i = 0; i < MAX_ROUNDS && nowNs - beginNs < MAX_NS; i++) {
                position = position + blockBytes > FILE_BYTES ? 0 : position;
                block.clear();
                channel.write(block, position);
                channel.force(false);
                position += blockBytes;
                long endNs = System.nanoTime();
                histogram.recordValue(endNs - nowNs);
                nowNs = endNs;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("file=" + file, e);
        }
    }

    private static void allocate(FileChannel channel) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(FILL_BYTES);
        for (int at = 0; at < FILE_BYTES; at += FILL_BYTES) {
            zeros.clear();
            channel.write(zeros, at);
        }
        channel.force(true);
    }

    double p50Us() {
        return histogram.getValueAtPercentile(50) / 1e3;
    }
}
