package io.ft4j.detect;

import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.testing.RefusingOutbox;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Keeps what a detector may cause: at most one frame per step, suspicions and their ends. Allocates nothing itself. */
final class DetectorOutbox extends RefusingOutbox {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
    private boolean claimed;
    private long frameDestinations;
    private int frameLength;
    private long suspects;
    private long restores;

    DetectorOutbox() {
        super("a detector sends, and suspects");
    }

    /** Destinations of the frame of this step; it stands in the buffer at 0. Empty: none. */
    long takeFrame() {
        long taken = frameDestinations;
        frameDestinations = ProcessSet.EMPTY;
        return taken;
    }

    int frameLength() {
        return frameLength;
    }

    long takeSuspects() {
        long taken = suspects;
        suspects = ProcessSet.EMPTY;
        return taken;
    }

    long takeRestores() {
        long taken = restores;
        restores = ProcessSet.EMPTY;
        return taken;
    }

    @Override
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    @Override
    public int claimAll(long destinationSet, int length) {
        Invariant.check(!claimed && frameDestinations == ProcessSet.EMPTY, "one frame per step");
        claimed = true;
        frameDestinations = destinationSet;
        frameLength = length;
        return 0;
    }

    @Override
    public long publish(int claimOffset) {
        Invariant.check(claimed, "published what was claimed");
        claimed = false;
        return 0;
    }

    @Override
    public void suspect(int processId) {
        Invariant.check(!ProcessSet.contains(suspects, processId), "suspected once");
        suspects = ProcessSet.add(suspects, processId);
    }

    @Override
    public void restore(int processId) {
        Invariant.check(!ProcessSet.contains(restores, processId), "restored once");
        restores = ProcessSet.add(restores, processId);
    }

    @Override
    public int claim(int destinationId, int length) {
        return claimAll(ProcessSet.of(destinationId), length);
    }
}
