package io.ft4j.core.fault;

import io.ft4j.core.model.Prng;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.codec.EnvelopeDecoder;
import io.ft4j.core.redundancy.Checksum;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/** Makes frames that no process has sent. */
final class FrameForge {
    private static final int GROUP_OFFSET = EnvelopeDecoder.groupIdEncodingOffset();
    private static final int MAX_GARBAGE_BYTES = 300;

    private final Prng prng;
    private final int processCount;
    private final Checksum checksum = new Checksum();
    private final UnsafeBuffer garbage = new UnsafeBuffer(new byte[MAX_GARBAGE_BYTES]);

    FrameForge(Prng prng, int processCount) {
        this.prng = prng;
        this.processCount = processCount;
    }

    void flipBit(FrameInTransit frame) {
        int bit = prng.nextInt(8 * frame.length());
        frame.buffer().putByte(bit / 8, (byte) (frame.buffer().getByte(bit / 8) ^ 1 << bit % 8));
    }

    FrameInTransit garbage(FrameInTransit frame, int sourceId, int destinationId) {
        int length = prng.nextInt(MAX_GARBAGE_BYTES);
        for (int i = 0; i < length; i++) {
            garbage.putByte(i, (byte) prng.nextLong());
        }
        frame.set(sourceId, destinationId, garbage, 0, length);
        return frame;
    }

    /** Sound, and yet of nobody here: a stranger, the receiver itself, another group, another language. */
    FrameInTransit forge(FrameInTransit frame) {
        if (frame.length() < Frames.HEADER_LENGTH + 8) {
            return frame;
        }
        frame.number(-1);
        UnsafeBuffer buffer = frame.buffer();
        long groupId = buffer.getLong(GROUP_OFFSET, ByteOrder.LITTLE_ENDIAN);
        int sourceId = frame.sourceId();
        switch (prng.nextInt(4)) {
            case 0:
                sourceId = processCount + prng.nextInt(100);
                break;
            case 1:
                sourceId = frame.destinationId();
                break;
            case 2:
                groupId++;
                break;
            default:
                // Behind block length and template id of the message header stands the id of its schema.
                buffer.putShort(
                        Frames.HEADER_LENGTH + 4, (short) (0x4000 + prng.nextInt(100)), ByteOrder.LITTLE_ENDIAN);
                break;
        }
        Frames.putHeader(buffer, 0, frame.length(), groupId, 1 + prng.nextInt(1000), sourceId);
        Frames.seal(buffer, 0, frame.length(), checksum);
        return frame;
    }
}
