package io.ft4j.bench.example.orderbook;

import static io.ft4j.bench.example.orderbook.OrderPool.NONE;

import io.ft4j.bench.example.orderbook.codec.OrderStatus;
import io.ft4j.core.model.Invariant;

/**
 * A limit order book with price-time priority: the better price trades first, at one price the older order. Every
 * command is done wholly or refused wholly.
 *
 * <p>Bounded: {@code maxOrders} orders rest at {@code maxLevels} prices, both sides together. One thread. Allocates
 * nothing after the greatest number of resting orders has been seen once.
 */
public final class LimitOrderBook {
    private final OrderPool orders;
    private final PriceLevels levels;
    private final BookSide bids;
    private final BookSide asks;
    private int filled;
    private int remaining;
    private long matchedTrades;
    private long matchedVolume;

    LimitOrderBook(int maxOrders, int maxLevels) {
        orders = new OrderPool(requirePositive("maxOrders", maxOrders));
        levels = new PriceLevels(orders, requirePositive("maxLevels", maxLevels));
        bids = new BookSide(true, maxLevels);
        asks = new BookSide(false, maxLevels);
    }

    /** A new order: what crosses the other side trades at the prices of the resting orders, the remainder rests. */
    OrderStatus add(long orderId, boolean buy, long price, int quantity) {
        filled = 0;
        remaining = 0;
        if (quantity <= 0) {
            return OrderStatus.BAD_QUANTITY;
        }
        if (price <= 0) {
            return OrderStatus.BAD_PRICE;
        }
        if (orders.find(orderId) != NONE) {
            return OrderStatus.DUPLICATE_ID;
        }
        BookSide own = buy ? bids : asks;
        BookSide other = buy ? asks : bids;
        if (other.isCrossedBy(price)) {
            match(other, price, quantity);
            if (filled < quantity) {
                rest(own, orderId, price, quantity - filled);
            }
            return OrderStatus.ACCEPTED;
        }
        return rest(own, orderId, price, quantity);
    }

    /** Takes quantity away from a resting order, which keeps its place; nothing left means that it is gone. */
    OrderStatus cancel(long orderId, int quantity) {
        filled = 0;
        return reduce(orderId, quantity);
    }

    OrderStatus delete(long orderId) {
        filled = 0;
        remaining = 0;
        int slot = orders.find(orderId);
        if (slot == NONE) {
            return OrderStatus.UNKNOWN_ORDER;
        }
        remove(slot);
        return OrderStatus.ACCEPTED;
    }

    /** A trade against the named order that was matched elsewhere: it need not stand first in its queue. */
    OrderStatus execute(long orderId, int quantity) {
        OrderStatus status = reduce(orderId, quantity);
        filled = status == OrderStatus.ACCEPTED ? quantity : 0;
        return status;
    }

    /** An order that rests, of a saved book: the best level first, at one price the oldest order first. */
    void restore(long orderId, boolean bid, long price, int quantity) {
        filled = 0;
        OrderStatus status = rest(bid ? bids : asks, orderId, price, quantity);
        Invariant.check(status == OrderStatus.ACCEPTED, "B5 a saved book fits into one of its size");
    }

    void restoreMatched(long trades, long volume) {
        matchedTrades = trades;
        matchedVolume = volume;
    }

    /** Quantity that the last command traded. */
    int filled() {
        return filled;
    }

    /** Quantity of the order that the last command named, resting after it; of a refused reduction, as before. */
    int remaining() {
        return remaining;
    }

    public long matchedTrades() {
        return matchedTrades;
    }

    public long matchedVolume() {
        return matchedVolume;
    }

    public int orderCount() {
        return orders.size();
    }

    public BookSide bids() {
        return bids;
    }

    public BookSide asks() {
        return asks;
    }

    PriceLevels levels() {
        return levels;
    }

    OrderPool orders() {
        return orders;
    }

