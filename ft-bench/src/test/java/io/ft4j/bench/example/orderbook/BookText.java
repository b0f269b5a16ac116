package io.ft4j.bench.example.orderbook;

/** A book as text: per side and level, best first, {@code price:idxquantity,…} in order of time. */
final class BookText {
    private BookText() {}

    static String of(LimitOrderBook book) {
        StringBuilder text = new StringBuilder("bids");
        append(text, book, book.bids());
        text.append(" asks");
        append(text, book, book.asks());
        return text.toString();
    }

    private static void append(StringBuilder text, LimitOrderBook book, BookSide side) {
        OrderPool orders = book.orders();
        for (int rank = 0; rank < side.size(); rank++) {
            int level = side.level(rank);
            text.append(' ').append(book.levels().price[level]);
            char separator = ':';
            for (int slot = book.levels().head[level]; slot != OrderPool.NONE; slot = orders.next[slot]) {
                text.append(separator).append(orders.id[slot]).append('x').append(orders.remaining[slot]);
                separator = ',';
            }
        }
    }
}
