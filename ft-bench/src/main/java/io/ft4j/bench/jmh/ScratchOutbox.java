package io.ft4j.bench.jmh;

import io.ft4j.core.protocol.Outbox;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Takes the effects of a protocol and forgets them, all but the positions and the commit index. */
final class ScratchOutbox implements Outbox {
    private static final int CAPACITY_BYTES = 1 << 20;

    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY_BYTES));
    private int end;
    private long position;
    private long commitIndex;
    private boolean state;

    void clear() {
        end = 0;
    }

    /** Of the newest append. */
    long position() {
        return position;
    }

    long commitIndex() {
        return commitIndex;
    }

    @Override
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    @Override
    public int claim(int destinationId, int length) {
        int claimed = end;
        end += BitUtil.align(length, Long.BYTES);
        state = false;
        return claimed;
    }

    @Override
    public int claimAll(long destinationSet, int length) {
        return claim(0, length);
    }

    @Override
    public int claimAfterDurable(int destinationId, int length) {
        return claim(0, length);
    }

    @Override
    public int claimAllAfterDurable(long destinationSet, int length) {
        return claim(0, length);
    }

    @Override
    public int claimState(int recordType, int length) {
        int claimed = claim(0, length);
        state = true;
        return claimed;
    }

    @Override
    public int claimWithEntries(long destinationSet, int headerLength, long fromIndex, long toIndex) {
        return claim(0, headerLength);
    }

    @Override
    public long publish(int claimOffset) {
        return state ? ++position : 0;
    }

    @Override
    public long appendRange(long fromIndex, long toIndex) {
        position += toIndex - fromIndex + 1;
        return position;
    }

    @Override
    public long truncateFrom(long index) {
        return ++position;
    }

    @Override
    public void releaseBefore(long releasePosition) {}

    @Override
    public void commitUpTo(long index) {
        commitIndex = index;
    }

    @Override
    public void suspect(int processId) {}

    @Override
    public void restore(int processId) {}
}
