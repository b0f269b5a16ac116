package io.ft4j.core.runtime.aeron;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.BitUtil;

/**
 * What a process gives Aeron to work with.
 *
 * @param directory     of the shared memory, new or left by a driver, which deletes it; null: one of its own, in {@code /dev/shm}
 *                      where there is such a place.
 * @param termBytes     of a stream to one peer, a power of two, 64 KiB to 1 GiB; three times as much is mapped on either
 *                      side. Half of it may be under way; an eighth is the longest frame.
 * @param peerTimeoutNs a peer that is silent for so long is not connected; 500 ms to 1 hour.
 */
public record MediaConfig(Path directory, int termBytes, long peerTimeoutNs) {
    /** A directory of its own, 1 MiB, 2 s. */
    public static final MediaConfig DEFAULT = new MediaConfig(null, 1 << 20, TimeUnit.SECONDS.toNanos(2));

    private static final int MIN_TERM_BYTES = 64 * 1024;
    private static final int MAX_TERM_BYTES = 1 << 30;
    private static final int FRAMES_PER_TERM = 8;
    /** Above twice the interval at which receivers report, 200 ms: one report may be lost. */
    private static final long MIN_PEER_TIMEOUT_NS = 500_000_000L;

    private static final long MAX_PEER_TIMEOUT_NS = 3_600_000_000_000L;

    public MediaConfig {
        if (!BitUtil.isPowerOfTwo(termBytes) || termBytes < MIN_TERM_BYTES) {
            throw new IllegalArgumentException(
                    "termBytes=" + termBytes + " must be a power of two in " + MIN_TERM_BYTES + ".." + MAX_TERM_BYTES);
        }
        if (peerTimeoutNs < MIN_PEER_TIMEOUT_NS || peerTimeoutNs > MAX_PEER_TIMEOUT_NS) {
            throw new IllegalArgumentException("peerTimeoutNs=" + peerTimeoutNs + " is outside " + MIN_PEER_TIMEOUT_NS
                    + ".." + MAX_PEER_TIMEOUT_NS);
        }
    }

    public MediaConfig withDirectory(Path directory) {
        return new MediaConfig(directory, termBytes, peerTimeoutNs);
    }

    public MediaConfig withTermBytes(int termBytes) {
        return new MediaConfig(directory, termBytes, peerTimeoutNs);
    }

    public MediaConfig withPeerTimeoutNs(long peerTimeoutNs) {
        return new MediaConfig(directory, termBytes, peerTimeoutNs);
    }

    /** The longest frame that a stream can take. */
    public int maxFrameBytes() {
        return termBytes / FRAMES_PER_TERM;
    }
}
