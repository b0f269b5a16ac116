package io.ft4j.bench.example.orderbook;

import io.ft4j.bench.example.orderbook.codec.AddOrderDecoder;
import io.ft4j.bench.example.orderbook.codec.CancelOrderDecoder;
import io.ft4j.bench.example.orderbook.codec.DeleteOrderDecoder;
import io.ft4j.bench.example.orderbook.codec.ExecuteOrderDecoder;
import io.ft4j.bench.example.orderbook.codec.MessageHeaderDecoder;
import io.ft4j.bench.example.orderbook.codec.OffBookTradeDecoder;
import io.ft4j.bench.example.orderbook.codec.OrderStatus;
import io.ft4j.bench.example.orderbook.codec.Side;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.agrona.ExpandableArrayBuffer;

/** Measures a flow of commands by running it through a book: what it consists of, where, how large, how old, how fast. */
final class FlowStatistics {
    private static final int WARM_UP = 2_000;

    final long[] byTemplate = new long[8];
    final Histogram gapNs = new Histogram(3);
    final Histogram spreadTicks = new Histogram(3);
    final Histogram resting = new Histogram(3);
    final Histogram restingLevels = new Histogram(3);
    final Histogram lifetimeNs = new Histogram(2);
    final Map<Long, Long> sizes = new HashMap<>();
    final long[] placedInOctave = new long[12];
    final long[] deletedAge = new long[24];
    long events;
    long placedInside;
    long placedAtBest;
    long placed;
    long deleted;
    long deletedAtBest;
    long crossing;
    long unknown;
    long executed;
    long executedWhole;
    long matchedTrades;
    long volume;
    long countedSeconds;
    double sumPerSecond;
    double squaresPerSecond;
    double mid;

    private final LimitOrderBook book = new LimitOrderBook(1 << 16, 1 << 15);
    private final Map<Long, long[]> birth = new HashMap<>();
    private long additions;
    private long second = -1;
    private long inSecond;
    private long lastTimeNs = -1;

    static FlowStatistics of(CommandSource source) {
        FlowStatistics statistics = new FlowStatistics();
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(CommandWriter.MAX_LENGTH);
        while (source.next(buffer, 0) != CommandSource.END) {
            statistics.add(buffer);
        }
        statistics.matchedTrades = statistics.book.matchedTrades();
        return statistics;
    }

    double share(int template) {
        return (double) byTemplate[template] / events;
    }

    double sizeShare(long from, long to) {
        long sum = 0;
        long all = 0;
        for (Map.Entry<Long, Long> entry : sizes.entrySet()) {
            all += entry.getValue();
            sum += entry.getKey() >= from && entry.getKey() <= to ? entry.getValue() : 0;
        }
        return (double) sum / all;
    }

