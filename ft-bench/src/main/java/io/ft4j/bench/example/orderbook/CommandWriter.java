package io.ft4j.bench.example.orderbook;

import io.ft4j.bench.example.orderbook.codec.AddOrderEncoder;
import io.ft4j.bench.example.orderbook.codec.CancelOrderEncoder;
import io.ft4j.bench.example.orderbook.codec.DeleteOrderEncoder;
import io.ft4j.bench.example.orderbook.codec.ExecuteOrderEncoder;
import io.ft4j.bench.example.orderbook.codec.MessageHeaderEncoder;
import io.ft4j.bench.example.orderbook.codec.OffBookTradeEncoder;
import io.ft4j.bench.example.orderbook.codec.Side;
import io.ft4j.bench.example.orderbook.codec.TradeKind;
import io.ft4j.bench.example.orderbook.codec.TradingHaltEncoder;
import org.agrona.MutableDirectBuffer;

/** Encodes commands; every method returns the encoded length. One thread. Allocates nothing. */
public final class CommandWriter {
    /** Of the longest command in bytes. */
    public static final int MAX_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + AddOrderEncoder.BLOCK_LENGTH;

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final AddOrderEncoder add = new AddOrderEncoder();
    private final CancelOrderEncoder cancel = new CancelOrderEncoder();
    private final DeleteOrderEncoder delete = new DeleteOrderEncoder();
    private final ExecuteOrderEncoder execute = new ExecuteOrderEncoder();
    private final OffBookTradeEncoder offBook = new OffBookTradeEncoder();
    private final TradingHaltEncoder halt = new TradingHaltEncoder();
    private MutableDirectBuffer buffer;
    private int offset;

    /** Where the next command goes. */
    public CommandWriter wrap(MutableDirectBuffer target, int targetOffset) {
        buffer = target;
        offset = targetOffset;
        return this;
    }

    public int add(long timeNs, long orderId, boolean buy, long price, int quantity) {
        add.wrapAndApplyHeader(buffer, offset, header)
                .eventTimeNs(timeNs)
                .orderId(orderId)
                .price(price)
                .quantity(quantity)
                .side(side(buy));
        return length(AddOrderEncoder.BLOCK_LENGTH);
    }

    int cancel(long timeNs, long orderId, int quantity) {
        cancel.wrapAndApplyHeader(buffer, offset, header)
                .eventTimeNs(timeNs)
                .orderId(orderId)
                .quantity(quantity);
        return length(CancelOrderEncoder.BLOCK_LENGTH);
    }

    int delete(long timeNs, long orderId) {
        delete.wrapAndApplyHeader(buffer, offset, header).eventTimeNs(timeNs).orderId(orderId);
        return length(DeleteOrderEncoder.BLOCK_LENGTH);
    }

    int execute(long timeNs, long orderId, int quantity) {
        execute.wrapAndApplyHeader(buffer, offset, header)
                .eventTimeNs(timeNs)
                .orderId(orderId)
                .quantity(quantity);
        return length(ExecuteOrderEncoder.BLOCK_LENGTH);
    }

    int offBook(long timeNs, TradeKind kind, boolean buy, long price, int quantity) {
        offBook.wrapAndApplyHeader(buffer, offset, header)
                .eventTimeNs(timeNs)
                .price(price)
                .quantity(quantity)
                .side(side(buy))
                .kind(kind);
        return length(OffBookTradeEncoder.BLOCK_LENGTH);
    }

    int halt(long timeNs, long price) {
        halt.wrapAndApplyHeader(buffer, offset, header).eventTimeNs(timeNs).price(price);
        return length(TradingHaltEncoder.BLOCK_LENGTH);
    }

    private static int length(int blockLength) {
        return MessageHeaderEncoder.ENCODED_LENGTH + blockLength;
    }

    private static Side side(boolean buy) {
        return buy ? Side.BUY : Side.SELL;
    }
}
