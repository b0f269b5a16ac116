package io.ft4j.detect;

import io.ft4j.detect.probe.codec.AckDecoder;
import io.ft4j.detect.probe.codec.ProbeDecoder;
import io.ft4j.detect.probe.codec.ProbeRequestDecoder;
import io.ft4j.detect.probe.codec.RelayedAckDecoder;
import org.agrona.DirectBuffer;

/** Messages of probes as scenario files and tests read them. */
final class ProbeText {
    private ProbeText() {}

    static String of(DirectBuffer buffer, int offset, int length) {
        ProbeMessages messages = new ProbeMessages();
        switch (messages.wrap(buffer, offset, length)) {
            case ProbeDecoder.TEMPLATE_ID:
                return "Probe " + messages.probe.sequence() + " of " + messages.probe.proberId();
            case AckDecoder.TEMPLATE_ID:
                return "Ack " + messages.ack.sequence() + " of " + messages.ack.proberId();
            case ProbeRequestDecoder.TEMPLATE_ID:
                return "ProbeRequest " + messages.probeRequest.sequence() + " to " + messages.probeRequest.targetId();
            case RelayedAckDecoder.TEMPLATE_ID:
                return "RelayedAck " + messages.relayedAck.sequence() + " from " + messages.relayedAck.targetId()
                        + ", life " + messages.relayedAck.targetIncarnation();
            default:
                throw new IllegalArgumentException("no message of probe.xml");
        }
    }
}
