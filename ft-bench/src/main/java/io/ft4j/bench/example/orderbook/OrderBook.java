package io.ft4j.bench.example.orderbook;

import static io.ft4j.bench.example.orderbook.OrderPool.NONE;

import io.ft4j.bench.example.orderbook.codec.AddOrderDecoder;
import io.ft4j.bench.example.orderbook.codec.CancelOrderDecoder;
import io.ft4j.bench.example.orderbook.codec.DeleteOrderDecoder;
import io.ft4j.bench.example.orderbook.codec.ExecuteOrderDecoder;
import io.ft4j.bench.example.orderbook.codec.MessageHeaderDecoder;
import io.ft4j.bench.example.orderbook.codec.MessageHeaderEncoder;
import io.ft4j.bench.example.orderbook.codec.OffBookTradeDecoder;
import io.ft4j.bench.example.orderbook.codec.OrderReplyEncoder;
import io.ft4j.bench.example.orderbook.codec.OrderStatus;
import io.ft4j.bench.example.orderbook.codec.Side;
import io.ft4j.bench.example.orderbook.codec.TradeKind;
import io.ft4j.bench.example.orderbook.codec.TradingHaltDecoder;
import io.ft4j.core.port.Effects;
import io.ft4j.core.port.StateMachine;
import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import org.agrona.DirectBuffer;

/**
 * The replicated state machine: decodes a command of {@code orderbook.xml}, gives it to the {@link LimitOrderBook},
 * counts, and replies. Nothing that a client sends makes it throw: what cannot be decoded is answered MALFORMED.
 *
 * <p>One thread. Allocates nothing after the greatest number of resting orders has been seen once. Copies nothing.
 */
public final class OrderBook implements StateMachine {
    /** Orders that rest at once, unless told otherwise. */
    public static final int DEFAULT_MAX_ORDERS = 1 << 16;

    /** Prices at which orders rest at once, unless told otherwise. */
    public static final int DEFAULT_MAX_LEVELS = 1 << 14;

    /** Bytes of every reply. */
    public static final int REPLY_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + OrderReplyEncoder.BLOCK_LENGTH;

    private static final int HEADER_LENGTH = MessageHeaderDecoder.ENCODED_LENGTH;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final AddOrderDecoder add = new AddOrderDecoder();
    private final CancelOrderDecoder cancel = new CancelOrderDecoder();
    private final DeleteOrderDecoder delete = new DeleteOrderDecoder();
    private final ExecuteOrderDecoder execute = new ExecuteOrderDecoder();
    private final OffBookTradeDecoder offBook = new OffBookTradeDecoder();
    private final TradingHaltDecoder halt = new TradingHaltDecoder();
    private final MessageHeaderEncoder replyHeader = new MessageHeaderEncoder();
    private final OrderReplyEncoder reply = new OrderReplyEncoder();

    private final LimitOrderBook book;
    private final BookCounters counters = new BookCounters();
    private final StateDigest digest = new StateDigest();

    public OrderBook() {
        this(DEFAULT_MAX_ORDERS, DEFAULT_MAX_LEVELS);
    }

    /**
     * A book of a chosen size; a command that finds no room is answered BOOK_FULL.
     *
     * @param maxLevels prices at which orders rest, both sides together
     */
    public OrderBook(int maxOrders, int maxLevels) {
        book = new LimitOrderBook(maxOrders, maxLevels);
    }

    @Override
    public void apply(long index, long timestampNs, DirectBuffer command, int offset, int length, Effects effects) {
        if (isWellFormed(command, offset, length)) {
            dispatch(command, offset + HEADER_LENGTH, effects);
        } else {
            finish(OrderStatus.MALFORMED, 0, 0, effects);
        }
    }

    /** Of all levels and orders in price-time order, and of all counters. Takes time in proportion to the orders. */
    @Override
    public long digest() {
        digest.reset();
        counters.addTo(digest);
        digest.add(book.matchedTrades()).add(book.matchedVolume());
        addTo(digest, book.bids());
        addTo(digest, book.asks());
        return digest.value();
    }

    /** Writes the whole state, for a checkpoint. */
    public void save(StateSink sink) {
        new BookState(this).save(sink);
    }

    /** Takes over what {@link #save} wrote, before the first command. */
    public void restore(StateSource source) {
        new BookState(this).restore(source);
    }

    public BookCounters counters() {
        return counters;
    }

    public LimitOrderBook book() {
        return book;
    }

    private boolean isWellFormed(DirectBuffer command, int offset, int length) {
        if (length < HEADER_LENGTH) {
            return false;
        }
        header.wrap(command, offset);
        int blockLength = blockLength(header.templateId());
        return header.schemaId() == MessageHeaderDecoder.SCHEMA_ID
                && blockLength > 0
                && header.blockLength() >= blockLength
                && length >= HEADER_LENGTH + blockLength;
    }

