package io.ft4j.core.fault;

import io.ft4j.core.port.FrameHandler;
import io.ft4j.core.port.Transport;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.agrona.DirectBuffer;

/**
 * The transport of one process of a live group, as badly as a {@link FaultInjector} has it; made by {@link
 * FaultInjector#transport}. While the plan has no fault for frames it hands everything on. Frames that are late are
 * copied and held, {@value #MAX_HELD_BYTES} bytes at most; more are lost. A frame that a fault loses counts as taken.
 *
 * <p>One thread. Allocates for faults only.
 */
public final class FaultyTransport implements Transport {
    static final int MAX_HELD_BYTES = 8 * 1024 * 1024;

    private static final long TAKEN = 1;
    private static final Comparator<FrameInTransit> EARLIEST_FIRST = (one, other) ->
            one.dueNs != other.dueNs ? Long.compare(one.dueNs, other.dueNs) : Long.compare(one.order, other.order);

    private final FaultInjector injector;
    private final FaultyNetwork network;
    private final Fuse fuse;
    private final int processId;
    private final Transport transport;
    private final PriorityQueue<FrameInTransit> held = new PriorityQueue<>(EARLIEST_FIRST);
    /** By destination: frames that were handed on and not read yet. */
    private final int[] handedOn;

    private long order;
    private long heldBytes;
    private boolean closed;

    FaultyTransport(FaultInjector injector, int processId, Transport sound) {
        this.injector = injector;
        this.processId = processId;
        transport = sound;
        network = injector.network();
        fuse = injector.fuse(processId);
        handedOn = new int[injector.processCount()];
    }

    @Override
    public int maxFrameBytes() {
        return transport.maxFrameBytes();
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
        if (closed || network.isQuiet()) {
            return transport.offer(destinationId, header, headerOffset, headerLength, body, bodyOffset, bodyLength);
        }
        requireDestination(destinationId);
        header.boundsCheck(headerOffset, headerLength);
        body.boundsCheck(bodyOffset, bodyLength);
        if ((long) headerLength + bodyLength > maxFrameBytes()) {
            return TOO_LONG;
        }
        network.send(network.copy(
                processId, destinationId, header, headerOffset, headerLength, body, bodyOffset, bodyLength));
        return TAKEN;
    }

    private void requireDestination(int destinationId) {
        if (destinationId < 0 || destinationId >= handedOn.length || destinationId == processId) {
            throw new IllegalArgumentException("destinationId=" + destinationId
                    + " is this process itself or outside 0.." + (handedOn.length - 1));
        }
    }

    /** What the faults let pass. */
    void deliver(FrameInTransit frame, long delayNs) {
        if (delayNs == 0) {
            handOn(frame);
        } else if (closed || heldBytes + frame.length() > MAX_HELD_BYTES) {
            drop(frame);
        } else {
            frame.dueNs = injector.nowNs() + delayNs;
            frame.order = order++;
            heldBytes += frame.length();
            held.add(frame);
        }
    }

    /** Hands on what is due. */
    void release() {
        while (!held.isEmpty() && held.peek().dueNs <= injector.nowNs()) {
            FrameInTransit frame = held.poll();
            heldBytes -= frame.length();
            handOn(frame);
        }
    }

    private void handOn(FrameInTransit frame) {
        int destinationId = frame.destinationId();
        if (transport.offer(destinationId, frame.buffer(), 0, frame.length()) > 0) {
            handedOn[destinationId]++;
            network.recycle(frame);
        } else {
            drop(frame);
        }
    }

    private void drop(FrameInTransit frame) {
        network.arrived(processId, frame.destinationId(), 1);
        network.recycle(frame);
    }

    void onPolledBy(int destinationId) {
        network.arrived(processId, destinationId, handedOn[destinationId]);
        handedOn[destinationId] = 0;
    }

    @Override
    public int poll(FrameHandler handler, int limit) {
        int count = transport.poll(handler, limit);
        injector.onPolled(processId);
        return count;
    }

    @Override
    public void close() {
        closed = true;
        while (!held.isEmpty()) {
            drop(held.poll());
        }
        heldBytes = 0;
        for (int id = 0; id < handedOn.length; id++) {
            onPolledBy(id);
        }
        transport.close();
    }
}
