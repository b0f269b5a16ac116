package io.ft4j.bench.example.orderbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.bench.example.orderbook.codec.OrderStatus;
import io.ft4j.core.model.Prng;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random commands to the book and to the naive one: every reply and the whole state are the same. */
final class NaiveComparisonTest {
    private static final int COMMANDS = 250_000;

    /** Small books are mostly full, a wide range of prices has deep sides, a narrow one long queues and many trades. */
    @ParameterizedTest(name = "seed={0} maxOrders={1} maxLevels={2} ids={3} prices={4} full={5}")
    @CsvSource({
        "1, 50, 16, 100, 40, true",
        "2, 400, 1000, 600, 12, false",
        "3, 2000, 300, 3000, 2000, true",
        "4, 1, 1, 3, 3, true",
        "5, 5000, 5000, 6000, 1000000, false",
    })
    void theBookDoesWhatTheNaiveBookDoes(long seed, int maxOrders, int maxLevels, int ids, int prices, boolean full) {
        Prng prng = new Prng(seed);
        int stateEvery = Math.max(500, 5 * maxOrders);
        LimitOrderBook book = new LimitOrderBook(maxOrders, maxLevels);
        NaiveBook naive = new NaiveBook(maxOrders, maxLevels);
        Map<OrderStatus, Integer> seen = new EnumMap<>(OrderStatus.class);
        for (int i = 1; i <= COMMANDS; i++) {
            int kind = prng.nextInt(10);
            long id = prng.nextInt(ids);
            boolean buy = prng.chance(0.5);
            long price = prng.nextInt(prices) + (prng.chance(0.002) ? -prices : 1) + (buy ? 0 : prices / 4);
            int quantity = prng.chance(0.002) ? -prng.nextInt(3) : 1 + prng.nextInt(50);
            OrderStatus expected = apply(kind, naive, id, buy, price, quantity);
            OrderStatus actual = apply(kind, book, id, buy, price, quantity);
            seen.merge(actual, 1, Integer::sum);
            String at = "seed " + seed + " command " + i;
            assertEquals(expected, actual, at);
            assertEquals(naive.filled, book.filled(), at);
            assertEquals(naive.remaining, book.remaining(), at);
            if (i % stateEvery == 0) {
                book.checkInvariants();
                assertEquals(naive.text(), BookText.of(book), at);
            }
        }
        assertEquals(naive.trades, book.matchedTrades());
        assertEquals(naive.volume, book.matchedVolume());
        assertTrue(naive.trades > COMMANDS / 100, () -> "seed " + seed + " trades " + naive.trades);
        Set<OrderStatus> reachable = EnumSet.complementOf(EnumSet.of(OrderStatus.MALFORMED, OrderStatus.NULL_VAL));
        if (!full) {
            reachable.remove(OrderStatus.BOOK_FULL);
        }
        assertTrue(seen.keySet().containsAll(reachable), () -> "seed " + seed + " saw only " + seen);
    }

    private static OrderStatus apply(int kind, NaiveBook book, long id, boolean buy, long price, int quantity) {
        return switch (kind) {
            case 0 -> book.cancel(id, quantity);
            case 1, 2 -> book.delete(id);
            case 3 -> book.execute(id, quantity);
            default -> book.add(id, buy, price, quantity);
        };
    }

    private static OrderStatus apply(int kind, LimitOrderBook book, long id, boolean buy, long price, int quantity) {
        return switch (kind) {
            case 0 -> book.cancel(id, quantity);
            case 1, 2 -> book.delete(id);
            case 3 -> book.execute(id, quantity);
            default -> book.add(id, buy, price, quantity);
        };
    }
}
