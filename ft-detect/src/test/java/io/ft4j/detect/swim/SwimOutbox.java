package io.ft4j.detect.swim;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.testing.RefusingOutbox;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Hands each frame on as it is published, with room for its envelope; keeps who is suspected. Allocates nothing itself. */
final class SwimOutbox extends RefusingOutbox {
    /** Takes a frame whose envelope is not written yet. */
    interface Sink {
        void onFrame(int destinationId, UnsafeBuffer frame, int length);
    }

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[8192]);
    private final Sink sink;
    private int destinationId = -1;
    private int frameLength;
    private int stepBytes;
    /** Whom the detector holds gone, by what it told the stack. */
    private long suspects;

    SwimOutbox(Sink sink) {
        super("this detector sends to one at a time, and suspects");
        this.sink = sink;
    }

    /** From here on as much as one step may write. */
    void beginStep(int maxStepBytes) {
        stepBytes = maxStepBytes;
    }

    long suspects() {
        return suspects;
    }

    @Override
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    @Override
    public int claim(int newDestinationId, int length) {
        Invariant.check(destinationId < 0 && newDestinationId >= 0, "one claim at a time");
        destinationId = newDestinationId;
        frameLength = Frames.HEADER_LENGTH + length;
        stepBytes -= frameLength;
        Invariant.check(stepBytes >= 0, "a step keeps to maxStepBytes");
        return Frames.HEADER_LENGTH;
    }

    @Override
    public long publish(int claimOffset) {
        Invariant.check(destinationId >= 0 && claimOffset == Frames.HEADER_LENGTH, "published what was claimed");
        sink.onFrame(destinationId, buffer, frameLength);
        destinationId = -1;
        return 0;
    }

    @Override
    public void suspect(int processId) {
        Invariant.check(!ProcessSet.contains(suspects, processId), "suspected once");
        suspects = ProcessSet.add(suspects, processId);
    }

    @Override
    public void restore(int processId) {
        Invariant.check(ProcessSet.contains(suspects, processId), "restored once");
        suspects = ProcessSet.remove(suspects, processId);
    }
}
