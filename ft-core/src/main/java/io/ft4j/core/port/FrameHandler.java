package io.ft4j.core.port;

import org.agrona.DirectBuffer;

/** Receives one frame; the bytes are valid during the call only. */
@FunctionalInterface
public interface FrameHandler {
    void onFrame(DirectBuffer buffer, int offset, int length);
}
