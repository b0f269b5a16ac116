package io.ft4j.core.fault;

import io.ft4j.core.model.Prng;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;

/**
 * What becomes of the frames of a group, as the faults of the moment have it: they are lost, doubled, late, damaged or
 * forged. A cut loses what is sent from then on; what is under way may still arrive.
 *
 * <p>One thread. Allocates what the most frames under way at once take.
 */
public final class FaultyNetwork {
    private static final int KEPT_FRAMES = 64;
    private static final int KEEP_ONE_OF = 16;

    /** Where frames go that will arrive, and what is told of those that will not. */
    public interface Post {
        /** The frame is the receiver's until it is recycled. */
        void deliver(FrameInTransit frame, long delayNs);

        /** The frame is valid during the call only. */
        void onLost(FrameInTransit frame);

        /** A fault of this kind has hit a frame. */
        void onHit(FaultKind kind);
    }

    private final Prng prng;
    private final Post post;
    private final LinkFaults faults;
    private final FrameForge forge;
    private final long delayNs;
    private final long timeoutNs;
    private final int[][] underWay;
    private final ArrayDeque<FrameInTransit> kept = new ArrayDeque<>();
    private FrameInTransit free;

    /**
     * @param delayNs   mean time of a frame on its way when all is well.
     * @param timeoutNs of the protocol, the time-out of an election.
     */
    public FaultyNetwork(int processCount, long delayNs, long timeoutNs, Prng prng, Post post) {
        this.prng = prng;
        this.post = post;
        this.delayNs = delayNs;
        this.timeoutNs = timeoutNs;
        faults = new LinkFaults(processCount, prng);
        forge = new FrameForge(prng, processCount);
        underWay = new int[processCount][processCount];
    }

    /** @param nowNs from the start of the run. */
    public void now(long nowNs) {
        faults.now(nowNs);
    }

    public void begin(Fault fault) {
        faults.begin(fault);
    }

    public void end(Fault fault) {
        faults.end(fault);
    }

    /** Whether every frame passes unharmed now. */
    public boolean isQuiet() {
        return faults.isQuiet();
    }

    /** A copy of a frame made of two pieces, to be sent. */
    public FrameInTransit copy(
            int sourceId,
            int destinationId,
            DirectBuffer header,
            int headerOffset,
            int headerLength,
            DirectBuffer body,
            int bodyOffset,
            int bodyLength) {
        FrameInTransit frame = claim();
        frame.set(sourceId, destinationId, header, headerOffset, headerLength);
        frame.append(body, bodyOffset, bodyLength);
        return frame;
    }

    /** Takes the frame and tells the post what becomes of it. */
    public void send(FrameInTransit frame) {
        FaultKind loss = lossOf(frame);
        if (loss != null) {
            post.onHit(loss);
            post.onLost(frame);
            recycle(frame);
            return;
        }
        int from = frame.sourceId();
        if (hits(FaultKind.DUPLICATION, from)) {
            travel(copy(frame));
        }
        if (frame.length() > 0 && hits(FaultKind.BIT_FLIP, from)) {
            forge.flipBit(frame);
        }
        if (hits(FaultKind.GARBAGE, from)) {
            travel(forge.garbage(claim(), from, frame.destinationId()));
        }
        if (hits(FaultKind.FORGERY, from)) {
            travel(forge.forge(copy(frame)));
        }
        if (faults.mayHappen(FaultKind.OLD_FRAME, from)) {
            keep(frame);
            if (hits(FaultKind.OLD_FRAME, from)) {
                travel(copy(anyKept()));
            }
        }
        travel(frame);
    }

    /** What loses the frame, or null. */
    private FaultKind lossOf(FrameInTransit frame) {
        int from = frame.sourceId();
        int to = frame.destinationId();
        FaultKind cut = faults.cutBy(from, to);
        if (cut != null) {
            return cut;
        }
        if (faults.happens(FaultKind.LOSS, from)) {
            return FaultKind.LOSS;
        }
        return underWay[from][to] >= faults.bound(from) ? FaultKind.NARROW_LINK : null;
    }

    private boolean hits(FaultKind kind, int from) {
        boolean hit = faults.happens(kind, from);
        if (hit) {
            post.onHit(kind);
        }
        return hit;
    }

    private void travel(FrameInTransit frame) {
        int from = frame.sourceId();
        underWay[from][frame.destinationId()]++;
        long ns = delayNs / 2 + exponential(prng, delayNs / 2);
        if (faults.extraDelayNs(from) > 0) {
            ns += exponential(prng, faults.extraDelayNs(from));
            post.onHit(FaultKind.DELAY);
        }
        if (hits(FaultKind.DELAY_SPIKE, from)) {
            ns += prng.nextLong(4 * timeoutNs);
        }
        if (faults.clogNs(from) > 0) {
            ns += faults.clogNs(from);
            post.onHit(FaultKind.CLOG);
        }
        post.deliver(frame, ns);
    }

    /** So many frames from one process to another are not under way any more. */
    public void arrived(int sourceId, int destinationId, int count) {
        underWay[sourceId][destinationId] -= count;
    }

    /** The frame is not needed any more. */
    public void recycle(FrameInTransit frame) {
        frame.next = free;
        free = frame;
    }

    private void keep(FrameInTransit frame) {
        if (kept.isEmpty() || prng.nextInt(KEEP_ONE_OF) == 0) {
            kept.add(copy(frame));
            if (kept.size() > KEPT_FRAMES) {
                recycle(kept.poll());
            }
        }
    }

    /** The oldest, and it becomes the newest: each kept one comes again in turn. */
    private FrameInTransit anyKept() {
        FrameInTransit frame = kept.poll();
        kept.add(frame);
        return frame;
    }

    private FrameInTransit copy(FrameInTransit frame) {
        FrameInTransit copy = claim();
        copy.copyFrom(frame);
        return copy;
    }

    private FrameInTransit claim() {
        FrameInTransit frame = free;
        if (frame == null) {
            return new FrameInTransit();
        }
        free = frame.next;
        return frame;
    }

    static long exponential(Prng prng, long meanNs) {
        return (long) (-StrictMath.log(1 - prng.nextDouble()) * meanNs);
    }
}
