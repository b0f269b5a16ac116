package io.ft4j.detect;

import io.ft4j.detect.codec.HeartbeatDecoder;
import io.ft4j.detect.codec.MessageHeaderDecoder;
import org.agrona.DirectBuffer;

/** Messages of all detectors as traces show them. */
final class DetectorText {
    private DetectorText() {}

    static String of(DirectBuffer buffer, int offset, int length) {
        MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, offset);
        return header.schemaId() == HeartbeatDecoder.SCHEMA_ID
                ? "Heartbeat "
                        + new HeartbeatDecoder()
                                .wrapAndApplyHeader(buffer, offset, header)
                                .sequence()
                : ProbeText.of(buffer, offset, length);
    }
}
