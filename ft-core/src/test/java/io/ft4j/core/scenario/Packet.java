package io.ft4j.core.scenario;

import io.ft4j.core.protocol.Frames;
import io.ft4j.core.redundancy.Checksum;
import org.agrona.concurrent.UnsafeBuffer;

/** A frame under way. */
public final class Packet {
    private final int sourceId;
    private final int destinationId;
    private final UnsafeBuffer frame;
    private boolean held;

    Packet(int sourceId, int destinationId, byte[] frame) {
        this.sourceId = sourceId;
        this.destinationId = destinationId;
        this.frame = new UnsafeBuffer(frame);
    }

    Packet copy() {
        return new Packet(sourceId, destinationId, frame.byteArray());
    }

    /** Changes the message of a frame. */
    public interface Edit {
        void on(UnsafeBuffer frame, int messageOffset);
    }

    /** A forged copy with a valid checksum. */
    public Packet forged(Edit edit) {
        Packet forged = new Packet(sourceId, destinationId, frame.byteArray().clone());
        edit.on(forged.frame, messageOffset());
        Frames.seal(forged.frame, 0, forged.frame.capacity(), new Checksum());
        return forged;
    }

    public int sourceId() {
        return sourceId;
    }

    public int destinationId() {
        return destinationId;
    }

    /** The whole frame, from offset 0 to its capacity. */
    public UnsafeBuffer frame() {
        return frame;
    }

    /** Where the message begins, behind the envelope. */
    public int messageOffset() {
        return Frames.HEADER_LENGTH;
    }

    public int messageLength() {
        return frame.capacity() - Frames.HEADER_LENGTH;
    }

    boolean held() {
        return held;
    }

    void hold(boolean hold) {
        held = hold;
    }
}
