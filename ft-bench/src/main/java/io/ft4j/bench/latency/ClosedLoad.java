package io.ft4j.bench.latency;

/** One command after the other, each when the reply to the one before is here. */
final class ClosedLoad implements Load {
    private final Connections connections;
    private final Patience patience;

    ClosedLoad(Connections connections, Patience patience) {
        this.connections = connections;
        this.patience = patience;
    }

    @Override
    public void runUntil(long endNs) {
        long nowNs = System.nanoTime();
        while (nowNs - endNs < 0) {
            nowNs = roundTrip(nowNs);
        }
    }

    private long roundTrip(long sendNs) {
        while (!connections.trySend(sendNs)) {
            connections.poll(1);
            patience.idle();
        }
        while (connections.poll(1) == 0) {
            patience.idle();
        }
        long nowNs = System.nanoTime();
        connections.record(nowNs);
        patience.reset();
        return nowNs;
    }
}
