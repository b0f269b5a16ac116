package io.ft4j.core.sim;

import io.ft4j.core.fault.Fault;
import io.ft4j.core.fault.FaultKind;
import io.ft4j.core.model.Prng;
import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.FrameHandler;
import io.ft4j.core.port.Transport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Carries frames between simulated processes, as well or as badly as the faults of the moment let it. A cut loses what is
 * sent from then on; what is under way may still arrive.
 */
final class SimNetwork {
    static final int MAX_FRAME_BYTES = 1 << 20;

    private static final int KEPT_FRAMES = 64;
    private static final int KEEP_ONE_OF = 16;

    /** Where frames go that will arrive, and what is told of those that will not. */
    interface Post {
        void deliver(SimFrame frame, long delayNs);

        void onSent(SimFrame frame);

        void onLost(SimFrame frame);
    }

    private final Prng prng;
    private final Post post;
    private final FrameForge forge;
    private final Endpoint[] endpoints;
    private final long delayNs;
    private final long timeoutNs;
    private final List<Fault> active = new ArrayList<>();
    private final int[][] underWay;
    private final ArrayDeque<SimFrame> kept = new ArrayDeque<>();
    private SimFrame free;

    // What the active faults amount to, by the sender of a frame.
    private final long[] cutFrom;
    private final long[][] rates;
    private final long[] extraDelayNs;
    private final long[] clogEndNs;
    private final long[] bounds;
    private boolean flapping;
    private long nowNs;

    /** @param delayNs mean time of a frame on its way when all is well. */
    SimNetwork(int processCount, long delayNs, long timeoutNs, Prng prng, Post post) {
        this.prng = prng;
        this.post = post;
        this.delayNs = delayNs;
        this.timeoutNs = timeoutNs;
        forge = new FrameForge(prng, processCount);
        endpoints = new Endpoint[processCount];
        underWay = new int[processCount][processCount];
        cutFrom = new long[processCount];
        rates = new long[processCount][FaultKind.values().length];
        extraDelayNs = new long[processCount];
        clogEndNs = new long[processCount];
        bounds = new long[processCount];
        for (int id = 0; id < processCount; id++) {
            endpoints[id] = new Endpoint(id);
        }
        onFaultsChanged();
    }

    void now(long newNowNs) {
        nowNs = newNowNs;
    }

    void begin(Fault fault) {
        active.add(fault);
        onFaultsChanged();
    }

    void end(Fault fault) {
        active.remove(fault);
        onFaultsChanged();
    }

    /** What a life of a process has of the network: nothing that was sent to an earlier one and has arrived. */
    Transport connect(int processId, Fuse fuse) {
        Endpoint endpoint = endpoints[processId];
        while (!endpoint.inbox.isEmpty()) {
            recycle(endpoint.inbox.poll());
        }
        endpoint.fuse = fuse;
        return endpoint;
    }

    /** A frame is there; its destination finds it with its next step. */
    void arrive(SimFrame frame, boolean running) {
        underWay[frame.sourceId][frame.destinationId]--;
        if (running) {
            endpoints[frame.destinationId].inbox.add(frame);
        } else {
            recycle(frame);
        }
    }

    /** Whether frames lie there that were not read yet. */
    boolean hasFrames(int processId) {
        return !endpoints[processId].inbox.isEmpty();
    }

    private void onFaultsChanged() {
        flapping = false;
        for (int from = 0; from < endpoints.length; from++) {
            cutFrom[from] = ProcessSet.EMPTY;
            extraDelayNs[from] = 0;
            clogEndNs[from] = 0;
            bounds[from] = Long.MAX_VALUE;
            java.util.Arrays.fill(rates[from], 0);
            for (Fault fault : active) {
                apply(fault, from);
            }
        }
    }

    private void apply(Fault fault, int from) {
        boolean hit = fault.hits(from);
        long all = ProcessSet.firstN(endpoints.length);
        switch (fault.kind()) {
            case PARTITION:
                cutFrom[from] |= hit ? all & ~fault.processes() : fault.processes();
                break;
            case MUTE:
                cutFrom[from] |= hit ? all : ProcessSet.EMPTY;
                break;
            case DEAF:
                cutFrom[from] |= fault.processes();
                break;
            case BRIDGE:
                cutFrom[from] |= beyondBridge(ProcessSet.first(fault.processes()), from);
                break;
            case FLAP:
                flapping = true;
                break;
            case CLOG:
                clogEndNs[from] = hit ? Math.max(clogEndNs[from], fault.endNs()) : clogEndNs[from];
                break;
            case NARROW_LINK:
                bounds[from] = hit ? Math.min(bounds[from], fault.value()) : bounds[from];
                break;
            case DELAY:
                extraDelayNs[from] = hit ? Math.max(extraDelayNs[from], fault.value()) : extraDelayNs[from];
                break;
            default:
                int kind = fault.kind().ordinal();
                rates[from][kind] = hit ? Math.max(rates[from][kind], fault.value()) : rates[from][kind];
                break;
        }
    }

