package io.ft4j.bench.example.orderbook.run;

import io.ft4j.bench.example.orderbook.StateDigest;
import io.ft4j.bench.example.orderbook.codec.MessageHeaderDecoder;
import io.ft4j.bench.example.orderbook.codec.OrderReplyDecoder;
import io.ft4j.bench.example.orderbook.codec.OrderStatus;
import org.agrona.DirectBuffer;

/**
 * What a client was told: replies by status, quantity filled, and a digest of which command got which reply. The digest
 * does not depend on the order of arrival. One thread. Allocates nothing.
 */
public final class ReplyTally {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final OrderReplyDecoder reply = new OrderReplyDecoder();
    private final long[] byStatus = new long[OrderStatus.MALFORMED.value() + 1];
    private long count;
    private long filledQuantity;
    private long digest;

    /** @param ordinal of the command in the input, from 1 on */
    public void add(long ordinal, DirectBuffer buffer, int offset) {
        reply.wrapAndApplyHeader(buffer, offset, header);
        int filled = reply.filledQuantity();
        short status = reply.statusRaw();
        count++;
        byStatus[status]++;
        filledQuantity += filled;
        long quantities = (long) filled << 32 | reply.remainingQuantity();
        digest += StateDigest.mix(StateDigest.mix(StateDigest.mix(ordinal) + quantities) + status);
    }

    long count() {
        return count;
    }

    long of(OrderStatus status) {
        return byStatus[status.value()];
    }

    /** Over all replies: an aggressive order and the orders that it hit count once. */
    long filledQuantity() {
        return filledQuantity;
    }

    long digest() {
        return digest;
    }
}