    /** Price of the best level of a side, which is not empty. */
    public long bestPrice(BookSide side) {
        return levels.price[side.bestLevel()];
    }

    public long bestQuantity(BookSide side) {
        return levels.quantity[side.bestLevel()];
    }

    private void match(BookSide other, long limit, int quantity) {
        while (filled < quantity && other.isCrossedBy(limit)) {
            int slot = levels.head[other.bestLevel()];
            int traded = Math.min(quantity - filled, orders.remaining[slot]);
            filled += traded;
            matchedTrades++;
            matchedVolume += traded;
            take(slot, traded);
        }
    }

    private OrderStatus rest(BookSide own, long orderId, long price, int quantity) {
        int position = own.find(price);
        if (orders.isFull() || (position < 0 && levels.isExhausted())) {
            // A remainder never comes here: what it traded with was a whole level at least, which is free now.
            Invariant.check(filled == 0, "B4 a remainder finds room");
            return OrderStatus.BOOK_FULL;
        }
        int level;
        if (position >= 0) {
            level = own.levelAt(position);
        } else {
            level = levels.take(own.isBid(), price);
            own.insert(~position, price, level);
        }
        levels.append(orders.take(orderId, quantity, level));
        remaining = quantity;
        return OrderStatus.ACCEPTED;
    }

    private OrderStatus reduce(long orderId, int quantity) {
        remaining = 0;
        int slot = orders.find(orderId);
        if (slot == NONE) {
            return OrderStatus.UNKNOWN_ORDER;
        }
        int resting = orders.remaining[slot];
        if (quantity <= 0 || quantity > resting) {
            remaining = resting;
            return OrderStatus.BAD_QUANTITY;
        }
        take(slot, quantity);
        remaining = resting - quantity;
        return OrderStatus.ACCEPTED;
    }

    private void take(int slot, int quantity) {
        if (quantity == orders.remaining[slot]) {
            remove(slot);
        } else {
            orders.remaining[slot] -= quantity;
            levels.quantity[orders.level[slot]] -= quantity;
        }
    }

    private void remove(int slot) {
        int level = orders.level[slot];
        levels.unlink(slot);
        orders.release(slot);
        if (levels.orderCount[level] == 0) {
            BookSide side = levels.isBid[level] ? bids : asks;
            side.remove(side.find(levels.price[level]));
            levels.release(level);
        }
    }

    /** Scans everything. */
    void checkInvariants() {
        Invariant.check(
                bids.isEmpty() || asks.isEmpty() || bestPrice(bids) < bestPrice(asks), "B1 best bid < best ask");
        int resting = checkSide(bids) + checkSide(asks);
        Invariant.check(resting == orders.size(), "B3 queues hold all resting orders", resting, orders.size());
    }

    private int checkSide(BookSide side) {
        int count = 0;
        for (int rank = 0; rank < side.size(); rank++) {
            int level = side.level(rank);
            Invariant.check(
                    rank == 0 || side.find(levels.price[level]) < side.find(levels.price[side.level(rank - 1)]),
                    "B2 levels stand in order of price");
            long quantity = 0;
            int queued = 0;
            for (int slot = levels.head[level]; slot != NONE; slot = orders.next[slot]) {
                Invariant.check(orders.remaining[slot] > 0, "B3 a resting order has quantity");
                Invariant.check(orders.find(orders.id[slot]) == slot, "B3 the index finds every order");
                quantity += orders.remaining[slot];
                queued++;
            }
            Invariant.check(
                    queued > 0 && queued == levels.orderCount[level],
                    "B3 count of a level",
                    queued,
                    levels.orderCount[level]);
            Invariant.check(
                    quantity == levels.quantity[level], "B3 quantity of a level", quantity, levels.quantity[level]);
            count += queued;
        }
        return count;
    }

    private static int requirePositive(String field, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(field + "=" + value + " must be positive");
        }
        return value;
    }
}
