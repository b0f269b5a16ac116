package io.ft4j.log.segment;

import io.ft4j.core.port.Durability;
import io.ft4j.log.Protection;
import java.util.Objects;

/**
 * How a {@link SegmentLog} keeps its blocks. Immutable.
 *
 * @param durability   {@link Durability#PROCESS} or {@link Durability#DISK}.
 * @param segmentBytes length of a new segment file: a multiple of 4,096 from 64 KiB to 1 GiB. No record can be longer
 *                     than a segment less its header of 4,096 bytes and a block header of 64, with check bits eight
 *                     ninths of that.
 * @param protection   of the blocks that are written.
 * @param preparedBytes at {@link Durability#DISK}: so much space is taken ahead of the blocks while nothing is to be forced, since
 *                     a force into new space takes longer; as far as the segment goes. Default 16 MiB; 0: none.
 */
public record SegmentConfig(Durability durability, int segmentBytes, Protection protection, int preparedBytes) {
    static final int MIN_SEGMENT_BYTES = 64 * 1024;
    static final int MAX_SEGMENT_BYTES = 1024 * 1024 * 1024;
    private static final int DEFAULT_SEGMENT_BYTES = 64 * 1024 * 1024;
    private static final int DEFAULT_PREPARED_BYTES = 16 * 1024 * 1024;

    public SegmentConfig {
        if (durability == Durability.MEMORY) {
            throw new IllegalArgumentException("durability=MEMORY: a log in files is at least PROCESS");
        }
        Objects.requireNonNull(protection, "protection");
        if (segmentBytes < MIN_SEGMENT_BYTES
                || segmentBytes > MAX_SEGMENT_BYTES
                || segmentBytes % SegmentHeader.LENGTH != 0) {
            throw new IllegalArgumentException("segmentBytes=" + segmentBytes + " must be a multiple of "
                    + SegmentHeader.LENGTH + " from " + MIN_SEGMENT_BYTES + " to " + MAX_SEGMENT_BYTES);
        }
        if (preparedBytes < 0) {
            throw new IllegalArgumentException("preparedBytes=" + preparedBytes + " must not be negative");
        }
    }

    /** Segments of 64 MiB, blocks with a checksum and without check bits. */
    public static SegmentConfig of(Durability durability) {
        return new SegmentConfig(durability, DEFAULT_SEGMENT_BYTES, Protection.CHECKSUM, DEFAULT_PREPARED_BYTES);
    }

    public SegmentConfig withSegmentBytes(int bytes) {
        return new SegmentConfig(durability, bytes, protection, preparedBytes);
    }

    public SegmentConfig withProtection(Protection protection) {
        return new SegmentConfig(durability, segmentBytes, protection, preparedBytes);
    }

    public SegmentConfig withPreparedBytes(int bytes) {
        return new SegmentConfig(durability, segmentBytes, protection, bytes);
    }
}
