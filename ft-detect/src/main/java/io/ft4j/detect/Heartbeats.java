package io.ft4j.detect;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.protocol.Frames;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.detect.codec.HeartbeatDecoder;
import io.ft4j.detect.codec.HeartbeatEncoder;
import io.ft4j.detect.codec.MessageHeaderDecoder;
import io.ft4j.detect.codec.MessageHeaderEncoder;
import org.agrona.DirectBuffer;

/**
 * The heartbeats of one process, both ways: when its own are due, and which of the others' are news. Owns the sequence
 * numbers and the own next heartbeat.
 *
 * <p>One thread. No allocation after construction.
 */
final class Heartbeats {
    private static final int HEARTBEAT_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + HeartbeatEncoder.BLOCK_LENGTH;

    /** Beside its message a frame takes an envelope and alignment. */
    static final int MAX_STEP_BYTES = HEARTBEAT_LENGTH + Frames.HEADER_LENGTH + Long.BYTES;

    /** So many heartbeats nobody misses: 34 years at one a millisecond. A gap above it is damage. */
    private static final long MAX_SEQUENCE_GAP = 1L << 40;

    private final long intervalNs;
    private final long peers;
    private final DetectorCounters counters;
    private final long[] newestSequence = new long[ProcessSet.MAX_PROCESSES];
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final HeartbeatDecoder heartbeatDecoder = new HeartbeatDecoder();
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final HeartbeatEncoder heartbeatEncoder = new HeartbeatEncoder();

    private long sequence;
    private long deadlineNs = Long.MAX_VALUE;

    Heartbeats(long intervalNs, long peers, DetectorCounters counters) {
        this.intervalNs = intervalNs;
        this.peers = peers;
        this.counters = counters;
    }

    /** When the next one is due. {@link Long#MAX_VALUE}: never. */
    long deadlineNs() {
        return deadlineNs;
    }

    void start(long nowNs, Outbox outbox) {
        if (peers != ProcessSet.EMPTY) {
            deadlineNs = nowNs;
            send(nowNs, outbox);
        }
    }

    /** On a grid of the interval, so that a late duty cycle does not slow them down; what a pause left out stays out. */
    void send(long nowNs, Outbox outbox) {
        sequence++;
        deadlineNs += intervalNs;
        if (deadlineNs <= nowNs) {
            deadlineNs = nowNs + intervalNs;
        }
        int claim = outbox.claimAll(peers, HEARTBEAT_LENGTH);
        heartbeatEncoder
                .wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                .sequence(sequence);
        outbox.publish(claim);
    }

    /** Of a pause nothing: the next one is late enough. But a clock that went back is followed. */
    void leaveOut(long stallNs) {
        if (stallNs < 0 && deadlineNs != Long.MAX_VALUE) {
            // Else this process would be silent until the clock has come so far again.
            deadlineNs += stallNs;
        }
    }

    /** Whether this message is a heartbeat that says something new. It is remembered, and why it is none is counted. */
    boolean isNews(int sourceId, DirectBuffer buffer, int offset, int length) {
        if (!ProcessSet.contains(peers, sourceId)) {
            counters.increment(DetectorCounter.SENDER_UNKNOWN);
            return false;
        }
        if (!isReadable(buffer, offset, length)) {
            counters.increment(DetectorCounter.MESSAGE_UNREADABLE);
            return false;
        }
        heartbeatDecoder.wrap(
                buffer,
                offset + MessageHeaderDecoder.ENCODED_LENGTH,
                headerDecoder.blockLength(),
                headerDecoder.version());
        return isNewest(sourceId, heartbeatDecoder.sequence());
    }

    /** Later versions may append fields to a message, none may leave one out. */
    private boolean isReadable(DirectBuffer buffer, int offset, int length) {
        if (length < HEARTBEAT_LENGTH) {
            return false;
        }
        headerDecoder.wrap(buffer, offset);
        int blockLength = headerDecoder.blockLength();
        return headerDecoder.schemaId() == MessageHeaderDecoder.SCHEMA_ID
                && headerDecoder.templateId() == HeartbeatDecoder.TEMPLATE_ID
                && blockLength >= HeartbeatDecoder.BLOCK_LENGTH
                && blockLength <= length - MessageHeaderDecoder.ENCODED_LENGTH;
    }

    /**
     * An old one says that its sender was up when a newer one said so too: it may have crashed since, and would stay
     * unsuspected for longer with each such frame.
     */
    private boolean isNewest(int sourceId, long heartbeatSequence) {
        long newest = newestSequence[sourceId];
        if (heartbeatSequence <= 0 || heartbeatSequence - newest > MAX_SEQUENCE_GAP) {
            counters.increment(DetectorCounter.SEQUENCE_IMPLAUSIBLE);
        } else if (heartbeatSequence < newest) {
            counters.increment(DetectorCounter.HEARTBEAT_OVERTAKEN);
        } else if (heartbeatSequence == newest) {
            counters.increment(DetectorCounter.HEARTBEAT_REPEATED);
        } else {
            newestSequence[sourceId] = heartbeatSequence;
            return true;
        }
        return false;
    }

    /** Whether it is one of the others, so that this is counted; a new life counts from 1 again. */
    boolean isNewLife(int processId) {
        if (!ProcessSet.contains(peers, processId)) {
            counters.increment(DetectorCounter.SENDER_UNKNOWN);
            return false;
        }
        counters.increment(DetectorCounter.INCARNATION_HEARD);
        newestSequence[processId] = 0;
        return true;
    }
}
