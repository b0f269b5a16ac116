package io.ft4j.bench.latency;

import java.util.concurrent.TimeUnit;

/**
 * One command per interval, whatever becomes of the ones before: the latency of a command that had to wait until it
 * could be sent counts from when it was due, so that a pause shows in every command that fell into it (no coordinated
 * omission).
 */
final class OpenLoad implements Load {
    private static final int MAX_BURST = 32;
    private static final long NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MAX_DELAY_NS = TimeUnit.SECONDS.toNanos(20);

    private final Connections connections;
    private final Patience patience;
    private final int rate;
    private long startNs;
    private long dueCount;
    private boolean started;

    OpenLoad(Connections connections, Patience patience, int rate) {
        this.connections = connections;
        this.patience = patience;
        this.rate = rate;
    }

    /** Everything that was due before the end is sent. */
    @Override
    public void runUntil(long endNs) {
        long nowNs = System.nanoTime();
        if (!started) {
            started = true;
            startNs = nowNs;
        }
        while (nowNs - endNs < 0 || dueNs() - endNs < 0) {
            int sent = 0;
            while (sent < MAX_BURST && dueNs() - nowNs <= 0 && dueNs() - endNs < 0 && connections.trySend(dueNs())) {
                dueCount++;
                sent++;
            }
            if (connections.poll(MAX_BURST) == 0) {
                patience.idle();
                requireInTime(nowNs);
            } else {
                patience.reset();
            }
            nowNs = System.nanoTime();
            connections.record(nowNs);
            if (connections.isSettled()) {
                patience.reset();
            }
        }
    }

    private void requireInTime(long nowNs) {
        if (nowNs - dueNs() > MAX_DELAY_NS) {
            throw new RunFailedException("rate=" + rate + " is too much: a command is late by "
                    + TimeUnit.NANOSECONDS.toMillis(nowNs - dueNs()) + " ms");
        }
    }

    private long dueNs() {
        return startNs + dueCount * NS_PER_SECOND / rate;
    }
}
