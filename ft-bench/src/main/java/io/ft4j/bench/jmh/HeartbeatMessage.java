package io.ft4j.bench.jmh;

import io.ft4j.detect.codec.HeartbeatEncoder;
import io.ft4j.detect.codec.MessageHeaderEncoder;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A heartbeat as it comes out of its envelope. */
final class HeartbeatMessage {
    static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + HeartbeatEncoder.BLOCK_LENGTH;

    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH));
    private final HeartbeatEncoder heartbeat = new HeartbeatEncoder();

    HeartbeatMessage() {
        heartbeat.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    }

    void sequence(long sequence) {
        heartbeat.sequence(sequence);
    }

    UnsafeBuffer buffer() {
        return buffer;
    }
}
