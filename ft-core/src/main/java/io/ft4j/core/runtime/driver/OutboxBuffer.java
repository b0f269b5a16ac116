package io.ft4j.core.runtime.driver;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.Outbox;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The outbox of one replica: the bytes of frames and state records in one buffer, the effects as rows of primitive
 * arrays. Filled by the protocol, emptied by {@link EffectDriver}, once per duty cycle.
 *
 * <p>O1 one claim at a time. O2 positions given out here are those that the log will give.
 */
public final class OutboxBuffer implements Outbox {
    static final int FRAME = 0;
    static final int FRAME_TO_SET = 1;
    static final int FRAME_WITH_ENTRIES = 2;
    static final int STATE = 3;
    static final int APPEND = 4;
    static final int TRUNCATE = 5;
    static final int VOID = 6;
    static final int UNFORCED_STATE = 7;

    /** What an effect takes of the room even where it has no bytes of its own, so that rows never run out first. */
    private static final int MIN_EFFECT_BYTES = 64;

    private static final long NO_CLAIM = -1;

    private final UnsafeBuffer buffer;
    private final int[] kinds;
    private final int[] offsets;
    private final int[] lengths;
    /** A process set, or a single id; of a state record its type. */
    private final long[] destinations;
    /** First index of a range, or of a cut. */
    private final long[] fromIndexes;

    private final long[] toIndexes;
    /** What must be durable before it leaves; of an append its own position. */
    private final long[] positions;

    private int count;
    private int end;
    private long claimed = NO_CLAIM;
    private long position;
    private long commitIndex;
    private long releasePosition;
    private long releaseAfterPosition;
    private boolean force;
    private long suspects;
    private long restores;

