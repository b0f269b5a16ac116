package io.ft4j.bench.example.simulation;

import io.ft4j.bench.example.orderbook.OrderBook;
import io.ft4j.bench.example.orderbook.codec.AddOrderDecoder;
import io.ft4j.bench.example.orderbook.codec.DeleteOrderDecoder;
import io.ft4j.bench.example.orderbook.codec.MessageHeaderDecoder;
import io.ft4j.bench.example.orderbook.codec.MessageHeaderEncoder;
import io.ft4j.bench.example.orderbook.codec.OrderReplyEncoder;
import io.ft4j.bench.example.orderbook.codec.OrderStatus;
import io.ft4j.bench.example.orderbook.codec.Side;
import io.ft4j.core.port.Effects;
import io.ft4j.core.port.StateMachine;
import java.util.HashSet;
import java.util.Set;
import org.agrona.DirectBuffer;

/**
 * How not to write a state machine. It is short, its tests would pass, and on one machine it matches orders well enough.
 * But its replicas do not agree:
 * <ul>
 *   <li>it reads the clock. Each replica executes a command at a time of its own, again after a restart; the time to
 *       use is the {@code timestampNs} of the command, which is the same for all;
 *   <li>it goes through a {@link HashSet} of objects that have no hash code but their identity. Their order differs from
 *       replica to replica, and so does the order that trades first among those of one millisecond.
 * </ul>
 * Additions and deletions only; everything else is answered MALFORMED.
 */
public final class CarelessOrderBook implements StateMachine {
    private static final int HEADER_LENGTH = MessageHeaderDecoder.ENCODED_LENGTH;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final AddOrderDecoder add = new AddOrderDecoder();
    private final DeleteOrderDecoder delete = new DeleteOrderDecoder();
    private final MessageHeaderEncoder replyHeader = new MessageHeaderEncoder();
    private final OrderReplyEncoder reply = new OrderReplyEncoder();
    private final Set<Order> orders = new HashSet<>();

    private static final class Order {
        private final long id;
        private final boolean buy;
        private final long price;
        private final long enteredMs = System.currentTimeMillis();
        private int remaining;

        private Order(long id, boolean buy, long price, int remaining) {
            this.id = id;
            this.buy = buy;
            this.price = price;
            this.remaining = remaining;
        }

        private boolean crosses(Order other) {
            return buy != other.buy && (buy ? price >= other.price : price <= other.price);
        }

        private boolean isBefore(Order other) {
            return price == other.price ? enteredMs < other.enteredMs : buy ? price > other.price : price < other.price;
        }
    }

    @Override
    public void apply(long index, long timestampNs, DirectBuffer command, int offset, int length, Effects effects) {
        header.wrap(command, offset);
        switch (header.templateId()) {
            case AddOrderDecoder.TEMPLATE_ID:
                add.wrap(command, offset + HEADER_LENGTH, header.blockLength(), header.version());
                onAdd(effects);
                break;
            case DeleteOrderDecoder.TEMPLATE_ID:
                delete.wrap(command, offset + HEADER_LENGTH, header.blockLength(), header.version());
                boolean known = orders.removeIf(order -> order.id == delete.orderId());
                answer(known ? OrderStatus.ACCEPTED : OrderStatus.UNKNOWN_ORDER, 0, 0, effects);
                break;
            default:
                answer(OrderStatus.MALFORMED, 0, 0, effects);
                break;
        }
    }

    private void onAdd(Effects effects) {
        Order order = new Order(add.orderId(), add.side() == Side.BUY, add.price(), add.quantity());
        Order best = best(order);
        while (order.remaining > 0 && best != null) {
            int traded = Math.min(order.remaining, best.remaining);
            order.remaining -= traded;
            best.remaining -= traded;
            if (best.remaining == 0) {
                orders.remove(best);
            }
            best = best(order);
        }
        if (order.remaining > 0) {
            orders.add(order);
        }
        answer(OrderStatus.ACCEPTED, add.quantity() - order.remaining, order.remaining, effects);
    }

    /** Of those that came in the same millisecond, whichever the hash puts first. */
    private Order best(Order taker) {
        Order best = null;
        for (Order order : orders) {
            if (taker.crosses(order) && (best == null || order.isBefore(best))) {
                best = order;
            }
        }
        return best;
    }

    private void answer(OrderStatus status, int filled, int remaining, Effects effects) {
        int offset = effects.claimReply(OrderBook.REPLY_LENGTH);
        reply.wrapAndApplyHeader(effects.buffer(), offset, replyHeader)
                .filledQuantity(filled)
                .remainingQuantity(remaining)
                .status(status);
        effects.publish(offset);
    }

    /** A sum, so that at least here no order of the set counts. */
    @Override
    public long digest() {
        long sum = 0;
        for (Order order : orders) {
            sum += (order.id * 31 + order.remaining) * 0x9E3779B97F4A7C15L;
        }
        return sum;
    }
}
