package io.ft4j.bench.example.desk;

import io.ft4j.bench.example.orderbook.OrderBook;
import io.ft4j.bench.example.orderbook.codec.MessageHeaderDecoder;
import io.ft4j.bench.example.orderbook.codec.OrderReplyDecoder;
import io.ft4j.core.port.Effects;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import io.ft4j.log.messagelog.Out;
import io.ft4j.log.messagelog.RecoverableProcess;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The state machine of the replicated order book, here as a single process: it was deterministic already. */
final class Book implements RecoverableProcess {
    /** There is no replicated log; the book does not look at it. */
    private static final long NO_INDEX = 0;

    private final OrderBook book = new OrderBook();
    private final ReplyBuffer reply = new ReplyBuffer();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final OrderReplyDecoder decoder = new OrderReplyDecoder();

    @Override
    public void onMessage(int channelId, DirectBuffer buffer, int offset, int length, Out out) {
        book.apply(NO_INDEX, out.nowNs(), buffer, offset + Desk.COMMAND_OFFSET, length - Desk.COMMAND_OFFSET, reply);
        decoder.wrapAndApplyHeader(reply.buffer(), 0, header);
        int claim = out.claim(Desk.GATEWAY, Desk.ANSWER_LENGTH);
        Desk.putAnswer(out.buffer(), claim, Desk.number(buffer, offset), decoder.statusRaw(), decoder.filledQuantity());
        out.publish(claim);
    }

    @Override
    public long digest() {
        return book.digest();
    }

    @Override
    public void save(StateSink sink) {
        book.save(sink);
    }

    @Override
    public void restore(StateSource source) {
        book.restore(source);
    }

    private static final class ReplyBuffer implements Effects {
        private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[OrderBook.REPLY_LENGTH]);

        @Override
        public MutableDirectBuffer buffer() {
            return buffer;
        }

        @Override
        public int maxReplyBytes() {
            return buffer.capacity();
        }

        @Override
        public int claimReply(int length) {
            return 0;
        }

        @Override
        public void publish(int claimOffset) {}
    }
}
