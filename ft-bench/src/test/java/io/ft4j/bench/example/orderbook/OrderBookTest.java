package io.ft4j.bench.example.orderbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.ft4j.bench.example.orderbook.codec.AddOrderEncoder;
import io.ft4j.bench.example.orderbook.codec.MessageHeaderDecoder;
import io.ft4j.bench.example.orderbook.codec.MessageHeaderEncoder;
import io.ft4j.bench.example.orderbook.codec.OffBookTradeEncoder;
import io.ft4j.bench.example.orderbook.codec.OrderReplyDecoder;
import io.ft4j.bench.example.orderbook.codec.OrderStatus;
import io.ft4j.bench.example.orderbook.codec.TradeKind;
import io.ft4j.bench.example.orderbook.run.OrderBookRun;
import io.ft4j.bench.example.orderbook.run.PlainEffects;
import io.ft4j.bench.example.orderbook.run.ReplyTally;
import io.ft4j.core.model.Prng;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The state machine: decoding, replies, counters, digest. */
final class OrderBookTest {
    private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;

    private final UnsafeBuffer command = new UnsafeBuffer(new byte[64]);
    private final CommandWriter writer = new CommandWriter().wrap(command, 0);
    private final PlainEffects effects = new PlainEffects();
    private final OrderBook book = new OrderBook();

    @Test
    void everyCommandGetsOneReply() {
        assertEquals("ACCEPTED filled 0 remaining 10", apply(writer.add(1, 7, true, 100, 10)));
        assertEquals("ACCEPTED filled 0 remaining 8", apply(writer.cancel(2, 7, 2)));
        assertEquals("ACCEPTED filled 3 remaining 5", apply(writer.execute(3, 7, 3)));
        assertEquals("ACCEPTED filled 4 remaining 0", apply(writer.add(4, 8, false, 100, 4)));
        assertEquals("ACCEPTED filled 0 remaining 0", apply(writer.delete(5, 7)));
        assertEquals("UNKNOWN_ORDER filled 0 remaining 0", apply(writer.delete(6, 7)));
        assertEquals("ACCEPTED filled 9 remaining 0", apply(writer.offBook(7, TradeKind.HIDDEN, true, 100, 9)));
        assertEquals("ACCEPTED filled 0 remaining 0", apply(writer.halt(8, -1)));
    }

    @Test
    void kindsOfTradesAreCountedApart() {
        apply(writer.add(1, 7, true, 100, 10));
        apply(writer.execute(2, 7, 3));
        apply(writer.execute(2, 99, 3));
        apply(writer.offBook(3, TradeKind.HIDDEN, true, 100, 9));
        apply(writer.offBook(4, TradeKind.CROSS, false, 100, 1000));
        apply(writer.halt(5, -1));

        BookCounters counters = book.counters();
        assertEquals(6, counters.commands);
        assertEquals(5, counters.lastEventTimeNs);
        assertEquals(1, counters.visibleTrades);
        assertEquals(3, counters.visibleVolume);
        assertEquals(1, counters.hiddenTrades);
        assertEquals(9, counters.hiddenVolume);
        assertEquals(1, counters.crossTrades);
        assertEquals(1000, counters.crossVolume);
        assertEquals(1, counters.halts);
        assertEquals(1, counters.of(OrderStatus.UNKNOWN_ORDER));
        assertEquals(0, book.book().matchedTrades());
    }

    @Test
    void aTradeOffTheBookTouchesNoOrder() {
        apply(writer.add(1, 7, true, 100, 10));
        String before = BookText.of(book.book());

        apply(writer.offBook(3, TradeKind.HIDDEN, true, 100, 9));
        assertEquals("BAD_QUANTITY filled 0 remaining 0", apply(writer.offBook(3, TradeKind.HIDDEN, true, 100, 0)));
        assertEquals("BAD_PRICE filled 0 remaining 0", apply(writer.offBook(3, TradeKind.CROSS, true, 0, 1)));

        assertEquals(before, BookText.of(book.book()));
        assertEquals(9, book.counters().hiddenVolume);
    }

    @Test
    void whatCannotBeDecodedIsAnsweredMalformed() {
        String malformed = "MALFORMED filled 0 remaining 0";
        int length = writer.add(1, 7, true, 100, 10);
        for (int tooShort = 0; tooShort < length; tooShort++) {
            assertEquals(malformed, apply(tooShort), "length " + tooShort);
        }
        command.putByte(HEADER + AddOrderEncoder.sideEncodingOffset(), (byte) 2);
        assertEquals(malformed, apply(length), "side");
        length = writer.offBook(1, TradeKind.CROSS, true, 100, 1);
        command.putByte(HEADER + OffBookTradeEncoder.kindEncodingOffset(), (byte) 7);
        assertEquals(malformed, apply(length), "kind");
        for (int field = 0; field < HEADER - Short.BYTES; field += Short.BYTES) {
            length = writer.delete(1, 7);
            command.putShort(field, (short) 0);
            assertEquals(malformed, apply(length), "header field at " + field);
        }
        assertEquals(book.counters().commands, book.counters().of(OrderStatus.MALFORMED));
    }

    @Test
    void noBytesMakeItThrow() {
        Prng prng = new Prng(11);
        byte[] valid = new byte[CommandWriter.MAX_LENGTH];
        for (int i = 0; i < 200_000; i++) {
            int length = writer.add(i, prng.nextInt(50), prng.chance(0.5), 90 + prng.nextInt(20), 1 + prng.nextInt(9));
            command.getBytes(0, valid);
            int damaged = prng.nextInt(length);
            command.putByte(damaged, (byte) (valid[damaged] ^ 1 << prng.nextInt(8)));
            if (prng.chance(0.3)) {
                command.putShort(2, (short) prng.nextInt(9));
            }
            apply(length);
        }
        book.book().checkInvariants();
        assertEquals(200_000, book.counters().commands, "seed 11");
    }

