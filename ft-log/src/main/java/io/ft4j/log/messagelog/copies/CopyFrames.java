package io.ft4j.log.messagelog.copies;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.protocol.Records;
import io.ft4j.log.messagelog.codec.CopiesDecoder;
import io.ft4j.log.messagelog.codec.CopyReceiptsDecoder;
import io.ft4j.log.messagelog.codec.CopyRequestDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.record.Event;
import io.ft4j.log.messagelog.record.RecordTypes;
import org.agrona.DirectBuffer;

/** Reads the messages that concern copies. A message may be anything. */
final class CopyFrames {
    /** Of what stands in front of each entry. */
    static final int LIFE_LENGTH = Long.BYTES;

    static final int REQUEST_LENGTH = MessageHeaderDecoder.ENCODED_LENGTH + CopyRequestDecoder.BLOCK_LENGTH;
    static final int COPIES_HEAD_LENGTH = MessageHeaderDecoder.ENCODED_LENGTH + CopiesDecoder.BLOCK_LENGTH;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final CopyReceiptsDecoder receipts = new CopyReceiptsDecoder();
    private final CopyRequestDecoder request = new CopyRequestDecoder();
    private final CopiesDecoder copies = new CopiesDecoder();
    private final Event entry = new Event();

    /** Null where it is none, or not whole. */
    CopyReceiptsDecoder receipts(int templateId, DirectBuffer buffer, int offset, int length) {
        int listOffset = MessageHeaderDecoder.ENCODED_LENGTH + CopyReceiptsDecoder.BLOCK_LENGTH;
        if (templateId != CopyReceiptsDecoder.TEMPLATE_ID
                || length < OwedReceipts.HEAD_LENGTH
                || header.wrap(buffer, offset).blockLength() != CopyReceiptsDecoder.BLOCK_LENGTH) {
            return null;
        }
        int each = buffer.getShort(offset + listOffset, LITTLE_ENDIAN) & 0xFFFF;
        int count = buffer.getShort(offset + listOffset + Short.BYTES, LITTLE_ENDIAN) & 0xFFFF;
        return each == OwedReceipts.RECEIPT_LENGTH && length == OwedReceipts.HEAD_LENGTH + count * each
                ? receipts.wrapAndApplyHeader(buffer, offset, header)
                : null;
    }

    /** Null where it is none, or not whole. */
    CopyRequestDecoder request(int templateId, DirectBuffer buffer, int offset, int length) {
        return templateId == CopyRequestDecoder.TEMPLATE_ID
                        && length == REQUEST_LENGTH
                        && header.wrap(buffer, offset).blockLength() == CopyRequestDecoder.BLOCK_LENGTH
                ? request.wrapAndApplyHeader(buffer, offset, header)
                : null;
    }

    /** Null where it is none; whether its entries are whole is asked by {@link #entryLength}. */
    CopiesDecoder copies(DirectBuffer buffer, int offset, int length) {
        header.wrap(buffer, offset);
        return length >= COPIES_HEAD_LENGTH
                        && header.templateId() == CopiesDecoder.TEMPLATE_ID
                        && header.schemaId() == CopiesDecoder.SCHEMA_ID
                        && header.version() == CopiesDecoder.SCHEMA_VERSION
                        && header.blockLength() == CopiesDecoder.BLOCK_LENGTH
                ? copies.wrapAndApplyHeader(buffer, offset, header)
                : null;
    }

    /** Of an entry that this sender may have of its own messages; −1 where it is none. */
    int entryLength(int sourceId, DirectBuffer buffer, int offset, int length) {
        if (length < Event.HEADER_LENGTH) {
            return -1;
        }
        int recordLength = Records.length(buffer, offset);
        if (recordLength < Event.HEADER_LENGTH || recordLength > length) {
            return -1;
        }
        entry.wrap(buffer, offset);
        boolean its = entry.recordType() == RecordTypes.DELIVERY
                && entry.channelId() == sourceId
                && entry.rsn() == Records.index(buffer, offset)
                && entry.rsn() >= 1;
        return its ? recordLength : -1;
    }
}
