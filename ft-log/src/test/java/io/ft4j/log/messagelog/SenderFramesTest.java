package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.log.messagelog.codec.ConfirmationDecoder;
import io.ft4j.log.messagelog.codec.ConfirmationEncoder;
import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;
import io.ft4j.log.messagelog.codec.ReceiptsDecoder;
import io.ft4j.log.messagelog.codec.ReceiptsEncoder;
import io.ft4j.log.messagelog.codec.ReplayReceiptsDecoder;
import io.ft4j.log.messagelog.codec.ReplayReceiptsEncoder;
import io.ft4j.log.messagelog.codec.ReplayRequestDecoder;
import io.ft4j.log.messagelog.codec.ReplayRequestEncoder;
import io.ft4j.log.messagelog.style.SenderFrames;
import io.ft4j.log.messagelog.style.SenderMessages;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Bytes that may be anything are read within their length only. */
final class SenderFramesTest {
    private static final int[] BLOCK_LENGTHS = {
        ReceiptsDecoder.BLOCK_LENGTH,
        ConfirmationDecoder.BLOCK_LENGTH,
        ReplayRequestDecoder.BLOCK_LENGTH,
        ReplayReceiptsDecoder.BLOCK_LENGTH
    };

    private final SenderFrames frames = new SenderFrames();

    private static final int LIST_AT = MessageHeaderDecoder.ENCODED_LENGTH + ReceiptsDecoder.BLOCK_LENGTH;

    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[256]);

    /** Whether a message is taken for what it is; each of its kind begins so, and has two receipts where it has any. */
    private boolean isTaken(int templateId, int length) {
        return frames.isReceipts(templateId, frame, 0, length)
                || frames.isReplayReceipts(templateId, frame, 0, length)
                || frames.isConfirmation(templateId, frame, 0, length)
                || frames.isRequest(templateId, frame, 0, length);
    }

    private int encode(int templateId) {
        MessageHeaderEncoder header = new MessageHeaderEncoder();
        switch (templateId) {
            case ReceiptsDecoder.TEMPLATE_ID:
                ReceiptsEncoder receipts = new ReceiptsEncoder();
                receipts.wrapAndApplyHeader(frame, 0, header)
                        .firstSsn(1)
                        .takenCount(2)
                        .next()
                        .rsn(1)
                        .next()
                        .rsn(2);
                return MessageHeaderDecoder.ENCODED_LENGTH + receipts.encodedLength();
            case ReplayReceiptsDecoder.TEMPLATE_ID:
                ReplayReceiptsEncoder replayed = new ReplayReceiptsEncoder();
                replayed.wrapAndApplyHeader(frame, 0, header)
                        .takenCount(2)
                        .next()
                        .rsn(1)
                        .next()
                        .rsn(2);
                return MessageHeaderDecoder.ENCODED_LENGTH + replayed.encodedLength();
            case ConfirmationDecoder.TEMPLATE_ID:
                new ConfirmationEncoder().wrapAndApplyHeader(frame, 0, header);
                return MessageHeaderDecoder.ENCODED_LENGTH + ConfirmationDecoder.BLOCK_LENGTH;
            default:
                new ReplayRequestEncoder().wrapAndApplyHeader(frame, 0, header);
                return MessageHeaderDecoder.ENCODED_LENGTH + ReplayRequestDecoder.BLOCK_LENGTH;
        }
    }

    @Test
    void takesWholeMessagesOfTheirLayoutOnly() {
        for (int i = 0; i < BLOCK_LENGTHS.length; i++) {
            int templateId = ReceiptsDecoder.TEMPLATE_ID + i;
            int length = encode(templateId);
            assertTrue(isTaken(templateId, length), "template " + templateId);
            assertFalse(isTaken(templateId, length - 1));
            assertFalse(isTaken(templateId, length + 1));
            assertFalse(isTaken(templateId, MessageHeaderDecoder.ENCODED_LENGTH));
            frame.putShort(0, (short) (BLOCK_LENGTHS[i] + 1), ByteOrder.LITTLE_ENDIAN);
            assertFalse(isTaken(templateId, length), "another block length");
            encode(templateId);
            assertFalse(isTaken(ReceiptsDecoder.TEMPLATE_ID + BLOCK_LENGTHS.length, length), "another message");
        }
    }

    @Test
    void takesListsOfReceiptsThatCanBeOnly() {
        int length = encode(ReceiptsDecoder.TEMPLATE_ID);
        frame.putShort(LIST_AT, (short) (2 * SenderMessages.RECEIPT_LENGTH), ByteOrder.LITTLE_ENDIAN);
        frame.putShort(LIST_AT + 2, (short) 1, ByteOrder.LITTLE_ENDIAN);
        assertFalse(isTaken(ReceiptsDecoder.TEMPLATE_ID, length), "one receipt, which is twice as long");
        encode(ReceiptsDecoder.TEMPLATE_ID);
        new ReceiptsEncoder().wrap(frame, MessageHeaderDecoder.ENCODED_LENGTH).firstSsn(0);
        assertFalse(isTaken(ReceiptsDecoder.TEMPLATE_ID, length), "of a message before the first");
    }

    @Test
    void takesListsOnlyThatEndWhereTheFrameEnds() {
        Prng prng = new Prng(7);
        int taken = 0;
        for (int i = 0; i < 200_000; i++) {
            int length = MessageHeaderDecoder.ENCODED_LENGTH + prng.nextInt(120);
            UnsafeBuffer frame = new UnsafeBuffer(new byte[length]);
            for (int at = 0; at < length; at++) {
                frame.putByte(at, (byte) prng.nextInt(4));
            }
            int templateId = ReceiptsDecoder.TEMPLATE_ID + prng.nextInt(4);
            int blockLength = BLOCK_LENGTHS[templateId - ReceiptsDecoder.TEMPLATE_ID];
            frame.putShort(0, (short) blockLength, ByteOrder.LITTLE_ENDIAN);
            frame.putShort(2, (short) templateId, ByteOrder.LITTLE_ENDIAN);
            int list = MessageHeaderDecoder.ENCODED_LENGTH + blockLength;
            if (list + 4 <= length) {
                frame.putShort(list, (short) SenderMessages.RECEIPT_LENGTH, ByteOrder.LITTLE_ENDIAN);
                frame.putShort(list + 2, (short) prng.nextInt(5), ByteOrder.LITTLE_ENDIAN);
            }
            if (frames.isReceipts(templateId, frame, 0, length)) {
                taken++;
                ReceiptsDecoder.TakenDecoder receipts =
                        frames.receipts(frame, 0).taken();
                assertEquals(length, list + 4 + receipts.count() * SenderMessages.RECEIPT_LENGTH);
            }
            if (frames.isReplayReceipts(templateId, frame, 0, length)) {
                taken++;
                ReplayReceiptsDecoder.TakenDecoder receipts =
                        frames.replayReceipts().taken();
                assertEquals(length, list + 4 + receipts.count() * SenderMessages.RECEIPT_LENGTH);
            }
            if (frames.isConfirmation(templateId, frame, 0, length) || frames.isRequest(templateId, frame, 0, length)) {
                taken++;
                assertEquals(list, length);
            }
        }
        assertTrue(taken > 1_000, "hardly anything was taken: " + taken);
    }
}
