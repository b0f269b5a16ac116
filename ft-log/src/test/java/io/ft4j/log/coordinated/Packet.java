package io.ft4j.log.coordinated;

import io.ft4j.core.protocol.Frames;
import org.agrona.concurrent.UnsafeBuffer;

/** A frame under way. */
record Packet(int sourceId, int destinationId, byte[] frame) {
    UnsafeBuffer buffer() {
        return new UnsafeBuffer(frame);
    }

    int messageOffset() {
        return Frames.HEADER_LENGTH;
    }

    int messageLength() {
        return frame.length - Frames.HEADER_LENGTH;
    }
}