    /** The processes of the other half: the halves are the even and the odd ones. */
    private long beyondBridge(int bridge, int from) {
        long set = ProcessSet.EMPTY;
        for (int id = 0; id < endpoints.length && from != bridge; id++) {
            if (id != bridge && (id + from) % 2 != 0) {
                set = ProcessSet.add(set, id);
            }
        }
        return set;
    }

    private boolean isFlappedAway(int from, int to) {
        for (Fault fault : active) {
            boolean away = fault.kind() == FaultKind.FLAP
                    && fault.hits(from) != fault.hits(to)
                    && (nowNs - fault.atNs()) / Math.max(1, fault.value()) % 2 == 0;
            if (away) {
                return true;
            }
        }
        return false;
    }

    private boolean happens(FaultKind kind, int from) {
        long rate = rates[from][kind.ordinal()];
        return rate > 0 && prng.nextLong(Fault.ALWAYS) < rate;
    }

    private void send(SimFrame frame) {
        int from = frame.sourceId;
        int to = frame.destinationId;
        post.onSent(frame);
        boolean cut = ProcessSet.contains(cutFrom[from], to) || flapping && isFlappedAway(from, to);
        if (cut || happens(FaultKind.LOSS, from) || underWay[from][to] >= bounds[from]) {
            post.onLost(frame);
            recycle(frame);
            return;
        }
        if (happens(FaultKind.DUPLICATION, from)) {
            travel(copy(frame));
        }
        if (happens(FaultKind.BIT_FLIP, from)) {
            forge.flipBit(frame);
        }
        if (happens(FaultKind.GARBAGE, from)) {
            travel(forge.garbage(claim(), from, to));
        }
        if (happens(FaultKind.FORGERY, from)) {
            travel(forge.forge(copy(frame)));
        }
        if (rates[from][FaultKind.OLD_FRAME.ordinal()] > 0) {
            keep(frame);
            if (happens(FaultKind.OLD_FRAME, from)) {
                travel(copy(anyKept()));
            }
        }
        travel(frame);
    }

    private void travel(SimFrame frame) {
        int from = frame.sourceId;
        underWay[from][frame.destinationId]++;
        long ns = delayNs / 2 + exponential(delayNs / 2);
        if (extraDelayNs[from] > 0) {
            ns += exponential(extraDelayNs[from]);
        }
        if (happens(FaultKind.DELAY_SPIKE, from)) {
            ns += prng.nextLong(4 * timeoutNs);
        }
        if (clogEndNs[from] > nowNs) {
            ns += clogEndNs[from] - nowNs;
        }
        post.deliver(frame, ns);
    }

    private void keep(SimFrame frame) {
        if (kept.isEmpty() || prng.nextInt(KEEP_ONE_OF) == 0) {
            kept.add(copy(frame));
            if (kept.size() > KEPT_FRAMES) {
                recycle(kept.poll());
            }
        }
    }

    /** The oldest, and it becomes the newest: each kept one comes again in turn. */
    private SimFrame anyKept() {
        SimFrame frame = kept.poll();
        kept.add(frame);
        return frame;
    }

    private SimFrame copy(SimFrame frame) {
        SimFrame copy = claim();
        copy.copyFrom(frame);
        return copy;
    }

    private SimFrame claim() {
        SimFrame frame = free;
        if (frame == null) {
            return new SimFrame();
        }
        free = frame.next;
        return frame;
    }

    private void recycle(SimFrame frame) {
        frame.next = free;
        free = frame;
    }

    private long exponential(long meanNs) {
        return (long) (-StrictMath.log(1 - prng.nextDouble()) * meanNs);
    }

    private final class Endpoint implements Transport {
        private final int processId;
        private final ArrayDeque<SimFrame> inbox = new ArrayDeque<>();
        private Fuse fuse;

        private Endpoint(int processId) {
            this.processId = processId;
        }

        @Override
        public int maxFrameBytes() {
            return MAX_FRAME_BYTES;
        }

        @Override
        public long offer(int destinationId, DirectBuffer buffer, int offset, int length) {
            return offer(destinationId, buffer, offset, length, buffer, offset, 0);
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
            SimFrame frame = claim();
            frame.set(processId, destinationId, header, headerOffset, headerLength);
            frame.append(body, bodyOffset, bodyLength);
            send(frame);
            return 1;
        }

        @Override
        public int poll(FrameHandler handler, int limit) {
            int count = 0;
            while (count < limit && !inbox.isEmpty()) {
                SimFrame frame = inbox.poll();
                handler.onFrame(frame.buffer(), 0, frame.length);
                recycle(frame);
                count++;
            }
            return count;
        }

        @Override
        public void close() {}
    }
}
