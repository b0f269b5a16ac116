package io.ft4j.log.messagelog.node;

import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;
import io.ft4j.log.messagelog.codec.PositionEncoder;
import io.ft4j.log.messagelog.record.InboundChannels;

/** Writes the messages of {@code messagelog.xml} that tell of channels. */
public final class Messages {
    public static final int POSITION_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + PositionEncoder.BLOCK_LENGTH;

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final PositionEncoder position = new PositionEncoder();

    /** Tells a sender what it need not send again, once everything so far is durable. */
    public void sendPosition(Outbox outbox, int senderId, long receivedSsn, InboundChannels inbound) {
        int claim = outbox.claimAfterDurable(senderId, POSITION_LENGTH);
        position.wrapAndApplyHeader(outbox.buffer(), claim, header)
                .receivedSsn(receivedSsn)
                .checkpointedSsn(inbound.checkpointedSsn(senderId));
        outbox.publish(claim);
    }
}
