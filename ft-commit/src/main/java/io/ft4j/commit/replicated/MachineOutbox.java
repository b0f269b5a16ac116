package io.ft4j.commit.replicated;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Outbox;
import java.nio.ByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where the coordinator of a replica writes. A frame is an output at once; a record is durable at once, since the command that
 * caused it is, so only its position is counted.
 */
final class MachineOutbox implements Outbox {
    private static final int RECORD = -1;
    private static final int NOTHING = -2;

    private final UnsafeBuffer buffer;
    private final Outputs outputs;
    private long destinations;
    private int kind = NOTHING;
    private int length;
    private long position;

    MachineOutbox(int maxStepBytes, Outputs outputs) {
        buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(maxStepBytes));
        this.outputs = outputs;
    }

    /** Of the newest record. */
    long position() {
        return position;
    }

    @Override
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    @Override
    public int claim(int destinationId, int frameLength) {
        return claimAll(ProcessSet.of(destinationId), frameLength);
    }

    @Override
    public int claimAll(long destinationSet, int frameLength) {
        destinations = destinationSet;
        return begin(0, frameLength);
    }

    @Override
    public int claimAfterDurable(int destinationId, int frameLength) {
        return claim(destinationId, frameLength);
    }

    @Override
    public int claimAllAfterDurable(long destinationSet, int frameLength) {
        return claimAll(destinationSet, frameLength);
    }

    @Override
    public int claimState(int recordType, int recordLength) {
        return begin(RECORD, recordLength);
    }

    private int begin(int newKind, int newLength) {
        Invariant.check(kind == NOTHING, "O1 one claim at a time", kind, newKind);
        kind = newKind;
        length = newLength;
        buffer.boundsCheck(0, newLength);
        return 0;
    }

    @Override
    public long publish(int claimOffset) {
        int published = kind;
        kind = NOTHING;
        if (published == RECORD) {
            return ++position;
        }
        for (long rest = destinations; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            outputs.frame(ProcessSet.first(rest), buffer, claimOffset, length);
        }
        return 0;
    }

    /** The log of the group keeps everything. */
    @Override
    public void releaseBefore(long releasedPosition) {}

    @Override
    public int claimWithEntries(long destinationSet, int headerLength, long fromIndex, long toIndex) {
        throw noEntries();
    }

    @Override
    public long appendRange(long fromIndex, long toIndex) {
        throw noEntries();
    }

    @Override
    public long truncateFrom(long index) {
        throw noEntries();
    }

    @Override
    public void commitUpTo(long index) {
        throw noEntries();
    }

    @Override
    public void suspect(int processId) {
        throw new IllegalStateException("a coordinator is no failure detector");
    }

    @Override
    public void restore(int processId) {
        throw new IllegalStateException("a coordinator is no failure detector");
    }

    private static IllegalStateException noEntries() {
        return new IllegalStateException("a coordinator has records, but no entries");
    }
}
