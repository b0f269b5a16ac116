package io.ft4j.bench.example.orderbook;

import static io.ft4j.bench.example.orderbook.OrderPool.NONE;

import io.ft4j.bench.example.orderbook.codec.OrderStatus;
import io.ft4j.bench.example.orderbook.codec.TradeKind;
import io.ft4j.core.model.Invariant;
import io.ft4j.core.model.Prng;
import org.agrona.MutableDirectBuffer;

/**
 * Realistic order flow without end: it imitates the statistics of one recorded hour of a liquid stock (see the package
 * description). The same seed gives the same bytes on every JVM.
 *
 * <p>It keeps a book of its own, so that every cancellation names an order that rests. Deletions come at a rate in
 * proportion to the orders resting, which holds the book at a steady size; aggressive orders lean towards the reference
 * price the more the farther the market is from it, which holds the price within bounds.
 *
 * <p>One thread. Allocates nothing after the constructor.
 */
public final class FlowGenerator implements CommandSource {
    /** Orders that rest in the long run. */
    static final int RESTING_ORDERS = 400;

    static final long TICK = 100;
    static final long REFERENCE_PRICE = 5_000_000;

    private static final long START_TIME_NS = 34_200L * 1_000_000_000L;
    private static final int MAX_ORDERS = 64 * RESTING_ORDERS;
    private static final int FEW_LEVELS = 8;
    private static final long EMPTY_SIDE_TICKS = 20;

    /** Weights in 1/10,000 of the events; the deletions' holds when {@link #RESTING_ORDERS} rest. */
    private static final int ADD = 4590;

    private static final int CANCEL = 51;
    private static final int DELETE = 4457;
    private static final int TAKE = 365;
    private static final int HIDDEN = 239;

    /** Of the executions, the share that comes as a crossing order, to be matched; the others name the order hit. */
    private static final double CROSSING_SHARE = 0.45;

    private static final double WHOLE_EXECUTION_SHARE = 0.72;
    private static final double SWEEP_SHARE = 0.3;
    private static final int SWEEP_TICKS = 10;
    private static final double LATE_DELETION_SHARE = 0.002;
    private static final double ANY_AGE_SHARE = 0.02;
    private static final double BEST_DELETION_SHARE = 0.14;
    private static final int TRIES = 6;

    /** How many additions ago the order came in that is deleted: 1, 2–3, 4–7, … */
    private static final Weighted AGES = new Weighted(58, 128, 163, 202, 218, 204, 160, 111, 45, 11);

    private static final int RECENT = 1 << 10;

    private final Prng prng;
    private final ArrivalTimes arrivals;
    private final OrderShapes shapes;
    private final LimitOrderBook book = new LimitOrderBook(MAX_ORDERS, MAX_ORDERS);
    private final CommandWriter writer = new CommandWriter();
    private final long[] recentIds = new long[RECENT];
    private final long eventCount;
    private long events;
    private long addCount;
    private long timeNs = START_TIME_NS;

    public FlowGenerator(long seed, long eventCount) {
        this.eventCount = eventCount;
        Prng root = new Prng(seed);
        prng = root.fork("events");
        arrivals = new ArrivalTimes(root.fork("arrivals"));
        shapes = new OrderShapes(root.fork("shapes"));
    }

    @Override
    public int next(MutableDirectBuffer buffer, int offset) {
        if (events == eventCount) {
            return END;
        }
        events++;
        timeNs += arrivals.nextGapNs();
        writer.wrap(buffer, offset);
        if (book.bids().size() < FEW_LEVELS || book.asks().size() < FEW_LEVELS) {
            return add(book.bids().size() <= book.asks().size());
        }
        long delete = (long) DELETE * book.orderCount() / RESTING_ORDERS;
        long at = prng.nextLong(ADD + CANCEL + TAKE + HIDDEN + delete);
        if (at < ADD) {
            return add(isBuy());
        } else if (at < ADD + CANCEL) {
            return cancel();
        } else if (at < ADD + CANCEL + TAKE) {
            return prng.chance(CROSSING_SHARE) ? cross(isBuy()) : execute(!isBuy());
        } else if (at < ADD + CANCEL + TAKE + HIDDEN) {
            return hidden(!isBuy());
        }
        return delete();
    }

    @Override
    public void close() {}

    LimitOrderBook book() {
        return book;
    }

