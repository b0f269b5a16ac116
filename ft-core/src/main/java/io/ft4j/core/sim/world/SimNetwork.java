package io.ft4j.core.sim.world;

import io.ft4j.core.fault.Fault;
import io.ft4j.core.fault.FaultyNetwork;
import io.ft4j.core.fault.FrameInTransit;
import io.ft4j.core.fault.Fuse;
import io.ft4j.core.model.Prng;
import io.ft4j.core.port.FrameHandler;
import io.ft4j.core.port.Transport;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;

/** Carries frames between simulated processes, as well or as badly as the faults of the moment let it. */
public final class SimNetwork {
    public static final int MAX_FRAME_BYTES = 1 << 20;

    /** Where frames go, and what is told of them. */
    public interface Post extends FaultyNetwork.Post {
        /** Before anything can happen to the frame. */
        void onSent(FrameInTransit frame);
    }

    private final Post post;
    private final FaultyNetwork network;
    private final Endpoint[] endpoints;

    /** @param delayNs mean time of a frame on its way when all is well. */
    public SimNetwork(int processCount, long delayNs, long timeoutNs, Prng prng, Post post) {
        this.post = post;
        network = new FaultyNetwork(processCount, delayNs, timeoutNs, prng, post);
        endpoints = new Endpoint[processCount];
        for (int id = 0; id < processCount; id++) {
            endpoints[id] = new Endpoint(id);
        }
    }

    public void now(long nowNs) {
        network.now(nowNs);
    }

    public void begin(Fault fault) {
        network.begin(fault);
    }

    public void end(Fault fault) {
        network.end(fault);
    }

    /** What a life of a process has of the network: nothing that was sent to an earlier one and has arrived. */
    public Transport connect(int processId, Fuse fuse) {
        Endpoint endpoint = endpoints[processId];
        while (!endpoint.inbox.isEmpty()) {
            network.recycle(endpoint.inbox.poll());
        }
        endpoint.fuse = fuse;
        return endpoint;
    }

    /** A frame is there; its destination finds it with its next step. */
    public void arrive(FrameInTransit frame, boolean running) {
        network.arrived(frame.sourceId(), frame.destinationId(), 1);
        if (running) {
            endpoints[frame.destinationId()].inbox.add(frame);
        } else {
            network.recycle(frame);
        }
    }

    /** Whether frames lie there that were not read yet. */
    public boolean hasFrames(int processId) {
        return !endpoints[processId].inbox.isEmpty();
    }

    private final class Endpoint implements Transport {
        private final int processId;
        private final ArrayDeque<FrameInTransit> inbox = new ArrayDeque<>();
        private Fuse fuse;

        private Endpoint(int processId) {
            this.processId = processId;
        }

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
            fuse.burn();
            FrameInTransit frame = network.copy(
                    processId, destinationId, header, headerOffset, headerLength, body, bodyOffset, bodyLength);
            post.onSent(frame);
            network.send(frame);
            return 1;
        }

        @Override
        public int poll(FrameHandler handler, int limit) {
            int count = 0;
            while (count < limit && !inbox.isEmpty()) {
                FrameInTransit frame = inbox.poll();
                handler.onFrame(frame.buffer(), 0, frame.length());
                network.recycle(frame);
                count++;
            }
            return count;
        }

        @Override
        public void close() {}
    }
}
