package io.ft4j.bench.example.orderbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ft4j.bench.example.orderbook.codec.AddOrderDecoder;
import io.ft4j.bench.example.orderbook.codec.CancelOrderDecoder;
import io.ft4j.bench.example.orderbook.codec.DeleteOrderDecoder;
import io.ft4j.bench.example.orderbook.codec.ExecuteOrderDecoder;
import io.ft4j.bench.example.orderbook.codec.OffBookTradeDecoder;
import io.ft4j.core.redundancy.Checksum;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The generated flow has the statistics that its package claims, and is the same for the same seed. */
final class FlowGeneratorTest {
    /** CRC-32C of the first 100,000 commands of seed 1. */
    private static final int GOLDEN = -497387988;

    @Test
    void theSameSeedGivesTheSameBytesOnEveryJvm() {
        assertEquals(checksum(1), checksum(1));
        assertNotEquals(checksum(1), checksum(2));
        assertEquals(GOLDEN, checksum(1), "seed 1: a change of the flow changes every figure measured with it");
    }

    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {1, 2, 3})
    void imitatesTheRecordedHour(long seed) {
        FlowStatistics flow = FlowStatistics.of(new FlowGenerator(seed, 300_000));
        near(0.48, 0.03, flow.share(AddOrderDecoder.TEMPLATE_ID), flow);
        near(0.45, 0.02, flow.share(DeleteOrderDecoder.TEMPLATE_ID), flow);
        near(0.005, 0.001, flow.share(CancelOrderDecoder.TEMPLATE_ID), flow);
        near(
                0.044,
                0.006,
                flow.share(ExecuteOrderDecoder.TEMPLATE_ID) + flow.matchedTrades / (double) flow.events,
                flow);
        near(0.024, 0.002, flow.share(OffBookTradeDecoder.TEMPLATE_ID), flow);
        near(0.0009, 0.0004, flow.unknown / (double) flow.events, flow);
        near(0.53, 0.02, flow.sizeShare(100, 100), flow);
        near(0.35, 0.02, flow.sizeShare(1, 99), flow);
        near(0.73, 0.03, flow.executedWhole / (double) flow.executed, flow);
        near(19, 6, flow.spreadTicks.getValueAtPercentile(50), flow);
        near(0.46e6, 0.15e6, flow.gapNs.getValueAtPercentile(50), flow);
        near(39e6, 4e6, flow.gapNs.getMean(), flow);
    }

    @Test
    void ordersCrossAndMatch() {
        FlowStatistics flow = FlowStatistics.of(new FlowGenerator(4, 100_000));
        assertTrue(flow.crossing > 1_000, flow::toString);
        assertTrue(flow.matchedTrades > flow.crossing, flow::toString);
    }

    @Test
    void theBookStaysAtItsSizeAndThePriceInBounds() {
        FlowGenerator flow = new FlowGenerator(6, 1_500_000);
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[CommandWriter.MAX_LENGTH]);
        LimitOrderBook book = flow.book();
        int events = 0;
        while (flow.next(buffer, 0) != CommandSource.END) {
            if (++events > 10_000 && events % 1_000 == 0) {
                int resting = book.orderCount();
                assertTrue(resting > 200 && resting < 700, "seed 6 event " + events + " resting " + resting);
                long distance = Math.abs(book.bestPrice(book.bids()) - FlowGenerator.REFERENCE_PRICE);
                assertTrue(distance < FlowGenerator.REFERENCE_PRICE / 2, "seed 6 event " + events + " off " + distance);
            }
        }
        book.checkInvariants();
        assertEquals(1_500_000, events);
    }

    private static void near(double expected, double tolerance, double actual, FlowStatistics flow) {
        assertEquals(expected, actual, tolerance, flow::toString);
    }

    private static int checksum(long seed) {
        FlowGenerator flow = new FlowGenerator(seed, 100_000);
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[CommandWriter.MAX_LENGTH]);
        Checksum checksum = new Checksum();
        for (int length = flow.next(buffer, 0); length > 0; length = flow.next(buffer, 0)) {
            checksum.update(buffer, 0, length);
        }
        return checksum.value();
    }
}
