package io.ft4j.log.independent;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.independent.codec.AskDecoder;
import io.ft4j.log.independent.codec.AskEncoder;
import io.ft4j.log.independent.codec.CountsDecoder;
import io.ft4j.log.independent.codec.CountsEncoder;
import io.ft4j.log.independent.codec.LineDecoder;
import io.ft4j.log.independent.codec.LineEncoder;
import io.ft4j.log.independent.codec.MessageHeaderDecoder;
import io.ft4j.log.independent.codec.MessageHeaderEncoder;
import io.ft4j.log.line.CountedLine;
import io.ft4j.log.line.CountedStates;
import io.ft4j.log.line.StateRows;
import org.agrona.DirectBuffer;

/**
 * Writes and reads the messages of {@code independent.xml}. Nothing of a message is believed before {@link #read} has passed it. One
 * thread. No allocation after construction.
 */
final class SettlementMessages {
    private static final int ASK_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + AskEncoder.BLOCK_LENGTH;
    private static final int COUNTS_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + CountsEncoder.BLOCK_LENGTH;
    private static final int LINE_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + LineEncoder.BLOCK_LENGTH;

    private final int selfId;
    private final int maxCount;
    private final StateRows rows;
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final AskEncoder askEncoder = new AskEncoder();
    private final CountsEncoder countsEncoder = new CountsEncoder();
    private final LineEncoder lineEncoder = new LineEncoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final AskDecoder ask = new AskDecoder();
    private final CountsDecoder counts = new CountsDecoder();
    private final LineDecoder line = new LineDecoder();
    private DirectBuffer buffer;
    private int bodyOffset;
    private int bodyLength;

    SettlementMessages(int selfId, long members, int maxCount) {
        this.selfId = selfId;
        this.maxCount = maxCount;
        rows = new StateRows(members, maxCount);
    }

    /** Of all that one step may say. */
    static int maxStepBytes(int peerCount, int maxCount) {
        return peerCount * (ASK_LENGTH + LINE_LENGTH + maxCount * Long.BYTES)
                + COUNTS_LENGTH
                + StateRows.maxLength(peerCount, maxCount);
    }

    void ask(int destinationId, long roundId, Outbox outbox) {
        int claim = outbox.claim(destinationId, ASK_LENGTH);
        askEncoder.wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder).roundId(roundId);
        outbox.publish(claim);
    }

    void counts(int destinationId, long roundId, long epoch, CountedStates states, Outbox outbox) {
        int claim = outbox.claim(destinationId, COUNTS_LENGTH + rows.length(states, true));
        countsEncoder
                .wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                .roundId(roundId)
                .epoch(epoch);
        rows.write(selfId, states, true, outbox.buffer(), claim + COUNTS_LENGTH);
        outbox.publish(claim);
    }

    void line(
            int destinationId, long roundId, long epoch, long number, long[] useless, int uselessCount, Outbox outbox) {
        int claim = outbox.claim(destinationId, LINE_LENGTH + uselessCount * Long.BYTES);
        lineEncoder
                .wrapAndApplyHeader(outbox.buffer(), claim, headerEncoder)
                .roundId(roundId)
                .epoch(epoch)
                .number(number);
        for (int i = 0; i < uselessCount; i++) {
            outbox.buffer().putLong(claim + LINE_LENGTH + i * Long.BYTES, useless[i], LITTLE_ENDIAN);
        }
        outbox.publish(claim);
    }

    /** @return false: no process of the group could have meant it. Later versions may append fields to a block. */
    boolean read(DirectBuffer newBuffer, int offset, int length) {
        header.wrap(newBuffer, offset);
        buffer = newBuffer;
        bodyOffset = offset + MessageHeaderDecoder.ENCODED_LENGTH + header.blockLength();
        bodyLength = offset + length - bodyOffset;
        if (bodyLength < 0) {
            return false;
        }
        switch (header.templateId()) {
            case AskDecoder.TEMPLATE_ID:
                ask.wrapAndApplyHeader(newBuffer, offset, header);
                return header.blockLength() >= AskDecoder.BLOCK_LENGTH;
            case CountsDecoder.TEMPLATE_ID:
                counts.wrapAndApplyHeader(newBuffer, offset, header);
                return header.blockLength() >= CountsDecoder.BLOCK_LENGTH
                        && rows.isReadable(newBuffer, bodyOffset, bodyLength)
                        && rows.hasCurrent(newBuffer, bodyOffset, bodyLength);
            case LineDecoder.TEMPLATE_ID:
                line.wrapAndApplyHeader(newBuffer, offset, header);
                return header.blockLength() >= LineDecoder.BLOCK_LENGTH
                        && bodyLength % Long.BYTES == 0
                        && bodyLength <= maxCount * Long.BYTES;
            default:
                return false;
        }
    }

    boolean isAsk() {
        return header.templateId() == AskDecoder.TEMPLATE_ID;
    }

    boolean isCounts() {
        return header.templateId() == CountsDecoder.TEMPLATE_ID;
    }

    long roundId() {
        return isAsk() ? ask.roundId() : isCounts() ? counts.roundId() : line.roundId();
    }

    /** Of counts or a line. */
    long epoch() {
        return isCounts() ? counts.epoch() : line.epoch();
    }

    void readStatesInto(CountedLine states, int sourceId) {
        rows.readInto(states, sourceId, buffer, bodyOffset, bodyLength);
    }

    /** Of the line. */
    long number() {
        return line.number();
    }

    int uselessCount() {
        return bodyLength / Long.BYTES;
    }

    long useless(int index) {
        return buffer.getLong(bodyOffset + index * Long.BYTES, LITTLE_ENDIAN);
    }
}
