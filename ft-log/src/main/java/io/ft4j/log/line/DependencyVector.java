package io.ft4j.log.line;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.model.ProcessSet;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The newest interval of each sender that the state of a process depends on directly: that of the newest message of its
 * that was received, now or before any earlier checkpoint. So a checkpoint tells everything even if all earlier ones are
 * deleted. One thread.
 *
 * <p>As bytes, little endian: version 1, bytes of a number w, the senders as the bits of a long, and for each of them, in
 * the order of their ids, the interval in w bytes. At most {@link #MAX_LENGTH}, the metadata of a checkpoint: enough for
 * 63 senders up to interval 16,777,215 and 61 up to interval 4,294,967,295.
 */
public final class DependencyVector {
    public static final int MAX_LENGTH = 256;

    private static final int VERSION = 1;
    private static final int SENDERS_OFFSET = 2;
    private static final int HEADER_LENGTH = SENDERS_OFFSET + Long.BYTES;

    private final long[] intervals = new long[ProcessSet.MAX_PROCESSES];

    /** Depends on nobody. */
    public DependencyVector() {}

    /** @throws IllegalArgumentException when the bytes are no vector; with the reason. */
    public static DependencyVector decode(DirectBuffer buffer, int offset, int length) {
        if (length < HEADER_LENGTH) {
            throw new IllegalArgumentException("dependencies of " + length + " bytes");
        }
        int version = buffer.getByte(offset);
        if (version != VERSION) {
            throw new IllegalArgumentException("dependencies of format " + version + ", known is " + VERSION);
        }
        int width = buffer.getByte(offset + 1);
        long senders = buffer.getLong(offset + SENDERS_OFFSET, LITTLE_ENDIAN);
        if (width < 1 || width > Long.BYTES || length != HEADER_LENGTH + width * ProcessSet.size(senders)) {
            throw new IllegalArgumentException("dependencies on " + ProcessSet.size(senders) + " senders with " + width
                    + " bytes each in " + length + " bytes");
        }
        DependencyVector vector = new DependencyVector();
        int at = offset + HEADER_LENGTH;
        for (long rest = senders; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            vector.raise(ProcessSet.first(rest), number(buffer, at, width));
            at += width;
        }
        return vector;
    }

    private static long number(DirectBuffer buffer, int offset, int width) {
        long number = 0;
        for (int i = width - 1; i >= 0; i--) {
            number = number << Byte.SIZE | buffer.getByte(offset + i) & 0xFF;
        }
        return number;
    }

    /** Of a sender that nothing was received from: 0. */
    public long interval(int senderId) {
        return intervals[senderId];
    }

    /** Whom the state depends on. */
    public long senders() {
        long senders = ProcessSet.EMPTY;
        for (int id = 0; id < intervals.length; id++) {
            senders = intervals[id] > 0 ? ProcessSet.add(senders, id) : senders;
        }
        return senders;
    }

    void raise(int senderId, long interval) {
        CheckpointGraph.requireInterval(interval);
        if (interval > intervals[senderId]) {
            intervals[senderId] = interval;
        }
    }

    /**
     * @return how many bytes.
     * @throws IllegalArgumentException when they would be more than {@link #MAX_LENGTH}: nothing is written.
     */
    public int encode(MutableDirectBuffer buffer, int offset) {
        long senders = senders();
        long greatest = 1;
        for (long interval : intervals) {
            greatest = Math.max(greatest, interval);
        }
        int width = (Long.SIZE - Long.numberOfLeadingZeros(greatest) + Byte.SIZE - 1) / Byte.SIZE;
        int length = HEADER_LENGTH + width * ProcessSet.size(senders);
        if (length > MAX_LENGTH) {
            throw new IllegalArgumentException("dependencies on " + ProcessSet.size(senders)
                    + " senders up to interval " + greatest + " take " + length + " bytes, more than " + MAX_LENGTH);
        }
        buffer.putByte(offset, (byte) VERSION);
        buffer.putByte(offset + 1, (byte) width);
        buffer.putLong(offset + SENDERS_OFFSET, senders, LITTLE_ENDIAN);
        int at = offset + HEADER_LENGTH;
        for (long rest = senders; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            long interval = intervals[ProcessSet.first(rest)];
            for (int i = 0; i < width; i++) {
                buffer.putByte(at++, (byte) (interval >>> i * Byte.SIZE));
            }
        }
        return length;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (long rest = senders(); rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            int id = ProcessSet.first(rest);
            text.append(text.length() == 0 ? "" : " ").append(id).append(':').append(intervals[id]);
        }
        return text.toString();
    }
}
