package io.ft4j.detect;

import io.ft4j.core.protocol.Outbox;
import io.ft4j.detect.probe.codec.AckDecoder;
import io.ft4j.detect.probe.codec.AckEncoder;
import io.ft4j.detect.probe.codec.MessageHeaderDecoder;
import io.ft4j.detect.probe.codec.MessageHeaderEncoder;
import io.ft4j.detect.probe.codec.ProbeDecoder;
import io.ft4j.detect.probe.codec.ProbeEncoder;
import io.ft4j.detect.probe.codec.ProbeRequestDecoder;
import io.ft4j.detect.probe.codec.ProbeRequestEncoder;
import io.ft4j.detect.probe.codec.RelayedAckDecoder;
import io.ft4j.detect.probe.codec.RelayedAckEncoder;
import org.agrona.DirectBuffer;

/**
 * The messages of {@code probe.xml}: written into an outbox, and wrapped where they can be read.
 *
 * <p>One thread. No allocation after construction.
 */
final class ProbeMessages {
    private static final int HEADER_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH;
    static final int MAX_LENGTH = HEADER_LENGTH + RelayedAckEncoder.BLOCK_LENGTH;

    /** Longer than any message: of templates that are not known. */
    private static final int UNKNOWN_LENGTH = Integer.MAX_VALUE;

    final ProbeDecoder probe = new ProbeDecoder();
    final AckDecoder ack = new AckDecoder();
    final ProbeRequestDecoder probeRequest = new ProbeRequestDecoder();
    final RelayedAckDecoder relayedAck = new RelayedAckDecoder();

    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final ProbeEncoder probeEncoder = new ProbeEncoder();
    private final AckEncoder ackEncoder = new AckEncoder();
    private final ProbeRequestEncoder probeRequestEncoder = new ProbeRequestEncoder();
    private final RelayedAckEncoder relayedAckEncoder = new RelayedAckEncoder();

    /**
     * Wraps the decoder of the message that stands there. Later versions may append fields to a message, none may leave one
     * out.
     *
     * @return template id; −1: it cannot be read.
     */
    int wrap(DirectBuffer buffer, int offset, int length) {
        if (length < HEADER_LENGTH) {
            return -1;
        }
        headerDecoder.wrap(buffer, offset);
        int templateId = headerDecoder.templateId();
        int blockLength = headerDecoder.blockLength();
        if (headerDecoder.schemaId() != MessageHeaderDecoder.SCHEMA_ID
                || blockLength < knownLength(templateId)
                || blockLength > length - HEADER_LENGTH) {
            return -1;
        }
        wrapBody(templateId, buffer, offset + HEADER_LENGTH, blockLength, headerDecoder.version());
        return templateId;
    }

    private static int knownLength(int templateId) {
        switch (templateId) {
            case ProbeDecoder.TEMPLATE_ID:
                return ProbeDecoder.BLOCK_LENGTH;
            case AckDecoder.TEMPLATE_ID:
                return AckDecoder.BLOCK_LENGTH;
            case ProbeRequestDecoder.TEMPLATE_ID:
                return ProbeRequestDecoder.BLOCK_LENGTH;
            case RelayedAckDecoder.TEMPLATE_ID:
                return RelayedAckDecoder.BLOCK_LENGTH;
            default:
                return UNKNOWN_LENGTH;
        }
    }

    private void wrapBody(int templateId, DirectBuffer buffer, int offset, int blockLength, int version) {
        switch (templateId) {
            case ProbeDecoder.TEMPLATE_ID:
                probe.wrap(buffer, offset, blockLength, version);
                break;
            case AckDecoder.TEMPLATE_ID:
                ack.wrap(buffer, offset, blockLength, version);
                break;
            case ProbeRequestDecoder.TEMPLATE_ID:
                probeRequest.wrap(buffer, offset, blockLength, version);
                break;
            default:
                relayedAck.wrap(buffer, offset, blockLength, version);
        }
    }

    void sendProbe(int targetId, long sequence, int proberId, long proberIncarnation, Outbox outbox) {
        int claim = outbox.claim(targetId, HEADER_LENGTH + ProbeEncoder.BLOCK_LENGTH);
        probeEncoder
                .wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                .sequence(sequence)
                .proberIncarnation(proberIncarnation)
                .proberId(proberId);
        outbox.publish(claim);
    }

    /** Of the probe that was wrapped last. */
    void sendAck(int destinationId, long ownIncarnation, Outbox outbox) {
        int claim = outbox.claim(destinationId, HEADER_LENGTH + AckEncoder.BLOCK_LENGTH);
        ackEncoder
                .wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                .sequence(probe.sequence())
                .proberIncarnation(probe.proberIncarnation())
                .targetIncarnation(ownIncarnation)
                .proberId(probe.proberId());
        outbox.publish(claim);
    }

    void sendProbeRequest(long helpers, int targetId, long sequence, long proberIncarnation, Outbox outbox) {
        int claim = outbox.claimAll(helpers, HEADER_LENGTH + ProbeRequestEncoder.BLOCK_LENGTH);
        probeRequestEncoder
                .wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                .sequence(sequence)
                .proberIncarnation(proberIncarnation)
                .targetId(targetId);
        outbox.publish(claim);
    }

    /** To its prober: the acknowledgement that was wrapped last. */
    void sendRelayedAck(int targetId, Outbox outbox) {
        int claim = outbox.claim(ack.proberId(), HEADER_LENGTH + RelayedAckEncoder.BLOCK_LENGTH);
        relayedAckEncoder
                .wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                .sequence(ack.sequence())
                .proberIncarnation(ack.proberIncarnation())
                .targetIncarnation(ack.targetIncarnation())
                .targetId(targetId);
        outbox.publish(claim);
    }
}
