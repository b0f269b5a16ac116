package io.ft4j.detect;

import io.ft4j.core.model.ProcessSet;
import io.ft4j.core.sim.check.Check;
import io.ft4j.detect.codec.HeartbeatDecoder;
import io.ft4j.detect.codec.MessageHeaderDecoder;
import io.ft4j.detect.probe.codec.AckDecoder;
import io.ft4j.detect.probe.codec.RelayedAckDecoder;
import org.agrona.DirectBuffer;

/**
 * What one process has heard of each other one. Heartbeats are numbered as they are sent, from 1 on in each life; probes are
 * numbered by who sends them, and their acknowledgements say of which life they are. So a message restores rightly only if its
 * number is above all so far, and its life is not a former one: then what it says was so after all that was heard before.
 */
final class HeardSoFar {
    private final int selfId;
    private final long incarnation;
    private final long[] life = new long[ProcessSet.MAX_PROCESSES];
    private final long[] heartbeats = new long[ProcessSet.MAX_PROCESSES];
    private final long[] acks = new long[ProcessSet.MAX_PROCESSES];
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final HeartbeatDecoder heartbeat = new HeartbeatDecoder();
    private final ProbeMessages probes = new ProbeMessages();

    /** @param incarnation of this process. */
    HeardSoFar(int selfId, long incarnation) {
        this.selfId = selfId;
        this.incarnation = incarnation;
    }

    void onIncarnation(int processId, long newLife) {
        life[processId] = Math.max(life[processId], newLife);
        heartbeats[processId] = 0;
    }

    /** @param restored whom the detector restored for this message. */
    void onMessage(int sourceId, DirectBuffer buffer, int offset, int length, long restored) {
        long mayRestore;
        header.wrap(buffer, offset);
        if (header.schemaId() == HeartbeatDecoder.SCHEMA_ID) {
            heartbeat.wrapAndApplyHeader(buffer, offset, header);
            mayRestore = ifAbove(heartbeats, sourceId, heartbeat.sequence());
        } else {
            mayRestore = onProbeMessage(sourceId, buffer, offset, length);
        }
        if ((restored & ~mayRestore) != ProcessSet.EMPTY) {
            throw new Check.Broken("news: " + ProcessSet.toString(restored) + " is restored by what " + sourceId
                    + " sent, and that is no news");
        }
    }

    private long onProbeMessage(int sourceId, DirectBuffer buffer, int offset, int length) {
        switch (probes.wrap(buffer, offset, length)) {
            case AckDecoder.TEMPLATE_ID:
                AckDecoder ack = probes.ack;
                return ack.proberId() == selfId
                        ? onAck(sourceId, ack.sequence(), ack.proberIncarnation(), ack.targetIncarnation())
                        : ProcessSet.EMPTY;
            case RelayedAckDecoder.TEMPLATE_ID:
                RelayedAckDecoder relayed = probes.relayedAck;
                return onAck(
                        relayed.targetId(),
                        relayed.sequence(),
                        relayed.proberIncarnation(),
                        relayed.targetIncarnation());
            default:
                return ProcessSet.EMPTY;
        }
    }

    private long onAck(int targetId, long sequence, long proberIncarnation, long targetIncarnation) {
        if (proberIncarnation != incarnation || targetIncarnation < life[targetId]) {
            return ProcessSet.EMPTY;
        }
        life[targetId] = targetIncarnation;
        return ifAbove(acks, targetId, sequence);
    }

    private static long ifAbove(long[] newest, int processId, long number) {
        if (number <= newest[processId]) {
            return ProcessSet.EMPTY;
        }
        newest[processId] = number;
        return ProcessSet.of(processId);
    }
}