    OutboxBuffer(int capacityBytes) {
        buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(capacityBytes));
        int rows = capacityBytes / MIN_EFFECT_BYTES;
        kinds = new int[rows];
        offsets = new int[rows];
        lengths = new int[rows];
        destinations = new long[rows];
        fromIndexes = new long[rows];
        toIndexes = new long[rows];
        positions = new long[rows];
    }

    int capacityBytes() {
        return buffer.capacity();
    }

    /** As new, for another life of the process; the last one may have ended in the middle of a step. */
    void reset() {
        claimed = NO_CLAIM;
        clear();
        position = 0;
        commitIndex = 0;
        releasePosition = 0;
        releaseAfterPosition = 0;
        force = false;
        suspects = ProcessSet.EMPTY;
        restores = ProcessSet.EMPTY;
    }

    /** @param lastPosition position of the newest record of the log. */
    void startFrom(long lastPosition) {
        position = lastPosition;
    }

    boolean isEmpty() {
        return end == 0;
    }

    int freeBytes() {
        return buffer.capacity() - end;
    }

    @Override
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    @Override
    public int claim(int destinationId, int length) {
        return claimFrame(FRAME, destinationId, length, 0);
    }

    @Override
    public int claimAll(long destinationSet, int length) {
        return claimFrame(FRAME_TO_SET, destinationSet, length, 0);
    }

    @Override
    public int claimAfterDurable(int destinationId, int length) {
        return claimFrame(FRAME, destinationId, length, position);
    }

    @Override
    public int claimAllAfterDurable(long destinationSet, int length) {
        return claimFrame(FRAME_TO_SET, destinationSet, length, position);
    }

    @Override
    public int claimWithEntries(long destinationSet, int headerLength, long fromIndex, long toIndex) {
        fromIndexes[count] = fromIndex;
        toIndexes[count] = toIndex;
        return claimFrame(FRAME_WITH_ENTRIES, destinationSet, headerLength, 0);
    }

    @Override
    public int claimState(int recordType, int length) {
        return claimState(STATE, recordType, length);
    }

    @Override
    public int claimUnforcedState(int recordType, int length) {
        return claimState(UNFORCED_STATE, recordType, length);
    }

    private int claimState(int kind, int recordType, int length) {
        destinations[count] = recordType;
        positions[count] = position + 1;
        return claimBytes(kind, 0, length);
    }

    @Override
    public void force() {
        force = true;
    }

    @Override
    public long publish(int claimOffset) {
        Invariant.check(claimed == claimOffset, "O1 published what was claimed", claimed, claimOffset);
        claimed = NO_CLAIM;
        boolean state = kinds[count] == STATE || kinds[count] == UNFORCED_STATE;
        count++;
        return state ? ++position : 0;
    }

    @Override
    public long appendRange(long fromIndex, long toIndex) {
        Invariant.check(toIndex >= fromIndex, "O3 a range is not empty", fromIndex, toIndex);
        position += toIndex - fromIndex + 1;
        int previous = count - 1;
        if (previous >= 0 && kinds[previous] == APPEND && toIndexes[previous] + 1 == fromIndex) {
            toIndexes[previous] = toIndex;
            positions[previous] = position;
        } else {
            addRange(APPEND, fromIndex, toIndex);
        }
        return position;
    }

    @Override
    public long truncateFrom(long index) {
        // A frame that still points into the tail must not take what will stand there instead of the entries it meant.
        for (int i = 0; i < count; i++) {
            if (kinds[i] == FRAME_WITH_ENTRIES && toIndexes[i] >= index) {
                kinds[i] = VOID;
            }
        }
        position++;
        addRange(TRUNCATE, index, index);
        return position;
    }

    @Override
    public void releaseBefore(long releasePosition) {
        this.releasePosition = Math.max(this.releasePosition, releasePosition);
        releaseAfterPosition = position;
    }

    @Override
    public void commitUpTo(long index) {
        commitIndex = Math.max(commitIndex, index);
    }

    @Override
    public void suspect(int processId) {
        suspects |= 1L << processId;
    }

    @Override
    public void restore(int processId) {
        restores |= 1L << processId;
    }

    int count() {
        return count;
    }

    int kind(int row) {
        return kinds[row];
    }

    /** Of the envelope, for frames. */
    int offset(int row) {
        return offsets[row];
    }

    int length(int row) {
        return lengths[row];
    }

    /** Of a {@link #FRAME}: an id; of the other frames: a process set. */
    long destination(int row) {
        return destinations[row];
    }

    int recordType(int row) {
        return (int) destinations[row];
    }

    long fromIndex(int row) {
        return fromIndexes[row];
    }

    long toIndex(int row) {
        return toIndexes[row];
    }

    long position(int row) {
        return positions[row];
    }

    public long commitIndex() {
        return commitIndex;
    }

    /** The newest release that may act when this position is durable, or 0. Takes it. */
    long takeRelease(long durablePosition) {
        if (releasePosition == 0 || durablePosition < releaseAfterPosition) {
            return 0;
        }
        long taken = releasePosition;
        releasePosition = 0;
        return taken;
    }

    /** Whether what was written without one needs a force. Takes it. */
    boolean takeForce() {
        boolean taken = force;
        force = false;
        return taken;
    }

    long takeSuspects() {
        long taken = suspects;
        suspects = 0;
        return taken;
    }

    long takeRestores() {
        long taken = restores;
        restores = 0;
        return taken;
    }

    /** Ready for the next cycle. */
    void clear() {
        Invariant.check(claimed == NO_CLAIM, "O1 every claim is published");
        count = 0;
        end = 0;
    }

    private int claimFrame(int kind, long destination, int length, long afterPosition) {
        destinations[count] = destination;
        positions[count] = afterPosition;
        return claimBytes(kind, Frames.HEADER_LENGTH, length);
    }

    private int claimBytes(int kind, int headLength, int length) {
        Invariant.check(claimed == NO_CLAIM, "O1 one claim at a time");
        int total = headLength + length;
        Invariant.check(length >= 0 && total <= freeBytes(), "O4 a step keeps to maxStepBytes", total, freeBytes());
        kinds[count] = kind;
        offsets[count] = end;
        lengths[count] = total;
        claimed = end + headLength;
        end += Math.max(MIN_EFFECT_BYTES, BitUtil.align(total, 8));
        return (int) claimed;
    }

    private void addRange(int kind, long fromIndex, long toIndex) {
        Invariant.check(freeBytes() >= MIN_EFFECT_BYTES, "O4 a step keeps to maxStepBytes", freeBytes(), count);
        kinds[count] = kind;
        fromIndexes[count] = fromIndex;
        toIndexes[count] = toIndex;
        positions[count] = position;
        end += MIN_EFFECT_BYTES;
        count++;
    }
}