    private static int blockLength(int templateId) {
        return switch (templateId) {
            case AddOrderDecoder.TEMPLATE_ID -> AddOrderDecoder.BLOCK_LENGTH;
            case CancelOrderDecoder.TEMPLATE_ID -> CancelOrderDecoder.BLOCK_LENGTH;
            case DeleteOrderDecoder.TEMPLATE_ID -> DeleteOrderDecoder.BLOCK_LENGTH;
            case ExecuteOrderDecoder.TEMPLATE_ID -> ExecuteOrderDecoder.BLOCK_LENGTH;
            case OffBookTradeDecoder.TEMPLATE_ID -> OffBookTradeDecoder.BLOCK_LENGTH;
            case TradingHaltDecoder.TEMPLATE_ID -> TradingHaltDecoder.BLOCK_LENGTH;
            default -> 0;
        };
    }

    private void dispatch(DirectBuffer command, int offset, Effects effects) {
        int blockLength = header.blockLength();
        int version = header.version();
        switch (header.templateId()) {
            case AddOrderDecoder.TEMPLATE_ID -> onAdd(add.wrap(command, offset, blockLength, version), effects);
            case CancelOrderDecoder.TEMPLATE_ID ->
                onCancel(cancel.wrap(command, offset, blockLength, version), effects);
            case DeleteOrderDecoder.TEMPLATE_ID ->
                onDelete(delete.wrap(command, offset, blockLength, version), effects);
            case ExecuteOrderDecoder.TEMPLATE_ID ->
                onExecute(execute.wrap(command, offset, blockLength, version), effects);
            case OffBookTradeDecoder.TEMPLATE_ID ->
                onOffBookTrade(offBook.wrap(command, offset, blockLength, version), effects);
            default -> onHalt(halt.wrap(command, offset, blockLength, version), effects);
        }
    }

    private void onAdd(AddOrderDecoder message, Effects effects) {
        if (!isSide(message.sideRaw())) {
            finish(OrderStatus.MALFORMED, 0, 0, effects);
            return;
        }
        counters.lastEventTimeNs = message.eventTimeNs();
        boolean buy = message.sideRaw() == Side.BUY.value();
        finish(book.add(message.orderId(), buy, message.price(), message.quantity()), effects);
    }

    private void onCancel(CancelOrderDecoder message, Effects effects) {
        counters.lastEventTimeNs = message.eventTimeNs();
        finish(book.cancel(message.orderId(), message.quantity()), effects);
    }

    private void onDelete(DeleteOrderDecoder message, Effects effects) {
        counters.lastEventTimeNs = message.eventTimeNs();
        finish(book.delete(message.orderId()), effects);
    }

    private void onExecute(ExecuteOrderDecoder message, Effects effects) {
        counters.lastEventTimeNs = message.eventTimeNs();
        OrderStatus status = book.execute(message.orderId(), message.quantity());
        if (status == OrderStatus.ACCEPTED) {
            counters.visible(message.quantity());
        }
        finish(status, effects);
    }

    private void onOffBookTrade(OffBookTradeDecoder message, Effects effects) {
        short kind = message.kindRaw();
        boolean hidden = kind == TradeKind.HIDDEN.value();
        if (!isSide(message.sideRaw()) || !(hidden || kind == TradeKind.CROSS.value())) {
            finish(OrderStatus.MALFORMED, 0, 0, effects);
            return;
        }
        counters.lastEventTimeNs = message.eventTimeNs();
        int quantity = message.quantity();
        if (quantity <= 0) {
            finish(OrderStatus.BAD_QUANTITY, 0, 0, effects);
        } else if (message.price() <= 0) {
            finish(OrderStatus.BAD_PRICE, 0, 0, effects);
        } else {
            counters.offBook(hidden, quantity);
            finish(OrderStatus.ACCEPTED, quantity, 0, effects);
        }
    }

    private void onHalt(TradingHaltDecoder message, Effects effects) {
        counters.lastEventTimeNs = message.eventTimeNs();
        counters.halts++;
        finish(OrderStatus.ACCEPTED, 0, 0, effects);
    }

    /** Side.get and its like throw on a value that they do not know, and an exception here would stop every replica. */
    private static boolean isSide(short raw) {
        return raw == Side.BUY.value() || raw == Side.SELL.value();
    }

    private void finish(OrderStatus status, Effects effects) {
        finish(status, book.filled(), book.remaining(), effects);
    }

    private void finish(OrderStatus status, int filled, int remaining, Effects effects) {
        counters.count(status);
        int offset = effects.claimReply(REPLY_LENGTH);
        reply.wrapAndApplyHeader(effects.buffer(), offset, replyHeader)
                .filledQuantity(filled)
                .remainingQuantity(remaining)
                .status(status);
        effects.publish(offset);
    }

    private void addTo(StateDigest target, BookSide side) {
        PriceLevels levels = book.levels();
        OrderPool orders = book.orders();
        target.add(side.size());
        for (int rank = 0; rank < side.size(); rank++) {
            int level = side.level(rank);
            target.add(levels.price[level]).add(levels.orderCount[level]);
            for (int slot = levels.head[level]; slot != NONE; slot = orders.next[slot]) {
                target.add(orders.id[slot]).add(orders.remaining[slot]);
            }
        }
    }
}