    double varianceToMeanPerSecond() {
        double mean = sumPerSecond / countedSeconds;
        return (squaresPerSecond / countedSeconds - mean * mean) / mean;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "events %d: add %.4f cancel %.4f delete %.4f execute %.4f off-book %.4f; crossing %.4f, matched trades %.4f, unknown %.5f%n",
                events,
                share(1),
                share(2),
                share(3),
                share(4),
                share(5),
                (double) crossing / events,
                (double) matchedTrades / events,
                (double) unknown / events));
        text.append(String.format(
                Locale.ROOT,
                "size: 100 %.3f  <100 %.3f  200 %.3f  1000 %.3f  mean %.1f;  whole executions %.3f%n",
                sizeShare(100, 100),
                sizeShare(1, 99),
                sizeShare(200, 200),
                sizeShare(1000, 1000),
                (double) volume / byTemplate[1],
                (double) executedWhole / executed));
        text.append(String.format(
                Locale.ROOT,
                "placed: inside %.3f best %.3f behind",
                (double) placedInside / placed,
                (double) placedAtBest / placed));
        for (long count : placedInOctave) {
            text.append(String.format(Locale.ROOT, " %.3f", (double) count / placed));
        }
        text.append(String.format(
                Locale.ROOT, "%ndeleted: at best %.3f, age in additions", (double) deletedAtBest / deleted));
        for (long count : deletedAge) {
            text.append(String.format(Locale.ROOT, " %.3f", (double) count / deleted));
        }
        text.append(String.format(
                Locale.ROOT,
                "%nlifetime of deleted, ms: p10 %.2f p25 %.2f p50 %.2f p75 %.1f p90 %.1f p99 %.1f%n",
                lifetimeNs.getValueAtPercentile(10) / 1e6,
                lifetimeNs.getValueAtPercentile(25) / 1e6,
                lifetimeNs.getValueAtPercentile(50) / 1e6,
                lifetimeNs.getValueAtPercentile(75) / 1e6,
                lifetimeNs.getValueAtPercentile(90) / 1e6,
                lifetimeNs.getValueAtPercentile(99) / 1e6));
        text.append(String.format(
                Locale.ROOT,
                "gap us: mean %.0f p10 %.2f p25 %.1f p50 %.0f p75 %.0f p90 %.0f p99 %.0f; per second variance/mean %.1f%n",
                gapNs.getMean() / 1e3,
                gapNs.getValueAtPercentile(10) / 1e3,
                gapNs.getValueAtPercentile(25) / 1e3,
                gapNs.getValueAtPercentile(50) / 1e3,
                gapNs.getValueAtPercentile(75) / 1e3,
                gapNs.getValueAtPercentile(90) / 1e3,
                gapNs.getValueAtPercentile(99) / 1e3,
                varianceToMeanPerSecond()));
        text.append(String.format(
                Locale.ROOT,
                "spread ticks: mean %.1f p10 %d p50 %d p90 %d; resting min %d mean %.0f max %d, levels %.0f; mid %.0f%n",
                spreadTicks.getMean(),
                spreadTicks.getValueAtPercentile(10),
                spreadTicks.getValueAtPercentile(50),
                spreadTicks.getValueAtPercentile(90),
                resting.getMinValue(),
                resting.getMean(),
                resting.getMaxValue(),
                restingLevels.getMean(),
                mid));
        return text.toString();
    }

    private void add(ExpandableArrayBuffer buffer) {
        events++;
        MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, 0);
        int template = header.templateId();
        byTemplate[template]++;
        long timeNs = buffer.getLong(MessageHeaderDecoder.ENCODED_LENGTH);
        onTime(timeNs);
        switch (template) {
            case AddOrderDecoder.TEMPLATE_ID ->
                onAdd(new AddOrderDecoder().wrapAndApplyHeader(buffer, 0, header), timeNs);
            case CancelOrderDecoder.TEMPLATE_ID -> {
                CancelOrderDecoder cancel = new CancelOrderDecoder().wrapAndApplyHeader(buffer, 0, header);
                count(book.cancel(cancel.orderId(), cancel.quantity()));
            }
            case DeleteOrderDecoder.TEMPLATE_ID ->
                onDelete(
                        new DeleteOrderDecoder()
                                .wrapAndApplyHeader(buffer, 0, header)
                                .orderId(),
                        timeNs);
            case ExecuteOrderDecoder.TEMPLATE_ID ->
                onExecute(new ExecuteOrderDecoder().wrapAndApplyHeader(buffer, 0, header));
            case OffBookTradeDecoder.TEMPLATE_ID -> {}
            default -> {}
        }
        if (events > WARM_UP && !book.bids().isEmpty() && !book.asks().isEmpty()) {
            spreadTicks.recordValue((book.bestPrice(book.asks()) - book.bestPrice(book.bids())) / 100);
            resting.recordValue(book.orderCount());
            restingLevels.recordValue(book.bids().size() + book.asks().size());
            mid = (book.bestPrice(book.asks()) + book.bestPrice(book.bids())) / 2.0;
        }
    }

    private void onTime(long timeNs) {
        if (lastTimeNs >= 0) {
            gapNs.recordValue(timeNs - lastTimeNs);
        }
        lastTimeNs = timeNs;
        long now = timeNs / 1_000_000_000L;
        if (second < 0) {
            second = now;
        }
        while (second < now) {
            countedSeconds++;
            sumPerSecond += inSecond;
            squaresPerSecond += (double) inSecond * inSecond;
            inSecond = 0;
            second++;
        }
        inSecond++;
    }

    private void onAdd(AddOrderDecoder add, long timeNs) {
        boolean buy = add.side() == Side.BUY;
        BookSide own = buy ? book.bids() : book.asks();
        BookSide other = buy ? book.asks() : book.bids();
        volume += add.quantity();
        sizes.merge((long) add.quantity(), 1L, Long::sum);
        if (other.isCrossedBy(add.price())) {
            crossing++;
        } else if (events > WARM_UP && !own.isEmpty()) {
            long behind = (buy ? book.bestPrice(own) - add.price() : add.price() - book.bestPrice(own)) / 100;
            placed++;
            if (behind < 0) {
                placedInside++;
            } else if (behind == 0) {
                placedAtBest++;
            } else {
                placedInOctave[Math.min(11, 63 - Long.numberOfLeadingZeros(behind))]++;
            }
        }
        count(book.add(add.orderId(), buy, add.price(), add.quantity()));
        birth.put(add.orderId(), new long[] {additions++, timeNs});
    }

    private void onDelete(long orderId, long timeNs) {
        int slot = book.orders().find(orderId);
        long[] born = birth.remove(orderId);
        if (slot != OrderPool.NONE && born != null && events > WARM_UP) {
            deleted++;
            deletedAge[63 - Long.numberOfLeadingZeros(additions - born[0])]++;
            lifetimeNs.recordValue(timeNs - born[1]);
            int level = book.orders().level[slot];
            BookSide side = book.levels().isBid[level] ? book.bids() : book.asks();
            deletedAtBest += side.bestLevel() == level ? 1 : 0;
        }
        count(book.delete(orderId));
    }

    private void onExecute(ExecuteOrderDecoder execute) {
        OrderStatus status = book.execute(execute.orderId(), execute.quantity());
        count(status);
        if (status == OrderStatus.ACCEPTED) {
            executed++;
            executedWhole += book.remaining() == 0 ? 1 : 0;
        }
    }

    private void count(OrderStatus status) {
        unknown += status == OrderStatus.UNKNOWN_ORDER ? 1 : 0;
    }
}