    @Test
    void equalCommandsGiveEqualDigests() {
        OrderBook other = new OrderBook();
        for (OrderBook target : new OrderBook[] {book, other}) {
            FlowGenerator flow = new FlowGenerator(3, 10_000);
            for (int length = flow.next(command, 0); length > 0; length = flow.next(command, 0)) {
                target.apply(1, 2, command, 0, length, effects);
            }
        }
        assertEquals(book.digest(), other.digest());
        assertEquals(book.digest(), book.digest());
    }

    @Test
    void everyPartOfTheStateChangesTheDigest() {
        Set<Long> digests = new HashSet<>();
        digests.add(book.digest());
        assertTrue(digests.add(digestAfter(writer.add(1, 7, true, 100, 10))));
        assertTrue(digests.add(digestAfter(writer.add(1, 8, true, 100, 10))));
        assertTrue(digests.add(digestAfter(writer.add(1, 9, false, 110, 10))));
        assertTrue(digests.add(digestAfter(writer.cancel(1, 7, 1))));
        assertTrue(digests.add(digestAfter(writer.execute(1, 7, 1))));
        assertTrue(digests.add(digestAfter(writer.delete(1, 7))));
        assertTrue(digests.add(digestAfter(writer.delete(1, 7))));
        assertTrue(digests.add(digestAfter(writer.offBook(1, TradeKind.HIDDEN, true, 100, 1))));
        assertTrue(digests.add(digestAfter(writer.offBook(1, TradeKind.CROSS, true, 100, 1))));
        assertTrue(digests.add(digestAfter(writer.halt(1, 0))));
        assertTrue(digests.add(digestAfter(writer.halt(2, 0))));
    }

    @Test
    void everyCounterChangesTheDigest() {
        List<Consumer<BookCounters>> changes = List.of(
                counters -> {},
                counters -> counters.commands = 1,
                counters -> counters.lastEventTimeNs = 1,
                counters -> counters.halts = 1,
                counters -> counters.visibleTrades = 1,
                counters -> counters.visibleVolume = 1,
                counters -> counters.hiddenTrades = 1,
                counters -> counters.hiddenVolume = 1,
                counters -> counters.crossTrades = 1,
                counters -> counters.crossVolume = 1);
        Set<Long> digests = new HashSet<>();
        for (Consumer<BookCounters> change : changes) {
            BookCounters counters = new BookCounters();
            change.accept(counters);
            assertTrue(digests.add(digestOf(counters)));
        }
        for (OrderStatus status : OrderBookRun.REJECTIONS) {
            BookCounters counters = new BookCounters();
            counters.count(status);
            assertTrue(digests.add(digestOf(counters)), status::toString);
        }
    }

    @Test
    void theDigestTellsIdQuantityPriceSideAndOrderOfArrival() {
        long[] reference = {7, 1, 100, 10, 8, 1, 100, 10};
        Set<Long> digests = new HashSet<>(Set.of(digestOfTwo(reference)));
        long[][] others = {
            {8, 1, 100, 10, 7, 1, 100, 10},
            {9, 1, 100, 10, 8, 1, 100, 10},
            {7, 1, 100, 11, 8, 1, 100, 10},
            {7, 1, 100, 10, 8, 1, 100, 11},
            {7, 1, 100, 10, 9, 1, 100, 9},
            {7, 1, 100, 10, 8, 1, 101, 10},
            {7, 1, 99, 10, 8, 1, 100, 10},
            {7, 0, 100, 10, 8, 0, 100, 10},
        };
        for (long[] other : others) {
            assertTrue(digests.add(digestOfTwo(other)), () -> Arrays.toString(other));
        }
        assertEquals(digestOfTwo(reference), digestOfTwo(reference));
    }

    /** Each order as id, 1 for buy, price, quantity. */
    private long digestOfTwo(long[] orders) {
        OrderBook other = new OrderBook();
        for (int i = 0; i < orders.length; i += 4) {
            int length = writer.add(1, orders[i], orders[i + 1] == 1, orders[i + 2], (int) orders[i + 3]);
            other.apply(1, 0, command, 0, length, effects);
        }
        return other.digest();
    }

    private static long digestOf(BookCounters counters) {
        StateDigest digest = new StateDigest();
        counters.addTo(digest);
        return digest.value();
    }

    /** A JVM that still compiles allocates a few bytes of its own now and then, so one round of several must be clean. */
    @Test
    void allocatesNothingOverAMillionCommands() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        FlowGenerator flow = new FlowGenerator(5, Long.MAX_VALUE);
        ReplyTally replies = new ReplyTally();
        run(flow, replies, 300_000);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 50 && least > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            run(flow, replies, 1_000_000);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least, "bytes for a million commands, generated, applied, replied to and digested");
    }

    private void run(FlowGenerator flow, ReplyTally replies, int commands) {
        for (int i = 0; i < commands; i++) {
            int length = flow.next(command, 0);
            book.apply(i, 0, command, 0, length, effects);
            replies.add(i, effects.buffer(), 0);
            if ((i & 0xffff) == 0) {
                book.digest();
            }
        }
    }

    private long digestAfter(int length) {
        apply(length);
        return book.digest();
    }

    private String apply(int length) {
        book.apply(1, 0, command, 0, length, effects);
        OrderReplyDecoder reply =
                new OrderReplyDecoder().wrapAndApplyHeader(effects.buffer(), 0, new MessageHeaderDecoder());
        return reply.status() + " filled " + reply.filledQuantity() + " remaining " + reply.remainingQuantity();
    }
}
