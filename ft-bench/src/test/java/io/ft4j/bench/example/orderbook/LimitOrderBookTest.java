package io.ft4j.bench.example.orderbook;

import static io.ft4j.bench.example.orderbook.codec.OrderStatus.ACCEPTED;
import static io.ft4j.bench.example.orderbook.codec.OrderStatus.BAD_PRICE;
import static io.ft4j.bench.example.orderbook.codec.OrderStatus.BAD_QUANTITY;
import static io.ft4j.bench.example.orderbook.codec.OrderStatus.BOOK_FULL;
import static io.ft4j.bench.example.orderbook.codec.OrderStatus.DUPLICATE_ID;
import static io.ft4j.bench.example.orderbook.codec.OrderStatus.UNKNOWN_ORDER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.bench.example.orderbook.codec.OrderStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The rules of the book, one by one. */
final class LimitOrderBookTest {
    private static final int MAX_ORDERS = 8;
    private static final int MAX_LEVELS = 5;

    private final LimitOrderBook book = new LimitOrderBook(MAX_ORDERS, MAX_LEVELS);

    @AfterEach
    void invariantsHold() {
        book.checkInvariants();
    }

    @Test
    void anOrderThatCrossesNothingRests() {
        expect(ACCEPTED, 0, 10, buy(1, 100, 10));
        expect(ACCEPTED, 0, 20, sell(2, 101, 20));

        assertBook("bids 100:1x10 asks 101:2x20");
    }

    @Test
    void anOrderAtThePriceOfTheOtherSideTrades() {
        sell(1, 101, 20);

        expect(ACCEPTED, 20, 0, buy(2, 101, 20));

        assertBook("bids asks");
        assertEquals(1, book.matchedTrades());
        assertEquals(20, book.matchedVolume());
    }

    @Test
    void theRemainderOfACrossingOrderRests() {
        sell(1, 101, 20);

        expect(ACCEPTED, 20, 5, buy(2, 102, 25));

        assertBook("bids 102:2x5 asks");
    }

    @Test
    void aRestingOrderThatIsHitInPartKeepsTheRest() {
        sell(1, 101, 20);

        expect(ACCEPTED, 15, 0, buy(2, 101, 15));

        assertBook("bids asks 101:1x5");
    }

    @Test
    void theBetterPriceTradesFirst() {
        sell(1, 103, 10);
        sell(2, 101, 10);
        sell(3, 102, 10);

        expect(ACCEPTED, 15, 0, buy(4, 103, 15));

        assertBook("bids asks 102:3x5 103:1x10");
    }

    @Test
    void atOnePriceTheOlderOrderTradesFirst() {
        buy(1, 100, 10);
        buy(2, 100, 10);
        buy(3, 100, 10);

        expect(ACCEPTED, 15, 0, sell(4, 100, 15));

        assertBook("bids 100:2x5,3x10 asks");
    }

    @Test
    void aSellOrderTradesWithTheHighestBidFirst() {
        buy(1, 98, 10);
        buy(2, 100, 10);
        buy(3, 99, 10);

        expect(ACCEPTED, 20, 5, sell(4, 99, 25));

        assertBook("bids 98:1x10 asks 99:4x5");
        assertEquals(2, book.matchedTrades());
    }

    @Test
    void aTradeStopsAtTheLimit() {
        sell(1, 101, 10);
        sell(2, 103, 10);

        expect(ACCEPTED, 10, 15, buy(3, 102, 25));

        assertBook("bids 102:3x15 asks 103:2x10");
    }

    @Test
    void aCancellationTakesQuantityAndKeepsThePlace() {
        buy(1, 100, 10);
        buy(2, 100, 10);

        expect(ACCEPTED, 0, 4, book.cancel(1, 6));

        assertBook("bids 100:1x4,2x10 asks");
    }

    @Test
    void aCancellationOfEverythingRemovesTheOrder() {
        buy(1, 100, 10);

        expect(ACCEPTED, 0, 0, book.cancel(1, 10));

        assertBook("bids asks");
        expect(UNKNOWN_ORDER, 0, 0, book.delete(1));
    }

    @Test
    void aCancellationOfMoreThanRestsIsRefused() {
        buy(1, 100, 10);

        expect(BAD_QUANTITY, 0, 10, book.cancel(1, 11));
        expect(BAD_QUANTITY, 0, 10, book.cancel(1, 0));
        expect(BAD_QUANTITY, 0, 10, book.cancel(1, -1));

        assertBook("bids 100:1x10 asks");
    }

    @Test
    void aDeletionTakesAnOrderFromAnywhereInTheQueue() {
        for (int id = 1; id <= 4; id++) {
            sell(id, 101, 10);
        }

        expect(ACCEPTED, 0, 0, book.delete(2));
        expect(ACCEPTED, 0, 0, book.delete(4));
        assertBook("bids asks 101:1x10,3x10");
        expect(ACCEPTED, 0, 0, book.delete(1));
        expect(ACCEPTED, 0, 0, book.delete(3));
        assertBook("bids asks");
    }

