package io.ft4j.log.messagelog;

import io.ft4j.core.testing.RefusingOutbox;
import java.util.ArrayList;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Keeps what a step writes, for a test to look at. */
final class CollectingOutbox extends RefusingOutbox {
    /** Without an envelope. */
    final List<UnsafeBuffer> frames = new ArrayList<>();

    final List<UnsafeBuffer> records = new ArrayList<>();
    /** Newest entry of a range. */
    long appendedIndex;

    private UnsafeBuffer claimed;
    private long position;

    CollectingOutbox() {
        super("frames, state records and ranges");
    }

    private int add(List<UnsafeBuffer> to, int length) {
        claimed = new UnsafeBuffer(new byte[length]);
        to.add(claimed);
        return 0;
    }

    @Override
    public int claim(int destinationId, int length) {
        return add(frames, length);
    }

    @Override
    public int claimAfterDurable(int destinationId, int length) {
        return add(frames, length);
    }

    @Override
    public int claimState(int recordType, int length) {
        return add(records, length);
    }

    @Override
    public MutableDirectBuffer buffer() {
        return claimed;
    }

    @Override
    public long publish(int claimOffset) {
        return ++position;
    }

    @Override
    public long appendRange(long fromIndex, long toIndex) {
        appendedIndex = toIndex;
        position += toIndex - fromIndex + 1;
        return position;
    }

    /** Of everything so far. */
    long position() {
        return position;
    }
}
