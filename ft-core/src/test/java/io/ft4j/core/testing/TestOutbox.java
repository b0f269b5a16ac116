package io.ft4j.core.testing;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.redundancy.Checksum;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/** Keeps the frames and records of one duty cycle, with room for the envelope of each frame. Allocates nothing itself. */
public final class TestOutbox extends RefusingOutbox {
    private static final int NO_DESTINATION = -1;

    private final UnsafeBuffer buffer;
    private final int[] destinationIds;
    private final int[] recordTypes;
    private final int[] offsets;
    private final int[] lengths;
    private final long[] afterPositions;
    private final Checksum checksum = new Checksum();
    private int count;
    private int end;
    private boolean claimed;
    private boolean force;
    private long position;
    private long release;

    public TestOutbox(int capacityBytes) {
        super("frames and state records only");
        buffer = new UnsafeBuffer(new byte[capacityBytes]);
        int rows = capacityBytes / 32;
        destinationIds = new int[rows];
        recordTypes = new int[rows];
        offsets = new int[rows];
        lengths = new int[rows];
        afterPositions = new long[rows];
    }

    public void startFrom(long lastPosition) {
        clear();
        position = lastPosition;
        release = 0;
        force = false;
    }

    /** Its records come behind those of the other one. */
    public void follow(TestOutbox other) {
        position = other.position;
    }

    public int count() {
        return count;
    }

    public boolean isFrame(int row) {
        return destinationIds[row] != NO_DESTINATION;
    }

    public int destinationId(int row) {
        return destinationIds[row];
    }

    public int recordType(int row) {
        return recordTypes[row];
    }

    public int offset(int row) {
        return offsets[row];
    }

    public int length(int row) {
        return lengths[row];
    }

    /** What has to be durable before a frame leaves; 0: it leaves at once. */
    public long afterPosition(int row) {
        return afterPositions[row];
    }

    public long position() {
        return position;
    }

    /** The envelope of a frame. */
    public void seal(int row, long groupId, long incarnation, int sourceId) {
        Frames.putHeader(buffer, offsets[row], lengths[row], groupId, incarnation, sourceId);
        Frames.seal(buffer, offsets[row], lengths[row], checksum);
    }

    /** What may be released once all that was written is durable; 0: nothing new. Takes it. */
    public long takeRelease() {
        long taken = release;
        release = 0;
        return taken;
    }

    public void clear() {
        Invariant.check(!claimed, "every claim is published");
        count = 0;
        end = 0;
    }

    @Override
    public UnsafeBuffer buffer() {
        return buffer;
    }

    @Override
    public int claim(int destinationId, int length) {
        Invariant.check(destinationId >= 0 && destinationId < ProcessSet.MAX_PROCESSES, "a process", destinationId, 0);
        return add(destinationId, 0, Frames.HEADER_LENGTH, length, 0);
    }

    @Override
    public int claimState(int recordType, int length) {
        force = true;
        return add(NO_DESTINATION, recordType, 0, length, 0);
    }

    @Override
    public int claimUnforcedState(int recordType, int length) {
        return add(NO_DESTINATION, recordType, 0, length, 0);
    }

    @Override
    public void force() {
        force = true;
    }

    /** Whether something that was written since the last time needs a force. Takes it. */
    public boolean takeForce() {
        boolean taken = force;
        force = false;
        return taken;
    }

    private int add(int destinationId, int recordType, int headLength, int length, long afterPosition) {
        Invariant.check(!claimed, "one claim at a time");
        claimed = true;
        destinationIds[count] = destinationId;
        recordTypes[count] = recordType;
        offsets[count] = end;
        lengths[count] = headLength + length;
        afterPositions[count] = afterPosition;
        end += BitUtil.align(headLength + length, 8);
        buffer.boundsCheck(0, end);
        return offsets[count] + headLength;
    }

    @Override
    public long publish(int claimOffset) {
        Invariant.check(claimed, "published what was claimed");
        claimed = false;
        return isFrame(count++) ? 0 : ++position;
    }

    @Override
    public void releaseBefore(long newRelease) {
        release = newRelease;
    }

    @Override
    public int claimAfterDurable(int destinationId, int length) {
        return add(destinationId, 0, Frames.HEADER_LENGTH, length, position);
    }
}
