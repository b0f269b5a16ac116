package io.ft4j.log.messagelog.node;

import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.OutputHandler;
import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;
import io.ft4j.log.messagelog.codec.OutputsTakenDecoder;
import io.ft4j.log.messagelog.codec.OutputsTakenEncoder;
import io.ft4j.log.messagelog.record.OutboundChannel;
import io.ft4j.log.messagelog.record.RecordTypes;
import org.agrona.DirectBuffer;

/**
 * What a process says to the outside. An output waits until the event that caused it can never be lost (output commit;
 * Strom, Yemini 1985) and until the outside takes it. Owner of how many were taken.
 */
public final class Outputs {
    public static final int TAKEN_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + OutputsTakenEncoder.BLOCK_LENGTH;

    private static final int MAX_BYTES = 64 * 1024;

    private final OutboundChannel channel;
    private final EntrySlice slice = new EntrySlice();
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final OutputsTakenEncoder takenEncoder = new OutputsTakenEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final OutputsTakenDecoder takenDecoder = new OutputsTakenDecoder();
    private long recordedNumber;

    public Outputs(OutboundChannel channel) {
        this.channel = channel;
    }

    /** Of the newest output that the outside has taken. */
    public long takenNumber() {
        return channel.acknowledgedSsn();
    }

    public long lastNumber() {
        return channel.lastSsn();
    }

    public void onRecord(DirectBuffer buffer, int offset) {
        takenDecoder.wrapAndApplyHeader(buffer, offset, headerDecoder);
        channel.onAcknowledged(0, takenDecoder.outputNumber());
        recordedNumber = Math.max(recordedNumber, takenDecoder.outputNumber());
    }

    /** Gives the outside what events up to this one caused. Returns how many outputs it took. */
    public int poll(OutputHandler handler, int limit, long commitRsn) {
        int taken = 0;
        long last = channel.lastSendable(channel.acknowledgedSsn(), commitRsn);
        while (taken < limit && channel.slice(channel.acknowledgedSsn() + 1, last, MAX_BYTES, slice) > 0) {
            int at = slice.offset();
            for (long number = slice.firstIndex(); number <= slice.lastIndex() && taken < limit; number++) {
                int recordLength = Records.length(slice.buffer(), at);
                int payload = at + Records.HEADER_LENGTH;
                if (!handler.onOutput(number, slice.buffer(), payload, recordLength - Records.HEADER_LENGTH)) {
                    return taken;
                }
                taken++;
                channel.onAcknowledged(0, number);
                at += Records.stride(recordLength);
            }
        }
        return taken;
    }

    /** Puts down what was taken since the last time. */
    public void endBatch(Outbox outbox) {
        long taken = channel.acknowledgedSsn();
        if (taken > recordedNumber) {
            recordedNumber = taken;
            int claim = outbox.claimState(RecordTypes.OUTPUTS_TAKEN, TAKEN_LENGTH);
            takenEncoder
                    .wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                    .outputNumber(taken);
            outbox.publish(claim);
        }
    }
}
