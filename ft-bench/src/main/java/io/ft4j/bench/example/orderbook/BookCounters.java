package io.ft4j.bench.example.orderbook;

import io.ft4j.bench.example.orderbook.codec.OrderStatus;

/**
 * What a book has been through; part of the replicated state. A trade is one pair of orders, its volume the quantity.
 */
public final class BookCounters {
    private static final int STATUSES = OrderStatus.MALFORMED.value() + 1;
    private static final int OWN = 9;

    long commands;
    long lastEventTimeNs;
    long visibleTrades;
    long visibleVolume;
    long hiddenTrades;
    long hiddenVolume;
    long crossTrades;
    long crossVolume;
    long halts;
    private final long[] byStatus = new long[STATUSES];

    public long lastEventTimeNs() {
        return lastEventTimeNs;
    }

    public long visibleTrades() {
        return visibleTrades;
    }

    public long visibleVolume() {
        return visibleVolume;
    }

    public long hiddenTrades() {
        return hiddenTrades;
    }

    public long hiddenVolume() {
        return hiddenVolume;
    }

    public long crossTrades() {
        return crossTrades;
    }

    public long crossVolume() {
        return crossVolume;
    }

    public long halts() {
        return halts;
    }

    void count(OrderStatus status) {
        commands++;
        byStatus[status.value()]++;
    }

    long of(OrderStatus status) {
        return byStatus[status.value()];
    }

    void offBook(boolean hidden, int quantity) {
        if (hidden) {
            hiddenTrades++;
            hiddenVolume += quantity;
        } else {
            crossTrades++;
            crossVolume += quantity;
        }
    }

    void visible(int quantity) {
        visibleTrades++;
        visibleVolume += quantity;
    }

    /** All, in a fixed order. */
    long[] values() {
        long[] values = new long[OWN + STATUSES];
        long[] own = {
            commands,
            lastEventTimeNs,
            halts,
            visibleTrades,
            visibleVolume,
            hiddenTrades,
            hiddenVolume,
            crossTrades,
            crossVolume
        };
        System.arraycopy(own, 0, values, 0, OWN);
        System.arraycopy(byStatus, 0, values, OWN, STATUSES);
        return values;
    }

    void set(long[] values) {
        commands = values[0];
        lastEventTimeNs = values[1];
        halts = values[2];
        visibleTrades = values[3];
        visibleVolume = values[4];
        hiddenTrades = values[5];
        hiddenVolume = values[6];
        crossTrades = values[7];
        crossVolume = values[8];
        System.arraycopy(values, OWN, byStatus, 0, STATUSES);
    }

    void addTo(StateDigest digest) {
        digest.add(commands).add(lastEventTimeNs).add(halts);
        digest.add(visibleTrades).add(visibleVolume);
        digest.add(hiddenTrades).add(hiddenVolume);
        digest.add(crossTrades).add(crossVolume);
        for (long count : byStatus) {
            digest.add(count);
        }
    }
}
