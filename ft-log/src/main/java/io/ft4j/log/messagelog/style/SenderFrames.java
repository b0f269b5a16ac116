package io.ft4j.log.messagelog.style;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.log.messagelog.codec.ConfirmationDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.codec.ReceiptsDecoder;
import io.ft4j.log.messagelog.codec.ReplayReceiptsDecoder;
import io.ft4j.log.messagelog.codec.ReplayRequestDecoder;
import org.agrona.DirectBuffer;

/** Reads the messages of sender-based logging. A message may be anything, a record is sound. */
public final class SenderFrames {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final ReceiptsDecoder receipts = new ReceiptsDecoder();
    private final ConfirmationDecoder confirmation = new ConfirmationDecoder();
    private final ReplayRequestDecoder request = new ReplayRequestDecoder();
    private final ReplayReceiptsDecoder replayReceipts = new ReplayReceiptsDecoder();

    /** Whether this is a message of that layout, whole. */
    public boolean isReceipts(int templateId, DirectBuffer buffer, int offset, int length) {
        return templateId == ReceiptsDecoder.TEMPLATE_ID
                && isList(ReceiptsDecoder.BLOCK_LENGTH, buffer, offset, length)
                && receipts(buffer, offset).firstSsn() >= 1;
    }

    public boolean isConfirmation(int templateId, DirectBuffer buffer, int offset, int length) {
        boolean is = templateId == ConfirmationDecoder.TEMPLATE_ID
                && isBlock(ConfirmationDecoder.BLOCK_LENGTH, buffer, offset, length);
        if (is) {
            confirmation.wrapAndApplyHeader(buffer, offset, header);
        }
        return is;
    }

    public boolean isRequest(int templateId, DirectBuffer buffer, int offset, int length) {
        boolean is = templateId == ReplayRequestDecoder.TEMPLATE_ID
                && isBlock(ReplayRequestDecoder.BLOCK_LENGTH, buffer, offset, length);
        if (is) {
            request.wrapAndApplyHeader(buffer, offset, header);
        }
        return is;
    }

    public boolean isReplayReceipts(int templateId, DirectBuffer buffer, int offset, int length) {
        boolean is = templateId == ReplayReceiptsDecoder.TEMPLATE_ID
                && isList(ReplayReceiptsDecoder.BLOCK_LENGTH, buffer, offset, length);
        if (is) {
            replayReceipts.wrapAndApplyHeader(buffer, offset, header);
        }
        return is;
    }

    private boolean isBlock(int blockLength, DirectBuffer buffer, int offset, int length) {
        return header.wrap(buffer, offset).blockLength() == blockLength
                && length == MessageHeaderDecoder.ENCODED_LENGTH + blockLength;
    }

    private boolean isList(int blockLength, DirectBuffer buffer, int offset, int length) {
        int listOffset = MessageHeaderDecoder.ENCODED_LENGTH + blockLength;
        int firstOffset = listOffset + ReceiptsDecoder.TakenDecoder.sbeHeaderSize();
        if (length < firstOffset || header.wrap(buffer, offset).blockLength() != blockLength) {
            return false;
        }
        int each = buffer.getShort(offset + listOffset, LITTLE_ENDIAN) & 0xFFFF;
        int count = buffer.getShort(offset + listOffset + Short.BYTES, LITTLE_ENDIAN) & 0xFFFF;
        return each == SenderMessages.RECEIPT_LENGTH
                && length == firstOffset + count * each
                && isAscending(buffer, offset + firstOffset, count);
    }

    /** A receiver takes the messages of a channel in their order. */
    private static boolean isAscending(DirectBuffer buffer, int firstOffset, int count) {
        long before = 0;
        for (int i = 0; i < count; i++) {
            long rsn = buffer.getLong(firstOffset + i * SenderMessages.RECEIPT_LENGTH, LITTLE_ENDIAN);
            if (rsn <= before) {
                return false;
            }
            before = rsn;
        }
        return true;
    }

    public ReceiptsDecoder receipts(DirectBuffer buffer, int offset) {
        return receipts.wrapAndApplyHeader(buffer, offset, header);
    }

    public ConfirmationDecoder confirmation() {
        return confirmation;
    }

    public ReplayRequestDecoder request() {
        return request;
    }

    public ReplayReceiptsDecoder replayReceipts() {
        return replayReceipts;
    }
}
