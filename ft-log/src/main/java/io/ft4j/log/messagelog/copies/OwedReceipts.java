package io.ft4j.log.messagelog.copies;

import io.ft4j.core.protocol.Outbox;
import io.ft4j.log.messagelog.codec.CopyReceiptsDecoder;
import io.ft4j.log.messagelog.codec.CopyReceiptsEncoder;
import io.ft4j.log.messagelog.codec.MessageHeaderEncoder;

/** Consecutive messages of one sender that were told since the last batch, and their places. */
final class OwedReceipts {
    static final int RECEIPT_LENGTH = CopyReceiptsDecoder.TakenDecoder.sbeBlockLength();
    static final int HEAD_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH
            + CopyReceiptsEncoder.BLOCK_LENGTH
            + CopyReceiptsDecoder.TakenDecoder.sbeHeaderSize();

    private final int senderId;
    private final long life;
    private final int frameLimit;
    private final long[] rsns;
    private final long[] timestampsNs;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final CopyReceiptsEncoder receipts = new CopyReceiptsEncoder();
    private long firstSsn;
    private int count;

    /**
     * @param life       of this process.
     * @param limit      receipts in one batch; what is more is not told.
     * @param frameLimit receipts in one frame.
     */
    OwedReceipts(int senderId, long life, int limit, int frameLimit) {
        this.senderId = senderId;
        this.life = life;
        this.frameLimit = frameLimit;
        rsns = new long[limit];
        timestampsNs = new long[limit];
    }

    void add(long ssn, long rsn, long timestampNs) {
        if (count == rsns.length) {
            return;
        }
        if (count == 0) {
            firstSsn = ssn;
        }
        rsns[count] = rsn;
        timestampsNs[count++] = timestampNs;
    }

    void send(Outbox outbox) {
        for (int sent = 0; sent < count; sent += frameLimit) {
            int frameCount = Math.min(frameLimit, count - sent);
            int claim = outbox.claim(senderId, HEAD_LENGTH + frameCount * RECEIPT_LENGTH);
            CopyReceiptsEncoder.TakenEncoder taken = receipts.wrapAndApplyHeader(outbox.buffer(), claim, header)
                    .life(life)
                    .firstSsn(firstSsn + sent)
                    .takenCount(frameCount);
            for (int i = sent; i < sent + frameCount; i++) {
                taken.next().rsn(rsns[i]).timestampNs(timestampsNs[i]);
            }
            outbox.publish(claim);
        }
        count = 0;
    }
}
