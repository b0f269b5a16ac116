package io.ft4j.detect;

import io.ft4j.detect.probe.codec.AckEncoder;
import io.ft4j.detect.probe.codec.MessageHeaderEncoder;
import io.ft4j.detect.probe.codec.ProbeEncoder;
import io.ft4j.detect.probe.codec.ProbeRequestEncoder;
import io.ft4j.detect.probe.codec.RelayedAckEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/** One message of {@code probe.xml}, with any values. Allocates nothing after construction. */
final class ProbeMessage {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ProbeEncoder probe = new ProbeEncoder();
    private final AckEncoder ack = new AckEncoder();
    private final ProbeRequestEncoder probeRequest = new ProbeRequestEncoder();
    private final RelayedAckEncoder relayedAck = new RelayedAckEncoder();
    private int length;

    UnsafeBuffer buffer() {
        return buffer;
    }

    MessageHeaderEncoder header() {
        return header;
    }

    int length() {
        return length;
    }

    ProbeMessage probe(long sequence, long proberIncarnation, int proberId) {
        probe.wrapAndApplyHeader(buffer, 0, header)
                .sequence(sequence)
                .proberIncarnation(proberIncarnation)
                .proberId(proberId);
        return ofBlock(ProbeEncoder.BLOCK_LENGTH);
    }

    ProbeMessage ack(long sequence, long proberIncarnation, long targetIncarnation, int proberId) {
        ack.wrapAndApplyHeader(buffer, 0, header)
                .sequence(sequence)
                .proberIncarnation(proberIncarnation)
                .targetIncarnation(targetIncarnation)
                .proberId(proberId);
        return ofBlock(AckEncoder.BLOCK_LENGTH);
    }

    ProbeMessage probeRequest(long sequence, long proberIncarnation, int targetId) {
        probeRequest
                .wrapAndApplyHeader(buffer, 0, header)
                .sequence(sequence)
                .proberIncarnation(proberIncarnation)
                .targetId(targetId);
        return ofBlock(ProbeRequestEncoder.BLOCK_LENGTH);
    }

    ProbeMessage relayedAck(long sequence, long proberIncarnation, long targetIncarnation, int targetId) {
        relayedAck
                .wrapAndApplyHeader(buffer, 0, header)
                .sequence(sequence)
                .proberIncarnation(proberIncarnation)
                .targetIncarnation(targetIncarnation)
                .targetId(targetId);
        return ofBlock(RelayedAckEncoder.BLOCK_LENGTH);
    }

    private ProbeMessage ofBlock(int blockLength) {
        length = MessageHeaderEncoder.ENCODED_LENGTH + blockLength;
        return this;
    }
}
