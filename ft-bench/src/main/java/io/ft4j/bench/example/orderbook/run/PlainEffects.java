package io.ft4j.bench.example.orderbook.run;

import io.ft4j.bench.example.orderbook.OrderBook;
import io.ft4j.core.port.Effects;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Takes one reply at a time, for a state machine that runs without replication. One thread. Allocates nothing. */
public final class PlainEffects implements Effects {
    private final UnsafeBuffer reply = new UnsafeBuffer(new byte[OrderBook.REPLY_LENGTH]);

    @Override
    public MutableDirectBuffer buffer() {
        return reply;
    }

    @Override
    public int maxReplyBytes() {
        return OrderBook.REPLY_LENGTH;
    }

    @Override
    public int claimReply(int length) {
        if (length > OrderBook.REPLY_LENGTH) {
            throw new IllegalArgumentException("length=" + length + " exceeds maxReplyBytes=" + OrderBook.REPLY_LENGTH);
        }
        return 0;
    }

    @Override
    public void publish(int claimOffset) {}
}
