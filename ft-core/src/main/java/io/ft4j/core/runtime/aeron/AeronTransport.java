package io.ft4j.core.runtime.aeron;

import io.aeron.Aeron;
import io.aeron.ChannelUriStringBuilder;
import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.exceptions.AeronException;
import io.ft4j.core.port.FrameHandler;
import io.ft4j.core.port.Transport;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

/**
 * The end of one process: listens at its own endpoint and has a stream to each of the others. While two processes live
 * and reach each other, what was taken arrives once and in order; when one of them restarts, frames under way are lost
 * and the streams stand again by themselves.
 *
 * <p><b>Threads.</b> One, the duty cycle's; it starts none. {@link #poll} also lets Aeron send: a frame that was taken
 * leaves with the next poll. <b>Allocation.</b> See {@link AeronMedia}; one buffer of {@code maxFrameBytes} when a process
 * is heard of for the first time. <b>Errors.</b> A peer that cannot be reached is {@link #NOT_CONNECTED}. An endpoint that
 * cannot be opened is an exception of the constructor, with Aeron's words.
 */
public final class AeronTransport implements Transport {
    private static final long TAKEN = 1;

    /** Fragments taken per poll at most beside the limit in frames: a long frame is many of them. */
    private static final int FRAGMENTS_PER_POLL = 256;

    /** Where a new stream begins; above 0 in tests. */
    private static final int INITIAL_TERM_ID = 0;

    private final AeronMedia media;
    private final int selfId;
    private final Endpoints endpoints;
    private final int maxFrameBytes;
    private final FrameAssembler assembler;
    private final Subscription subscription;
    private final ExclusivePublication[] publications;
    private boolean closed;

    /**
     * Opens the endpoint of this process and the streams to the others, whether they listen already or not.
     *
     * @param media  runs as long as this; it is not closed along with it.
     * @param selfId of this process.
     */
    public AeronTransport(AeronMedia media, int selfId, Endpoints endpoints) {
        this(media, selfId, endpoints, media.config().maxFrameBytes(), 0);
    }

    AeronTransport(AeronMedia media, int selfId, Endpoints endpoints, int maxFrameBytes) {
        this(media, selfId, endpoints, maxFrameBytes, 0);
    }

    /**
     * @param maxFrameBytes longest frame; up to an eighth of a term.
     * @param firstPosition of the streams to the others.
     */
    AeronTransport(AeronMedia media, int selfId, Endpoints endpoints, int maxFrameBytes, long firstPosition) {
        if (maxFrameBytes < 1 || maxFrameBytes > media.config().maxFrameBytes()) {
            throw new IllegalArgumentException("maxFrameBytes=" + maxFrameBytes + " is outside 1.."
                    + media.config().maxFrameBytes() + ", an eighth of termBytes="
                    + media.config().termBytes());
        }
        if (!endpoints.contains(selfId)) {
            throw new IllegalArgumentException("selfId=" + selfId + " has no endpoint");
        }
        this.media = media;
        this.selfId = selfId;
        this.endpoints = endpoints;
        this.maxFrameBytes = maxFrameBytes;
        assembler = new FrameAssembler(maxFrameBytes);
        publications = new ExclusivePublication[endpoints.limitId()];
        Aeron aeron = media.aeron();
        subscription = aeron.addSubscription(
                endpoints.channel(selfId),
                endpoints.streamId(selfId),
                assembler::onAvailable,
                assembler::onUnavailable);
        try {
            for (int id = 0; id < publications.length; id++) {
                if (id != selfId && endpoints.contains(id)) {
                    publications[id] = publish(id, firstPosition);
                }
            }
        } catch (RuntimeException | Error cause) {
            close();
            throw cause;
        }
    }

    private ExclusivePublication publish(int id, long position) {
        String channel = endpoints.channel(id);
        if (position > 0) {
            channel = new ChannelUriStringBuilder(channel)
                    .initialPosition(position, INITIAL_TERM_ID, media.config().termBytes())
                    .build();
        }
        return media.aeron().addExclusivePublication(channel, endpoints.streamId(id));
    }

    @Override
    public int maxFrameBytes() {
        return maxFrameBytes;
    }

    /** Whether the process listens and this one has heard so. */
    public boolean isConnected(int processId) {
        return !closed && publication(processId).isConnected();
    }

    /** Frames from outside that were too long, or had no beginning. */
    public long droppedFrames() {
        return assembler.droppedFrames();
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
        ExclusivePublication publication = publication(destinationId);
        header.boundsCheck(headerOffset, headerLength);
        body.boundsCheck(bodyOffset, bodyLength);
        if (closed) {
            return CLOSED;
        }
        if ((long) headerLength + bodyLength > maxFrameBytes) {
            return TOO_LONG;
        }
        long position = publication.offer(header, headerOffset, headerLength, body, bodyOffset, bodyLength, null);
        // A term is full: it was turned, and the next attempt writes to the next one.
        if (position == Publication.ADMIN_ACTION) {
            position = publication.offer(header, headerOffset, headerLength, body, bodyOffset, bodyLength, null);
        }
        return position >= 0 ? TAKEN : refusal(destinationId, position);
    }

    private long refusal(int destinationId, long code) {
        if (code == Publication.NOT_CONNECTED) {
            return NOT_CONNECTED;
        }
        if (code == Publication.MAX_POSITION_EXCEEDED) {
            // Positions of a stream end, after 2^31 terms; another stream begins.
            publications[destinationId].close();
            publications[destinationId] = publish(destinationId, 0);
            return NOT_CONNECTED;
        }
        return code == Publication.CLOSED ? CLOSED : BACK_PRESSURED;
    }

    private ExclusivePublication publication(int destinationId) {
        if (destinationId == selfId || !endpoints.contains(destinationId)) {
            throw new IllegalArgumentException(
                    "destinationId=" + destinationId + " is no other process with an endpoint");
        }
        return publications[destinationId];
    }

    /** @throws IllegalStateException when the driver is in another process and gone. */
    @Override
    public int poll(FrameHandler handler, int limit) {
        if (closed) {
            return 0;
        }
        media.poll();
        return take(handler, limit);
    }

    /** What has come so far; the media is not driven. */
    int take(FrameHandler handler, int limit) {
        assembler.begin(handler);
        int rest = Math.max(limit, FRAGMENTS_PER_POLL);
        int taken = 1;
        while (taken > 0 && rest > 0 && assembler.frames() < limit) {
            taken = subscription.poll(assembler, Math.min(rest, limit - assembler.frames()));
            rest -= taken;
            if (assembler.failure() != null) {
                throw assembler.failure();
            }
        }
        return assembler.frames();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            CloseHelper.closeAll(publications);
            CloseHelper.close(subscription);
        } catch (AeronException driverIsGone) {
            return;
        }
    }
}
