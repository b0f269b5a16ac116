package io.ft4j.commit.replicated;

import io.ft4j.commit.Outcome;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * What the coordinator of one replica has to say, on its way from the thread that runs the state machines to that of the
 * host. Frames are numbered, and so are outcomes; the numbers are equal in all replicas. A frame that finds no room is left
 * out: another replica has it too, and the protocol sends it again. For outcomes there is room as long as the host polls.
 */
final class Outputs {
    static final int NUMBER_OFFSET = 0;
    static final int DESTINATION_OFFSET = 8;
    static final int FRAME_OFFSET = 16;
    static final int ID_OFFSET = 8;
    static final int CAUSES_OFFSET = 16;
    static final int OUTCOME_OFFSET = 24;

    private static final int OUTCOME_LENGTH = 28;
    private static final int OUTCOME_BYTES = 64;
    private static final int FRAMES = 16;
    private static final int TYPE = 1;

    private final OneToOneRingBuffer frames;
    private final OneToOneRingBuffer outcomes;
    private long frameNumber;
    private long outcomeNumber;
    private volatile long nextDeadlineNs = Long.MAX_VALUE;

    Outputs(int maxFrameBytes, int maxTransactions) {
        // A ring takes messages of an eighth of it.
        frames = newRing(FRAMES * (FRAME_OFFSET + maxFrameBytes));
        outcomes = newRing(2 * OUTCOME_BYTES * (maxTransactions + FRAMES));
    }

    private static OneToOneRingBuffer newRing(int minBytes) {
        int bytes = BitUtil.findNextPositivePowerOfTwo(minBytes) + RingBufferDescriptor.TRAILER_LENGTH;
        return new OneToOneRingBuffer(new UnsafeBuffer(ByteBuffer.allocateDirect(bytes)));
    }

    void frame(int destinationId, DirectBuffer buffer, int offset, int length) {
        frameNumber++;
        int at = frames.tryClaim(TYPE, FRAME_OFFSET + length);
        if (at >= 0) {
            frames.buffer().putLong(at + NUMBER_OFFSET, frameNumber);
            frames.buffer().putInt(at + DESTINATION_OFFSET, destinationId);
            frames.buffer().putBytes(at + FRAME_OFFSET, buffer, offset, length);
            frames.commit(at);
        }
    }

    void outcome(long transactionId, Outcome outcome, long causes) {
        outcomeNumber++;
        int at = outcomes.tryClaim(TYPE, OUTCOME_LENGTH);
        if (at >= 0) {
            outcomes.buffer().putLong(at + NUMBER_OFFSET, outcomeNumber);
            outcomes.buffer().putLong(at + ID_OFFSET, transactionId);
            outcomes.buffer().putLong(at + CAUSES_OFFSET, causes);
            outcomes.buffer().putInt(at + OUTCOME_OFFSET, outcome.ordinal());
            outcomes.commit(at);
        }
    }

    void nextDeadlineNs(long newNextDeadlineNs) {
        nextDeadlineNs = newNextDeadlineNs;
    }

    // The host.

    /** When the coordinator has to be told the time. */
    long nextDeadlineNs() {
        return nextDeadlineNs;
    }

    int pollFrame(MessageHandler handler) {
        return frames.read(handler, 1);
    }

    int pollOutcomes(MessageHandler handler) {
        return outcomes.read(handler);
    }
}
