package io.ft4j.core.scenario;

import io.ft4j.core.port.FrameHandler;
import io.ft4j.core.port.Transport;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * Connects the processes of a cluster. What happens to a frame that was sent is decided by the {@link Wire} of the
 * harness; a frame that it {@linkplain #arrive lets arrive} lies in the inbox of its destination until that is stepped.
 * A cut pair loses what is sent from then on, while what is under way may still arrive.
 */
public final class TestNetwork {
    private static final int MAX_FRAME_BYTES = 1 << 20;

    /** Decides about frames. */
    public interface Wire {
        void sent(Packet packet);

        void lost(Packet packet);
    }

    private final Wire wire;
    private final Endpoint[] endpoints;
    private final boolean[][] cut;

    TestNetwork(int processCount, Wire wire) {
        this.wire = wire;
        endpoints = new Endpoint[processCount];
        cut = new boolean[processCount][processCount];
        for (int id = 0; id < processCount; id++) {
            endpoints[id] = new Endpoint(id);
        }
    }

    /** What a process has of the network; it keeps nothing from one life to the next. */
    Transport connect(int processId) {
        endpoints[processId].inbox.clear();
        return endpoints[processId];
    }

    void arrive(Packet packet) {
        endpoints[packet.destinationId()].inbox.add(packet);
    }

    public void cut(int sourceId, int destinationId) {
        cut[sourceId][destinationId] = true;
    }

    public void heal() {
        for (boolean[] row : cut) {
            Arrays.fill(row, false);
        }
    }

    private final class Endpoint implements Transport {
        private final int processId;
        private final ArrayDeque<Packet> inbox = new ArrayDeque<>();

        private Endpoint(int processId) {
            this.processId = processId;
        }

        @Override
        public int maxFrameBytes() {
            return MAX_FRAME_BYTES;
        }

        @Override
        public long offer(int destinationId, DirectBuffer buffer, int offset, int length) {
            return offer(destinationId, buffer, offset, length, buffer, offset + length, 0);
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
            byte[] frame = new byte[headerLength + bodyLength];
            header.getBytes(headerOffset, frame, 0, headerLength);
            body.getBytes(bodyOffset, frame, headerLength, bodyLength);
            Packet packet = new Packet(processId, destinationId, frame);
            if (cut[processId][destinationId]) {
                wire.lost(packet);
            } else {
                wire.sent(packet);
            }
            return frame.length;
        }

        @Override
        public int poll(FrameHandler handler, int limit) {
            int count = 0;
            while (count < limit && !inbox.isEmpty()) {
                Packet packet = inbox.poll();
                handler.onFrame(packet.frame(), 0, packet.frame().capacity());
                count++;
            }
            return count;
        }

        @Override
        public void close() {
            inbox.clear();
        }
    }
}
