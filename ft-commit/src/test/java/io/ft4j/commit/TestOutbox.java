package io.ft4j.commit;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.redundancy.Checksum;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/** Keeps the frames and records of one duty cycle, with room for the envelope of each frame. Allocates nothing itself. */
final class TestOutbox implements Outbox {
    private static final int NO_DESTINATION = -1;

    private final UnsafeBuffer buffer;
    private final int[] destinationIds;
    private final int[] recordTypes;
    private final int[] offsets;
    private final int[] lengths;
    private final Checksum checksum = new Checksum();
    private int count;
    private int end;
    private boolean claimed;
    private boolean force;
    private long position;
    private long release;

    TestOutbox(int capacityBytes) {
        buffer = new UnsafeBuffer(new byte[capacityBytes]);
        int rows = capacityBytes / 32;
        destinationIds = new int[rows];
        recordTypes = new int[rows];
        offsets = new int[rows];
        lengths = new int[rows];
    }

    void startFrom(long lastPosition) {
        clear();
        position = lastPosition;
        release = 0;
        force = false;
    }

    /** Its records come behind those of the other one. */
    void follow(TestOutbox other) {
        position = other.position;
    }

    int count() {
        return count;
    }

    boolean isFrame(int row) {
        return destinationIds[row] != NO_DESTINATION;
    }

    int destinationId(int row) {
        return destinationIds[row];
    }

    int recordType(int row) {
        return recordTypes[row];
    }

    int offset(int row) {
        return offsets[row];
    }

    int length(int row) {
        return lengths[row];
    }

    long position() {
        return position;
    }

    /** The envelope of a frame. */
    void seal(int row, long groupId, long incarnation, int sourceId) {
        Frames.putHeader(buffer, offsets[row], lengths[row], groupId, incarnation, sourceId);
        Frames.seal(buffer, offsets[row], lengths[row], checksum);
    }

    long takeRelease() {
        long taken = release;
        release = 0;
        return taken;
    }

    void clear() {
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
        return add(destinationId, 0, Frames.HEADER_LENGTH, length);
    }

    @Override
    public int claimState(int recordType, int length) {
        force = true;
        return add(NO_DESTINATION, recordType, 0, length);
    }

    @Override
    public int claimUnforcedState(int recordType, int length) {
        return add(NO_DESTINATION, recordType, 0, length);
    }

    @Override
    public void force() {
        force = true;
    }

    boolean takeForce() {
        boolean taken = force;
        force = false;
        return taken;
    }

    private int add(int destinationId, int recordType, int headLength, int length) {
        Invariant.check(!claimed, "one claim at a time");
        claimed = true;
        destinationIds[count] = destinationId;
        recordTypes[count] = recordType;
        offsets[count] = end;
        lengths[count] = headLength + length;
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
    public int claimAll(long destinationSet, int length) {
        throw refusal();
    }

    @Override
    public int claimAfterDurable(int destinationId, int length) {
        throw refusal();
    }

    @Override
    public int claimAllAfterDurable(long destinationSet, int length) {
        throw refusal();
    }

    @Override
    public int claimWithEntries(long destinationSet, int headerLength, long fromIndex, long toIndex) {
        throw refusal();
    }

    @Override
    public long appendRange(long fromIndex, long toIndex) {
        throw refusal();
    }

    @Override
    public long truncateFrom(long index) {
        throw refusal();
    }

    @Override
    public void commitUpTo(long index) {
        throw refusal();
    }

    @Override
    public void suspect(int processId) {
        throw refusal();
    }

    @Override
    public void restore(int processId) {
        throw refusal();
    }

    private static UnsupportedOperationException refusal() {
        return new UnsupportedOperationException("two-phase commit sends frames and writes state records only");
    }
}