    @Test
    void anExecutionReducesTheNamedOrderWhereverItStands() {
        buy(1, 100, 10);
        buy(2, 100, 10);
        buy(3, 99, 10);

        expect(ACCEPTED, 4, 6, book.execute(2, 4));
        expect(ACCEPTED, 10, 0, book.execute(3, 10));

        assertBook("bids 100:1x10,2x6 asks");
        assertEquals(0, book.matchedTrades());
    }

    @Test
    void anExecutionOfMoreThanRestsIsRefused() {
        buy(1, 100, 10);

        expect(BAD_QUANTITY, 0, 10, book.execute(1, 11));

        assertBook("bids 100:1x10 asks");
    }

    @Test
    void whatNamesAnUnknownOrderIsRefused() {
        expect(UNKNOWN_ORDER, 0, 0, book.cancel(7, 1));
        expect(UNKNOWN_ORDER, 0, 0, book.delete(7));
        expect(UNKNOWN_ORDER, 0, 0, book.execute(7, 1));
    }

    @Test
    void anIdThatRestsIsRefusedAndOneThatIsGoneMayComeAgain() {
        buy(1, 100, 10);

        expect(DUPLICATE_ID, 0, 0, sell(1, 100, 10));
        assertBook("bids 100:1x10 asks");

        book.delete(1);
        expect(ACCEPTED, 0, 10, sell(1, 100, 10));
    }

    @Test
    void quantityAndPriceMustBePositive() {
        expect(BAD_QUANTITY, 0, 0, buy(1, 100, 0));
        expect(BAD_QUANTITY, 0, 0, buy(1, 100, -5));
        expect(BAD_PRICE, 0, 0, buy(1, 0, 5));
        expect(BAD_PRICE, 0, 0, sell(1, Long.MIN_VALUE, 5));
        assertBook("bids asks");
    }

    @Test
    void takesAnyPositivePriceAndAnyId() {
        expect(ACCEPTED, 0, 1, buy(Long.MIN_VALUE, 1, 1));
        expect(ACCEPTED, 0, 1, sell(-1, Long.MAX_VALUE, 1));
        expect(ACCEPTED, 0, Integer.MAX_VALUE, buy(0, Long.MAX_VALUE - 1, Integer.MAX_VALUE));

        assertEquals(Long.MAX_VALUE, book.bestPrice(book.asks()));
        assertEquals(Long.MAX_VALUE - 1, book.bestPrice(book.bids()));
    }

    @Test
    void refusesTheOrderThatFindsNoPlace() {
        for (int id = 0; id < MAX_ORDERS; id++) {
            expect(ACCEPTED, 0, 1, buy(id, 100, 1));
        }

        expect(BOOK_FULL, 0, 0, buy(99, 100, 1));

        book.delete(3);
        expect(ACCEPTED, 0, 1, buy(99, 100, 1));
    }

    @Test
    void refusesThePriceThatFindsNoLevel() {
        for (int id = 0; id < MAX_LEVELS; id++) {
            expect(ACCEPTED, 0, 1, buy(id, 100 + id, 1));
        }

        expect(BOOK_FULL, 0, 0, sell(99, 200, 1));

        expect(ACCEPTED, 0, 1, buy(99, 102, 1));
        book.delete(4);
        expect(ACCEPTED, 0, 1, sell(98, 200, 1));
    }

    @Test
    void aCrossingOrderFindsRoomInAFullBook() {
        for (int id = 0; id < MAX_LEVELS; id++) {
            buy(id, 100 + id, 1);
        }
        for (int id = MAX_LEVELS; id < MAX_ORDERS; id++) {
            buy(id, 100, 1);
        }

        expect(ACCEPTED, 1, 2, sell(99, 104, 3));

        assertBook("bids 103:3x1 102:2x1 101:1x1 100:0x1,5x1,6x1,7x1 asks 104:99x2");
    }

    @Test
    void refusesABookWithoutRoom() {
        assertThrows(IllegalArgumentException.class, () -> new LimitOrderBook(0, 1));
        Exception e = assertThrows(IllegalArgumentException.class, () -> new LimitOrderBook(1, -2));
        assertTrue(e.getMessage().contains("maxLevels=-2"), e.getMessage());
    }

    private OrderStatus buy(long orderId, long price, int quantity) {
        return book.add(orderId, true, price, quantity);
    }

    private OrderStatus sell(long orderId, long price, int quantity) {
        return book.add(orderId, false, price, quantity);
    }

    private void expect(OrderStatus status, int filled, int remaining, OrderStatus actual) {
        assertEquals(
                status + " filled " + filled + " remaining " + remaining,
                actual + " filled " + book.filled() + " remaining " + book.remaining());
    }

    private void assertBook(String expected) {
        assertEquals(expected, BookText.of(book));
    }
}
