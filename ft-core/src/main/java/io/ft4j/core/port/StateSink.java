package io.ft4j.core.port;

import org.agrona.DirectBuffer;

/** Takes a state in pieces of any length: it may be larger than the heap. One thread. */
public interface StateSink {
    /** @throws LogException when it cannot be kept: a full disk. */
    void write(DirectBuffer buffer, int offset, int length);
}
