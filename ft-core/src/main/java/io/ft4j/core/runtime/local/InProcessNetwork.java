package io.ft4j.core.runtime.local;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.port.FrameHandler;
import io.ft4j.core.port.Transport;
import io.ft4j.core.runtime.driver.JvmFlags;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Connects the processes of a group that live in one JVM: one ring of bytes, off heap, per ordered pair. Nothing is
 * lost, duplicated or reordered on a link whose two ends stay connected.
 *
 * <p><b>Threads.</b> Each {@link #transport} is used by one thread; the methods of this class by any. <b>Allocation.</b>
 * None after construction but for a new transport.
 */
public final class InProcessNetwork {
    private static final int FRAME = 1;
    private static final MessageHandler DROP = (type, buffer, offset, length) -> {};

    private final int processCount;
    private final int maxFrameBytes;
    private final OneToOneRingBuffer[][] links;
    /** By destination and source: frames before this position of the link are from before the last connection. */
    private final long[][] staleUntil;

    private final End[] ends;

    /** A {@link ProcessSet}; written under the lock, and after {@link #staleUntil}. */
    private volatile long connectedSet;

    /**
     * @param processCount  ids 0 to {@code processCount - 1}.
     * @param linkBytes     of each link, a power of two; at least eight times the longest frame.
     * @param maxFrameBytes longest frame.
     */
    public InProcessNetwork(int processCount, int linkBytes, int maxFrameBytes) {
        JvmFlags.require();
        requireSizes(processCount, linkBytes, maxFrameBytes);
        this.processCount = processCount;
        this.maxFrameBytes = maxFrameBytes;
        links = new OneToOneRingBuffer[processCount][processCount];
        staleUntil = new long[processCount][processCount];
        ends = new End[processCount];
        for (int destination = 0; destination < processCount; destination++) {
            for (int source = 0; source < processCount; source++) {
                if (source != destination) {
                    links[destination][source] = newLink(linkBytes);
                }
            }
        }
        connectedSet = ProcessSet.firstN(processCount);
    }

    private static void requireSizes(int processCount, int linkBytes, int maxFrameBytes) {
        if (processCount < 1 || processCount > ProcessSet.MAX_PROCESSES) {
            throw new IllegalArgumentException(
                    "processCount=" + processCount + " is outside 1.." + ProcessSet.MAX_PROCESSES);
        }
        if (!BitUtil.isPowerOfTwo(linkBytes) || maxFrameBytes < 1 || maxFrameBytes > linkBytes / 8) {
            throw new IllegalArgumentException("linkBytes=" + linkBytes
                    + " must be a power of two and at least eight times maxFrameBytes=" + maxFrameBytes);
        }
    }

    private static OneToOneRingBuffer newLink(int linkBytes) {
        int bytes = linkBytes + RingBufferDescriptor.TRAILER_LENGTH;
        return new OneToOneRingBuffer(new UnsafeBuffer(ByteBuffer.allocateDirect(bytes)));
    }

    /**
     * The end of a process. After it was closed this gives a new one and connects the process, as {@link #connect}
     * does.
     */
    public synchronized Transport transport(int processId) {
        requireProcess(processId);
        if (ends[processId] == null || ends[processId].closed) {
            ends[processId] = new End(processId);
            connect(processId);
        }
        return ends[processId];
    }

    /** Frames to and from this process are refused from now on; those that are under way to it are dropped. */
    public synchronized void disconnect(int processId) {
        requireProcess(processId);
        connectedSet = ProcessSet.remove(connectedSet, processId);
    }

    /** Undoes {@link #disconnect}. What was sent to the process before does not arrive any more. */
    public synchronized void connect(int processId) {
        requireProcess(processId);
        if (ProcessSet.contains(connectedSet, processId)) {
            return;
        }
        for (int source = 0; source < processCount; source++) {
            if (source != processId) {
                staleUntil[processId][source] = links[processId][source].producerPosition();
            }
        }
        connectedSet = ProcessSet.add(connectedSet, processId);
    }

    public boolean isConnected(int processId) {
        requireProcess(processId);
        return ProcessSet.contains(connectedSet, processId);
    }

    private void requireProcess(int processId) {
        if (processId < 0 || processId >= processCount) {
            throw new IllegalArgumentException("processId=" + processId + " is outside 0.." + (processCount - 1));
        }
    }

    private final class End implements Transport {
        private static final long TAKEN = 1;

        private final int processId;
        private final MessageHandler toFrameHandler = this::onMessage;
        private FrameHandler frameHandler;
        private int firstSource;
        private volatile boolean closed;

        End(int processId) {
            this.processId = processId;
        }

        @Override
        public int maxFrameBytes() {
            return maxFrameBytes;
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
            OneToOneRingBuffer link = linkTo(destinationId);
            // A claim that a bad range left open would block the link for good.
            header.boundsCheck(headerOffset, headerLength);
            body.boundsCheck(bodyOffset, bodyLength);
            long refusal = refusal(destinationId, (long) headerLength + bodyLength);
            if (refusal < 0) {
                return refusal;
            }
            int at = link.tryClaim(FRAME, headerLength + bodyLength);
            if (at < 0) {
                return BACK_PRESSURED;
            }
            link.buffer().putBytes(at, header, headerOffset, headerLength);
            if (bodyLength > 0) {
                link.buffer().putBytes(at + headerLength, body, bodyOffset, bodyLength);
            }
            link.commit(at);
            return TAKEN;
        }

        private OneToOneRingBuffer linkTo(int destinationId) {
            requireProcess(destinationId);
            if (destinationId == processId) {
                throw new IllegalArgumentException("destinationId=" + destinationId + " is this process itself");
            }
            return links[destinationId][processId];
        }

        private long refusal(int destinationId, long length) {
            if (closed) {
                return CLOSED;
            }
            if (length > maxFrameBytes) {
                return TOO_LONG;
            }
            long both = ProcessSet.of(destinationId) | ProcessSet.of(processId);
            return (connectedSet & both) == both ? 0 : NOT_CONNECTED;
        }

        /** Begins with another process each time, so that none that sends without pause shuts out the others. */
        @Override
        public int poll(FrameHandler handler, int limit) {
            if (closed) {
                return 0;
            }
            boolean connected = ProcessSet.contains(connectedSet, processId);
            frameHandler = handler;
            firstSource = next(firstSource);
            int source = firstSource;
            int count = 0;
            for (int i = 0; i < processCount && count < limit; i++) {
                if (source != processId) {
                    count += poll(source, connected, limit - count);
                }
                source = next(source);
            }
            return count;
        }

        private int next(int source) {
            return source + 1 == processCount ? 0 : source + 1;
        }

        private int poll(int source, boolean connected, int limit) {
            OneToOneRingBuffer link = links[processId][source];
            if (!connected) {
                dropUntil(link, link.producerPosition());
                return 0;
            }
            long before = link.consumerPosition();
            if (before < staleUntil[processId][source]) {
                dropUntil(link, staleUntil[processId][source]);
                before = link.consumerPosition();
            }
            int count = link.read(toFrameHandler, limit);
            // A read that meets nothing but the padding at the end of the ring says 0 although frames may follow.
            boolean padding = count == 0 && link.consumerPosition() != before;
            return padding ? link.read(toFrameHandler, limit) : count;
        }

        /** Stops short of a frame that is being written now; the next poll finds it. */
        private void dropUntil(OneToOneRingBuffer link, long position) {
            long before = -1;
            long now = link.consumerPosition();
            while (now < position && now != before) {
                link.read(DROP, 1);
                before = now;
                now = link.consumerPosition();
            }
        }

        private void onMessage(int type, MutableDirectBuffer buffer, int offset, int length) {
            frameHandler.onFrame(buffer, offset, length);
        }

        @Override
        public void close() {
            synchronized (InProcessNetwork.this) {
                if (!closed) {
                    closed = true;
                    disconnect(processId);
                }
            }
        }
    }
}
