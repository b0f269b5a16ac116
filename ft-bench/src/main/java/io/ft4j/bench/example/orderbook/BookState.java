package io.ft4j.bench.example.orderbook;

import static io.ft4j.bench.example.orderbook.OrderPool.NONE;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ft4j.core.port.StateSink;
import io.ft4j.core.port.StateSource;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The state of an {@link OrderBook} as a sequence of longs: counters, then the levels of each side from the best on, each with
 * its orders from the oldest on. Added again in this order they stand as they stood.
 */
final class BookState {
    private final OrderBook owner;
    private final LimitOrderBook book;
    private final UnsafeBuffer word = new UnsafeBuffer(new byte[Long.BYTES]);

    BookState(OrderBook owner) {
        this.owner = owner;
        book = owner.book();
    }

    void save(StateSink sink) {
        for (long value : owner.counters().values()) {
            put(sink, value);
        }
        put(sink, book.matchedTrades());
        put(sink, book.matchedVolume());
        save(sink, book.bids());
        save(sink, book.asks());
    }

    private void save(StateSink sink, BookSide side) {
        PriceLevels levels = book.levels();
        OrderPool orders = book.orders();
        put(sink, side.size());
        for (int rank = 0; rank < side.size(); rank++) {
            int level = side.level(rank);
            put(sink, levels.price[level]);
            put(sink, levels.orderCount[level]);
            for (int slot = levels.head[level]; slot != NONE; slot = orders.next[slot]) {
                put(sink, orders.id[slot]);
                put(sink, orders.remaining[slot]);
            }
        }
    }

    private void put(StateSink sink, long value) {
        word.putLong(0, value, LITTLE_ENDIAN);
        sink.write(word, 0, Long.BYTES);
    }

    /** Into a book that has done nothing yet. */
    void restore(StateSource source) {
        long[] counts = owner.counters().values();
        for (int i = 0; i < counts.length; i++) {
            counts[i] = get(source);
        }
        owner.counters().set(counts);
        book.restoreMatched(get(source), get(source));
        restoreSide(source, true);
        restoreSide(source, false);
    }

    private void restoreSide(StateSource source, boolean bid) {
        long levelCount = get(source);
        for (long level = 0; level < levelCount; level++) {
            long price = get(source);
            long orderCount = get(source);
            for (long i = 0; i < orderCount; i++) {
                long orderId = get(source);
                book.restore(orderId, bid, price, (int) get(source));
            }
        }
    }

    private long get(StateSource source) {
        if (source.read(word, 0, Long.BYTES) != Long.BYTES) {
            throw new IllegalStateException("the saved book ends too early");
        }
        return word.getLong(0, LITTLE_ENDIAN);
    }
}
