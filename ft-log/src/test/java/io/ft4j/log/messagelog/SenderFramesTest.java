package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.core.model.Prng;
import io.ft4j.log.messagelog.codec.ConfirmationDecoder;
import io.ft4j.log.messagelog.codec.MessageHeaderDecoder;
import io.ft4j.log.messagelog.codec.ReceiptsDecoder;
import io.ft4j.log.messagelog.codec.ReplayReceiptsDecoder;
import io.ft4j.log.messagelog.codec.ReplayRequestDecoder;
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
