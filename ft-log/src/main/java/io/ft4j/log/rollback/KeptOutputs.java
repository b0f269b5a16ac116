package io.ft4j.log.rollback;

import io.ft4j.core.port.EntrySlice;
import io.ft4j.core.protocol.Outbox;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.OutputHandler;
import io.ft4j.log.rollback.codec.MessageHeaderDecoder;
import io.ft4j.log.rollback.codec.MessageHeaderEncoder;
import io.ft4j.log.rollback.codec.OutputsHandedOutDecoder;
import io.ft4j.log.rollback.codec.OutputsHandedOutEncoder;
import org.agrona.DirectBuffer;

/**
 * What a process says to the outside. An output waits until a permanent checkpoint holds it, which no rollback undoes, and until
 * the outside takes it. Owner of how many were taken. No allocation after construction.
 */
final class KeptOutputs {
    static final int RECORD_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + OutputsHandedOutEncoder.BLOCK_LENGTH;

    private static final int MAX_BYTES = 64 * 1024;

    private final KeptChannel channel;
    private final SavedCounts permanent;
    private final EntrySlice slice = new EntrySlice();
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final OutputsHandedOutEncoder encoder = new OutputsHandedOutEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final OutputsHandedOutDecoder decoder = new OutputsHandedOutDecoder();
    private long takenNumber;
    private long recordedNumber;

    KeptOutputs(KeptChannel channel, SavedCounts permanent) {
        this.channel = channel;
        this.permanent = permanent;
    }

    /** For all that one event may say. */
    boolean hasRoom() {
        return channel.hasRoom();
    }

    long takenNumber() {
        return takenNumber;
    }

    void onRecord(DirectBuffer buffer, int offset) {
        decoder.wrapAndApplyHeader(buffer, offset, headerDecoder);
        takenNumber = Math.max(takenNumber, decoder.outputNumber());
        recordedNumber = takenNumber;
    }

    /** The channel was restored: what was taken since is not said again. */
    void onRestored() {
        takenNumber = Math.max(takenNumber, channel.forgottenSsn());
        channel.forget(takenNumber);
    }

    /** Returns how many outputs the outside took. */
    int poll(OutputHandler handler, int limit) {
        int taken = 0;
        long last = Math.min(permanent.said[SavedCounts.OUTSIDE], channel.lastSsn());
        while (taken < limit && takenNumber < last && channel.slice(takenNumber + 1, last, MAX_BYTES, slice) > 0) {
            int at = slice.offset();
            for (long number = slice.firstIndex(); number <= slice.lastIndex() && taken < limit; number++) {
                int recordLength = Records.length(slice.buffer(), at);
                int payload = at + Records.HEADER_LENGTH;
                if (!handler.onOutput(number, slice.buffer(), payload, recordLength - Records.HEADER_LENGTH)) {
                    return taken;
                }
                taken++;
                takenNumber = number;
                channel.forget(number);
                at += Records.stride(recordLength);
            }
        }
        return taken;
    }

    /** Puts down what was taken since the last time. */
    void endBatch(Outbox outbox) {
        if (takenNumber > recordedNumber) {
            recordedNumber = takenNumber;
            int claim = outbox.claimState(RecordTypes.OUTPUTS_HANDED_OUT, RECORD_LENGTH);
            encoder.wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder).outputNumber(takenNumber);
            outbox.publish(claim);
        }
    }
}