    private int add(boolean buy) {
        BookSide own = buy ? book.bids() : book.asks();
        BookSide other = buy ? book.asks() : book.bids();
        long away = buy ? -TICK : TICK;
        long price;
        if (own.isEmpty()) {
            long from = other.isEmpty() ? REFERENCE_PRICE : book.bestPrice(other);
            price = from + away * EMPTY_SIDE_TICKS;
        } else {
            long best = book.bestPrice(own);
            long spread = other.isEmpty() ? EMPTY_SIDE_TICKS : Math.abs(book.bestPrice(other) - best) / TICK;
            price = best + away * shapes.ticksBehindBest(spread);
        }
        return addAt(buy, price, shapes.size());
    }

    /** A limit order that trades at once; some reach through several levels. What is left of it rests. */
    private int cross(boolean buy) {
        long best = book.bestPrice(buy ? book.asks() : book.bids());
        long through = prng.chance(SWEEP_SHARE) ? 1 + prng.nextInt(SWEEP_TICKS) : 0;
        return addAt(buy, best + (buy ? through : -through) * TICK, shapes.size());
    }

    private int addAt(boolean buy, long price, int size) {
        long orderId = ++addCount;
        recentIds[(int) orderId & (RECENT - 1)] = orderId;
        accept(book.add(orderId, buy, price, size));
        return writer.add(timeNs, orderId, buy, price, size);
    }

    private int cancel() {
        int slot = anyOrder();
        long orderId = book.orders().id[slot];
        int resting = book.orders().remaining[slot];
        if (resting == 1) {
            return deleteOrder(orderId);
        }
        int quantity = 1 + prng.nextInt(resting - 1);
        accept(book.cancel(orderId, quantity));
        return writer.cancel(timeNs, orderId, quantity);
    }

    private int delete() {
        if (prng.chance(LATE_DELETION_SHARE)) {
            return lateDeletion();
        }
        if (prng.chance(BEST_DELETION_SHARE)) {
            return deleteOrder(book.orders().id[firstAtBest(isBuy())]);
        }
        long orderId = prng.chance(ANY_AGE_SHARE) ? NONE : recentOrder();
        return deleteOrder(orderId == NONE ? book.orders().id[anyOrder()] : orderId);
    }

    /** A deletion on its way while the order traded: the book no longer knows it. */
    private int lateDeletion() {
        long orderId = recentIds[prng.nextInt(RECENT)];
        book.delete(orderId);
        return writer.delete(timeNs, orderId);
    }

    private int deleteOrder(long orderId) {
        accept(book.delete(orderId));
        return writer.delete(timeNs, orderId);
    }

    /** A trade that the feed reports against the first order of the best level. */
    private int execute(boolean restingBuy) {
        int slot = firstAtBest(restingBuy);
        long orderId = book.orders().id[slot];
        int resting = book.orders().remaining[slot];
        boolean whole = resting == 1 || prng.chance(WHOLE_EXECUTION_SHARE);
        int quantity = whole ? resting : 1 + prng.nextInt(resting - 1);
        accept(book.execute(orderId, quantity));
        return writer.execute(timeNs, orderId, quantity);
    }

    private int hidden(boolean restingBuy) {
        long bid = book.bestPrice(book.bids());
        long spread = (book.bestPrice(book.asks()) - bid) / TICK;
        return writer.offBook(
                timeNs, TradeKind.HIDDEN, restingBuy, bid + prng.nextLong(spread + 1) * TICK, shapes.size());
    }

    /** Less often above the reference price, more often below it; never certain. */
    private boolean isBuy() {
        long distance = book.bestPrice(book.bids()) - REFERENCE_PRICE;
        double lean = Math.max(-0.25, Math.min(0.25, (double) distance / REFERENCE_PRICE));
        return prng.chance(0.5 - lean);
    }

    /** An order that rests and came in recently, or {@link OrderPool#NONE} when those drawn are gone. */
    private long recentOrder() {
        for (int i = 0; i < TRIES; i++) {
            int octave = AGES.draw(prng);
            long age = (1L << octave) + prng.nextInt(1 << octave);
            long orderId = recentIds[(int) (addCount + 1 - age) & (RECENT - 1)];
            if (book.orders().find(orderId) != NONE) {
                return orderId;
            }
        }
        return NONE;
    }

    private int firstAtBest(boolean bid) {
        return book.levels().head[(bid ? book.bids() : book.asks()).bestLevel()];
    }

    private int anyOrder() {
        OrderPool orders = book.orders();
        int slot;
        do {
            slot = prng.nextInt(orders.usedSlots());
        } while (!orders.isResting(slot));
        return slot;
    }

    private static void accept(OrderStatus status) {
        Invariant.check(status == OrderStatus.ACCEPTED, "B5 the generator knows what rests");
    }
}
