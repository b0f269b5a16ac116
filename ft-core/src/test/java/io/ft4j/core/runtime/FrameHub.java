package io.ft4j.core.runtime;

import io.ft4j.core.model.Prng;
import io.ft4j.core.port.FrameHandler;
import io.ft4j.core.port.Transport;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.UnaryOperator;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A network between processes of any ids that loses and repeats frames as its seed says. */
final class FrameHub {
    private static final int MAX_FRAME_BYTES = 128 * 1024;

    private final Prng prng;
    private final Map<Integer, End> ends = new HashMap<>();
    /** Of frames. */
    double lossProbability;

    double repeatProbability;
    /** What becomes of a frame on its way. */
    UnaryOperator<byte[]> tamper = UnaryOperator.identity();

    FrameHub(long seed) {
        prng = new Prng(seed);
    }

    /** A new one takes the place of the one before. */
    Transport transport(int processId) {
        End end = new End();
        ends.put(processId, end);
        return end;
    }

    void inject(int destinationId, byte[] frame) {
        ends.get(destinationId).frames.add(frame);
    }

    private final class End implements Transport {
        private final Queue<byte[]> frames = new ArrayDeque<>();
        private boolean closed;

        @Override
        public int maxFrameBytes() {
            return MAX_FRAME_BYTES;
        }

        @Override
        public long offer(
                int destinationId,
                DirectBuffer header,
                int headerOffset,
                int headerLength,
                DirectBuffer body,
                int bodyOffset,
                int bodyLength) {
            End end = ends.get(destinationId);
            if (closed || end == null || end.closed) {
                return closed ? CLOSED : NOT_CONNECTED;
            }
            byte[] frame = new byte[headerLength + bodyLength];
            header.getBytes(headerOffset, frame, 0, headerLength);
            body.getBytes(bodyOffset, frame, headerLength, bodyLength);
            frame = tamper.apply(frame);
            for (int copies = prng.chance(repeatProbability) ? 2 : 1; copies > 0; copies--) {
                if (!prng.chance(lossProbability)) {
                    end.frames.add(frame);
                }
            }
            return 1;
        }

        @Override
        public int poll(FrameHandler handler, int limit) {
            int count = 0;
            while (count < limit && !frames.isEmpty()) {
                byte[] frame = frames.remove();
                handler.onFrame(new UnsafeBuffer(frame), 0, frame.length);
                count++;
            }
            return count;
        }

        @Override
        public void close() {
            closed = true;
            frames.clear();
        }
    }
}
