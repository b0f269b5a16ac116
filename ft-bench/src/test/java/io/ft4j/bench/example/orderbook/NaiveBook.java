package io.ft4j.bench.example.orderbook;

import io.ft4j.bench.example.orderbook.codec.OrderStatus;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The rules of the book once more, as plainly as they can be written, to compare with. */
final class NaiveBook {
    private static final class Order {
        final long id;
        final boolean buy;
        final long price;
        int remaining;

        Order(long id, boolean buy, long price, int remaining) {
            this.id = id;
            this.buy = buy;
            this.price = price;
            this.remaining = remaining;
        }
    }

    private final TreeMap<Long, ArrayDeque<Order>> bids = new TreeMap<>(Comparator.reverseOrder());
    private final TreeMap<Long, ArrayDeque<Order>> asks = new TreeMap<>();
    private final Map<Long, Order> byId = new HashMap<>();
    private final int maxOrders;
    private final int maxLevels;
    int filled;
    int remaining;
    long trades;
    long volume;

    NaiveBook(int maxOrders, int maxLevels) {
        this.maxOrders = maxOrders;
        this.maxLevels = maxLevels;
    }

    OrderStatus add(long id, boolean buy, long price, int quantity) {
        filled = 0;
        remaining = 0;
        if (quantity <= 0) {
            return OrderStatus.BAD_QUANTITY;
        }
        if (price <= 0) {
            return OrderStatus.BAD_PRICE;
        }
        if (byId.containsKey(id)) {
            return OrderStatus.DUPLICATE_ID;
        }
        match(buy, price, quantity);
        int left = quantity - filled;
        if (left == 0) {
            return OrderStatus.ACCEPTED;
        }
        TreeMap<Long, ArrayDeque<Order>> own = buy ? bids : asks;
        boolean newLevel = !own.containsKey(price);
        if (byId.size() == maxOrders || (newLevel && bids.size() + asks.size() == maxLevels)) {
            return OrderStatus.BOOK_FULL;
        }
        Order order = new Order(id, buy, price, left);
        own.computeIfAbsent(price, p -> new ArrayDeque<>()).addLast(order);
        byId.put(id, order);
        remaining = left;
        return OrderStatus.ACCEPTED;
    }

    OrderStatus delete(long id) {
        filled = 0;
        remaining = 0;
        Order order = byId.get(id);
        if (order == null) {
            return OrderStatus.UNKNOWN_ORDER;
        }
        remove(order);
        return OrderStatus.ACCEPTED;
    }

    OrderStatus cancel(long id, int quantity) {
        filled = 0;
        return reduce(id, quantity);
    }

    OrderStatus execute(long id, int quantity) {
        OrderStatus status = reduce(id, quantity);
        filled = status == OrderStatus.ACCEPTED ? quantity : 0;
        return status;
    }

    String text() {
        return "bids" + text(bids) + " asks" + text(asks);
    }

    private void match(boolean buy, long limit, int quantity) {
        TreeMap<Long, ArrayDeque<Order>> other = buy ? asks : bids;
        while (filled < quantity && !other.isEmpty()) {
            long best = other.firstKey();
            if (buy ? best > limit : best < limit) {
                return;
            }
            Order resting = other.firstEntry().getValue().peekFirst();
            int traded = Math.min(quantity - filled, resting.remaining);
            filled += traded;
            trades++;
            volume += traded;
            resting.remaining -= traded;
            if (resting.remaining == 0) {
                remove(resting);
            }
        }
    }

    private OrderStatus reduce(long id, int quantity) {
        remaining = 0;
        Order order = byId.get(id);
        if (order == null) {
            return OrderStatus.UNKNOWN_ORDER;
        }
        remaining = order.remaining;
        if (quantity <= 0 || quantity > order.remaining) {
            return OrderStatus.BAD_QUANTITY;
        }
        order.remaining -= quantity;
        remaining = order.remaining;
        if (order.remaining == 0) {
            remove(order);
        }
        return OrderStatus.ACCEPTED;
    }

    private void remove(Order order) {
        TreeMap<Long, ArrayDeque<Order>> side = order.buy ? bids : asks;
        ArrayDeque<Order> level = side.get(order.price);
        for (Iterator<Order> i = level.iterator(); i.hasNext(); ) {
            if (i.next() == order) {
                i.remove();
            }
        }
        if (level.isEmpty()) {
            side.remove(order.price);
        }
        byId.remove(order.id);
    }

    private static String text(TreeMap<Long, ArrayDeque<Order>> side) {
        return side.entrySet().stream()
                .map(level -> " " + level.getKey() + ":"
                        + level.getValue().stream()
                                .map(order -> order.id + "x" + order.remaining)
                                .collect(Collectors.joining(",")))
                .collect(Collectors.joining());
    }
}
